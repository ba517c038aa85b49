"""Where the model does better or worse than elsewhere, slice by slice, with Holm's adjustment over all slices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import fisher_exact, norm

from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.averages import overall
from evenhand.measure.evaluation.classes import by_class
from evenhand.measure.evaluation.holm import holm
from evenhand.measure.evaluation.joining import Joined
from evenhand.measure.result import Estimate, Result

Rows: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True)
class Slice(Result):
    """The items whose column ``by`` holds ``value``.

    ``metrics`` are those of the whole evaluation, on these items. ``rest`` is the accuracy on all other items (None
    where there are none), ``p_value`` Fisher's exact chance of so large a difference from them (of weighted
    gold the normal one), ``p_adjusted`` the same after Holm over all slices of all columns.
    """

    by: str
    value: str
    n: int
    metrics: tuple[Estimate, ...]
    rest: float | None
    p_value: float | None
    p_adjusted: float | None

    @property
    def accuracy(self) -> Estimate:
        """The accuracy in the slice."""
        return self.metrics[0]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per metric."""
        return [{"by": self.by, "value": self.value} | one.to_dict() for one in self.metrics]

    def bars(self) -> Sequence[Bar]:
        """The accuracy on a line."""
        one = self.accuracy
        return (Bar(f"{self.by}: {self.value}", one.estimate, one.low, one.high, note=f"n {one.n:,}"),)


def sliced(joined: Joined, level: float) -> tuple[Slice, ...]:
    """All slices of the columns that were asked for; an item without a value is in none."""
    found = [
        _slice(joined, by, name, np.flatnonzero(column.codes == k), level)
        for by, column in joined.by.items()
        for k, name in enumerate(column.names)
        if (column.codes == k).any()
    ]
    adjusted = holm([one.p_value for one in found])
    return tuple(replace(one, p_adjusted=p) for one, p in zip(found, adjusted, strict=True))


def _slice(joined: Joined, by: str, name: str, rows: Rows, level: float) -> Slice:
    gold, said = joined.gold, joined.predicted[0]
    weighing = None if joined.weighing is None else joined.weighing.only(rows)
    figures = by_class(joined.classes, gold[rows], said[rows], level, weighing=weighing, beta=None)
    metrics = overall(figures, gold[rows], said[rows], level, weighing=weighing)
    rest, p = _beside(joined, rows, metrics[0], level)
    return Slice(by=by, value=name, n=int(rows.size), metrics=metrics, rest=rest, p_value=p, p_adjusted=None)


def _beside(joined: Joined, rows: Rows, inside: Estimate, level: float) -> tuple[float | None, float | None]:
    """The accuracy on all other items, and the chance of so large a difference; None where there are none."""
    right = joined.gold == joined.predicted[0]
    others = np.delete(np.arange(joined.size), rows)
    if not others.size:
        return None, None
    if joined.weighing is not None:
        rest = joined.weighing.only(others).share(
            "accuracy", right[others], np.ones(others.size), level, "no_common_items"
        )
        return rest.estimate, _normal_chance(inside, rest)
    counts = [[np.count_nonzero(right[part]), np.count_nonzero(~right[part])] for part in (rows, others)]
    return float(right[others].mean()), float(fisher_exact(np.array(counts))[1])


def _normal_chance(first: Estimate, second: Estimate) -> float:
    """Of two independent shares, each with its effective size and half an event more."""
    sizes = [(one.estimate or 0.0, one.n_effective or 1.0) for one in (first, second)]
    drawn = [((share * size + 0.5) / (size + 1), size) for share, size in sizes]
    variance = sum(share * (1 - share) / size for share, size in drawn)
    return float(2 * norm.sf(abs(sizes[0][0] - sizes[1][0]) / variance**0.5))
