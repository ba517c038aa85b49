"""How often a judge gives the same label to the same item again: the ceiling for everybody's agreement.

Needs items that were shown to the same judge twice without their knowing. Not here: agreement between judges.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.measure.agreement.coefficients import Wanted, coefficients
from evenhand.measure.agreement.counts import count
from evenhand.measure.agreement.overall import parts_of
from evenhand.measure.agreement.types import Coefficient, Part
from evenhand.measure.agreement.weights import checked_scale
from evenhand.measure.chart import Bar
from evenhand.measure.labels import Coded, Labels, Repeats, need_classes, read_labels
from evenhand.measure.result import Note, Result
from evenhand.measure.tables import TableLike

DESIGN = "items shown to the same judge again; each judge and item counts alike"


@dataclass(frozen=True)
class Repeatability(Result):
    """How far judges agree with themselves, overall and by judge; ``repeated`` counts (judge, item) seen again."""

    coefficients: tuple[Coefficient, ...]
    by_judge: tuple[Part, ...]
    repeated: int
    judges: int
    warnings: tuple[Note, ...] = ()

    def figure(self, name: str) -> Coefficient:
        """The coefficient of this name."""
        return next(one for one in self.coefficients if one.name == name)

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per coefficient: overall, then of each judge."""
        overall = [{"by": None, "value": None, **one.to_dict()} for one in self.coefficients]
        return [*overall, *(row for part in self.by_judge for row in part.rows())]

    def bars(self) -> Sequence[Bar]:
        """The overall coefficients below each other."""
        return [bar for one in self.coefficients for bar in one.bars()]

    def __repr__(self) -> str:
        head = f"Repeatability: {self.repeated:,} items judged again by the same of {self.judges:,} judges"
        return "\n".join([head, *(f"  {one!r}" for one in self.coefficients)])


def repeatability(
    table: TableLike | Labels,
    *,
    item: str | None = None,
    judge: str | None = None,
    label: str | None = None,
    classes: Sequence[str] | None = None,
    missing: Collection[str] = ("unable",),
    scale: str = "nominal",
    level: float = 0.95,
) -> Repeatability:
    """Agreement of judges with themselves, on items that they labelled more than once.

    ``table`` as in ``agreement``, with every label that a judge gave (``Labels`` read with ``repeats="keep"``). Raises
    RequestError where no judge labelled an item twice, and as ``agreement`` does.
    """
    labels = (
        table
        if isinstance(table, Labels)
        else read_labels(
            table, item=item, judge=judge, label=label, classes=classes, missing=missing, repeats=Repeats.KEEP
        )
    )
    need_classes(labels)
    again = _repeated(labels)
    known = checked_scale(scale, labels.columns["label"], labels.values, stated=labels.stated)
    wanted = Wanted.checked(known, labels.values, None, level=level, interval="linearised", times=100, seed=1)
    counts = count(again.item, again.label, len(again.classes))
    judges = parts_of(again, Coded(again.judge, again.judges), "judge", wanted)
    return Repeatability(
        coefficients=_own(coefficients(counts, wanted)),
        by_judge=tuple(replace(part, coefficients=_own(part.coefficients)) for part in judges),
        repeated=counts.items,
        judges=len(judges),
    )


def _own(found: Sequence[Coefficient]) -> tuple[Coefficient, ...]:
    return tuple(replace(one, design=DESIGN) for one in found)


def _repeated(labels: Labels) -> Labels:
    """Only what a judge labelled more than once, each (item, judge) as an item of its own."""
    known = labels.only(labels.judge >= 0)
    key = known.item.astype(np.int64) * max(len(labels.judges), 1) + known.judge
    _, unit, times = np.unique(key, return_inverse=True, return_counts=True)
    twice = times[unit] > 1
    if not twice.any():
        raise RequestError(
            "No judge labelled an item more than once, so nothing is known of repeatability.",
            hint="Show a few items again to the same judges, unannounced, and keep all their labels.",
        )
    order = np.argsort(unit[twice], kind="stable")
    again = known.only(np.asarray(twice))
    _, item = np.unique(unit[twice][order], return_inverse=True)
    return replace(
        again,
        item=np.asarray(item, dtype=np.int32),
        judge=again.judge[order],
        label=again.label[order],
        weight=None,
        time=None,
        by={},
    )
