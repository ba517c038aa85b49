"""Agreement of each pair of judges: raw agreement and Cohen's kappa, with intervals.

Not here: who of the two is right, nor any ranking of people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.measure.agreement.cohen import Kappas, cohen
from evenhand.measure.agreement.interval import limits
from evenhand.measure.agreement.meetings import meetings
from evenhand.measure.agreement.types import Coefficient
from evenhand.measure.agreement.weights import checked_scale, weights_for
from evenhand.measure.chart import Bar
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import Floats, Labels, Repeats, need_classes, need_judges, read_labels
from evenhand.measure.result import Method, Note, Result
from evenhand.measure.tables import TableLike

SHOWN = 20


@dataclass(frozen=True)
class Pair(Result):
    """Two judges: how many items both labelled, and how far they agree on them."""

    first: str
    second: str
    items: int
    agreement: Coefficient
    cohen: Coefficient

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row."""
        told = {"first": self.first, "second": self.second, "items": self.items}
        parts = (("agreement", self.agreement), ("cohen", self.cohen))
        return [told | {f"{name}{end}": value for name, one in parts for end, value in _ends(one)}]

    def bars(self) -> Sequence[Bar]:
        """Kappa of the pair."""
        kappa = self.cohen
        return (Bar(f"{self.first} · {self.second}", kappa.estimate, kappa.low, kappa.high, f"n {self.items:,}"),)


@dataclass(frozen=True)
class Pairs(Result):
    """All pairs of judges with enough common items, most items first; ``left_out`` pairs have fewer than ``least``."""

    pairs: tuple[Pair, ...]
    least: int
    left_out: int
    level: float
    warnings: tuple[Note, ...] = ()

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per pair."""
        return [row for pair in self.pairs for row in pair.rows()]

    def bars(self) -> Sequence[Bar]:
        """Kappa of the pairs with the most common items."""
        return [bar for pair in self.pairs[:SHOWN] for bar in pair.bars()]

    def __repr__(self) -> str:
        head = f"<{len(self.pairs):,} pairs of judges with {self.least} common items or more"
        return f"{head}; {self.left_out:,} pairs with fewer>"


def judge_pairs(
    table: TableLike | Labels,
    *,
    item: str | None = None,
    judge: str | None = None,
    label: str | None = None,
    classes: Sequence[str] | None = None,
    missing: Collection[str] = ("unable",),
    repeats: Repeats | str = Repeats.REFUSE,
    scale: str = "nominal",
    least: int = 20,
    level: float = 0.95,
) -> Pairs:
    """Raw agreement and Cohen's kappa of every two judges with ``least`` common items or more.

    ``scale`` weights kappa: nominal, ordinal (Gwet's ordinal weights) or interval (quadratic). The other arguments and
    errors are those of ``agreement``.
    """
    if least < 2:
        raise RequestError(f"least is {least}.", hint="Give 2 common items or more; below 20 little can be said.")
    normal_quantile(level)
    labels = (
        table
        if isinstance(table, Labels)
        else read_labels(table, item=item, judge=judge, label=label, classes=classes, missing=missing, repeats=repeats)
    )
    need_judges(labels)
    need_classes(labels)
    known = checked_scale(scale, labels.columns["label"], labels.values, stated=labels.stated)
    met = meetings(labels)
    enough = met.with_at_least(least)
    found = cohen(enough, weights_for(known, len(labels.classes), labels.values))
    order = np.lexsort((enough.second, enough.first, -found.items))
    names = labels.judges
    raw, kappa = _coefficients(found, level)
    return Pairs(
        pairs=tuple(
            Pair(names[enough.first[k]], names[enough.second[k]], round(found.items[k]), raw[k], kappa[k])
            for k in order.tolist()
        ),
        least=least,
        left_out=met.pairs - enough.pairs,
        level=level,
        warnings=(Note("unknown_judges_left_out"),) if bool((labels.judge < 0).any()) else (),
    )


def _coefficients(found: Kappas, level: float) -> tuple[list[Coefficient], list[Coefficient]]:
    nothing = np.zeros_like(found.items)
    ends = limits(found.raw, nothing, found.raw_error, found.items, level)
    raw = _each("agreement", found, found.raw, found.raw_error, ends, level)
    known = np.isfinite(found.kappa)
    value, chance, error, cautious = (
        np.where(known, one, 0.0) for one in (found.kappa, found.chance, found.kappa_error, found.cautious_error)
    )
    kappa = _each("cohen", found, value, error, limits(value, chance, cautious, found.items, level), level)
    return raw, [one if so else _undefined(one) for one, so in zip(kappa, known.tolist(), strict=True)]


def _each(
    name: str, found: Kappas, value: Floats, error: Floats, ends: tuple[Floats, Floats], level: float
) -> list[Coefficient]:
    return [
        Coefficient(
            name=name,
            estimate=float(value[k]),
            low=float(ends[0][k]),
            high=float(ends[1][k]),
            level=level,
            method=Method.LINEARISED,
            se=float(error[k]),
            chance=float(found.chance[k]) if name == "cohen" else None,
            n=round(float(found.items[k])),
            design=PAIR_DESIGN,
        )
        for k in range(found.items.size)
    ]


PAIR_DESIGN = "items drawn at random; these two judges and no others"


def _undefined(one: Coefficient) -> Coefficient:
    return Coefficient(
        name=one.name,
        estimate=None,
        low=None,
        high=None,
        level=one.level,
        method=Method.NONE,
        se=None,
        chance=None,
        n=one.n,
        design=one.design,
        undefined=Note("one_class"),
    )


def _ends(one: Coefficient) -> list[tuple[str, float | None]]:
    return [("", one.estimate), ("_low", one.low), ("_high", one.high)]
