"""What divides judges: how many items, which of them most, and which two labels they give instead of each other.

Formulas: docs/methods/agreement.md. Not here: who is right, nor any person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.measure.agreement.coefficients import Named, Wanted, coefficients_of
from evenhand.measure.agreement.counts import Counts, count
from evenhand.measure.agreement.linear import Linear, centred, undefined
from evenhand.measure.agreement.raw import item_agreement
from evenhand.measure.agreement.types import Coefficient
from evenhand.measure.agreement.weights import Scale, Weights
from evenhand.measure.chart import Bar
from evenhand.measure.disagreement.soft import SoftLabels, soft_labels
from evenhand.measure.labels import Floats, Labels, Repeats, need_classes, need_judges, read_labels
from evenhand.measure.result import Result
from evenhand.measure.tables import TableLike
from evenhand.measure.units import summed


@dataclass(frozen=True)
class Confusion(Result):
    """Two labels that judges give instead of each other.

    ``share`` is the part of all disagreement that is between these two. ``first_to_second`` is the chance that a second
    judge says ``second`` where one says ``first``, and the other way round; ``items`` have both labels.
    """

    first: str
    second: str
    items: int
    share: Coefficient
    first_to_second: float
    second_to_first: float

    def bars(self) -> Sequence[Bar]:
        """The share of all disagreement."""
        one = self.share
        return (Bar(f"{self.first} · {self.second}", one.estimate, one.low, one.high, f"{self.items:,} items"),)


@dataclass(frozen=True)
class Divided(Result):
    """An item that divides judges: how many gave which label, and the entropy in bits."""

    item: str
    labels: Mapping[str, int]
    entropy: float


@dataclass(frozen=True)
class Disagreement(Result):
    """What divides judges. ``disputed`` is the share of items with two labels or more on which not all agree."""

    disputed: Coefficient
    mean_entropy: float | None
    confusions: tuple[Confusion, ...]
    items: tuple[Divided, ...]
    soft: SoftLabels

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per two labels that are given instead of each other, most disagreement first."""
        return [
            {
                "first": one.first,
                "second": one.second,
                "items": one.items,
                "share": one.share.estimate,
                "low": one.share.low,
                "high": one.share.high,
                "first_to_second": one.first_to_second,
                "second_to_first": one.second_to_first,
            }
            for one in self.confusions
        ]

    def to_dict(self) -> dict[str, object]:
        """The figures; the soft labels of every item are in ``soft``."""
        return {
            "disputed": self.disputed.to_dict(),
            "mean_entropy": self.mean_entropy,
            "confusions": list(self.rows()),
            "items": [one.to_dict() for one in self.items],
        }

    def bars(self) -> Sequence[Bar]:
        """The share of all disagreement between each two labels."""
        return [bar for one in self.confusions[:20] for bar in one.bars()]

    def __repr__(self) -> str:
        lines = [
            f"  {one.first} / {one.second}: {one.share.estimate:.1%} of all disagreement, {one.items:,} items"
            for one in self.confusions[:5]
        ]
        return "\n".join([f"Disagreement: {self.disputed!r}", *lines])


def disagreement(
    table: TableLike | Labels,
    *,
    item: str | None = None,
    judge: str | None = None,
    label: str | None = None,
    classes: Sequence[str] | None = None,
    missing: Collection[str] = ("unable",),
    repeats: Repeats | str = Repeats.REFUSE,
    most: int = 20,
    level: float = 0.95,
) -> Disagreement:
    """How many items divide judges, the ``most`` divided ones, and the labels given instead of each other.

    The other arguments and errors are those of ``agreement``.
    """
    if most < 0:
        raise RequestError(f"most is {most}.", hint="Give how many items to list, 0 for none.")
    labels = (
        table
        if isinstance(table, Labels)
        else read_labels(table, item=item, judge=judge, label=label, classes=classes, missing=missing, repeats=repeats)
    )
    need_judges(labels)
    need_classes(labels)
    wanted = Wanted.checked(Scale.NOMINAL, None, None, level=level, interval="linearised", times=100, seed=1)
    counts, soft = count(labels.item, labels.label, len(labels.classes)), soft_labels(labels)
    pairable = soft.labels >= 2
    return Disagreement(
        disputed=coefficients_of([[Named("disputed", _disputed(counts))]], wanted)[0][0],
        mean_entropy=float(soft.entropy[pairable].mean()) if pairable.any() else None,
        confusions=tuple(_confusions(counts, labels.classes, wanted)),
        items=tuple(_most_divided(soft, most)),
        soft=soft,
    )


def _disputed(counts: Counts) -> Linear:
    if not counts.pairable_items:
        return undefined(counts, "no_pairs")
    differ = (np.diff(counts.table.indptr) > 1).astype(np.float64)
    value = float(counts.times[counts.pairable] @ differ[counts.pairable]) / counts.pairable_items
    return Linear(value, 0.0, centred(differ, counts.pairable, counts.times), counts.pairable, counts.times)


@dataclass(frozen=True, eq=False)
class _Met:
    """Entry e: row ``row[e]`` has labels ``first`` and ``second`` (first below second), ``apart`` of its pairs."""

    row: np.ndarray
    first: np.ndarray
    second: np.ndarray
    apart: Floats


def _met(counts: Counts) -> _Met:
    """Every two different labels of each row, with the share of the row's pairs of labels that are those two."""
    table, sizes = counts.table, np.diff(counts.table.indptr)
    of_entry = sizes[counts.entry_row]
    left = np.repeat(np.arange(table.nnz), of_entry)
    begin = np.repeat(np.cumsum(of_entry) - of_entry, of_entry)
    right = table.indptr[counts.entry_row[left]] + np.arange(left.size) - begin
    keep = table.indices[left] < table.indices[right]
    left, right = left[keep], right[keep]
    row = counts.entry_row[left]
    pairs = counts.rated[row] * (counts.rated[row] - 1)
    apart = 2 * table.data[left] * table.data[right] / pairs
    return _Met(row, table.indices[left], table.indices[right], apart)


def _confusions(counts: Counts, classes: Sequence[str], wanted: Wanted) -> list[Confusion]:
    met = _met(counts)
    if not met.row.size:
        return []
    differ = np.where(counts.pairable, 1 - item_agreement(counts, Weights()), 0.0)
    total = float(counts.times @ differ)
    weight = _weight_of_labels(counts)
    key = met.first.astype(np.int64) * len(classes) + met.second
    order = np.argsort(key, kind="stable")
    codes, starts = np.unique(key[order], return_index=True)
    parts = [summed(met.row[entries], met.apart[entries], counts.times.size) for entries in np.split(order, starts[1:])]
    shares = [Named("confusion", _part(counts, apart, differ)) for apart in parts]
    items = summed(np.searchsorted(codes, key), counts.times[met.row], codes.size)
    found = [
        Confusion(
            first=classes[code // len(classes)],
            second=classes[code % len(classes)],
            items=round(number),
            share=share,
            first_to_second=(share.estimate or 0.0) * total / 2 / float(weight[code // len(classes)]),
            second_to_first=(share.estimate or 0.0) * total / 2 / float(weight[code % len(classes)]),
        )
        for code, number, share in zip(
            codes.tolist(), items.tolist(), coefficients_of([shares], wanted)[0], strict=True
        )
    ]
    return sorted(found, key=lambda one: (-(one.share.estimate or 0.0), one.first, one.second))


def _part(counts: Counts, apart: Floats, differ: Floats) -> Linear:
    """The part of all disagreement that is between two labels."""
    total = float(counts.times @ differ)
    share = float(counts.times @ apart) / total
    influence = centred((apart - share * differ) * counts.pairable_items / total, counts.pairable, counts.times)
    return Linear(share, 0.0, influence, counts.pairable, counts.times)


def _weight_of_labels(counts: Counts) -> Floats:
    """How often each label is the first of a pair, each item counting alike."""
    return np.asarray(np.where(counts.pairable, counts.times, 0.0) @ counts.shares, dtype=np.float64)


def _most_divided(soft: SoftLabels, most: int) -> list[Divided]:
    """The items of the largest entropy, among equals those with most labels, then by their order."""
    order = np.lexsort((np.arange(soft.entropy.size), -soft.labels, -np.round(soft.entropy, 9)))[:most]
    chosen = [place for place in order.tolist() if soft.entropy[place] > 1e-9]
    return [
        Divided(
            item=str(soft.items[place].as_py()),
            labels={
                soft.classes[int(soft.label[entry])]: round(float(soft.count[entry]))
                for entry in range(*np.searchsorted(soft.item, [place, place + 1]).tolist())
            },
            entropy=float(soft.entropy[place]),
        )
        for place in chosen
    ]
