"""Where the model does better or worse than elsewhere, slice by slice, with Holm's adjustment over all slices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import fisher_exact

from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.averages import overall
from evenhand.measure.evaluation.classes import by_class
from evenhand.measure.evaluation.confusion import confusion_matrix
from evenhand.measure.evaluation.holm import holm
from evenhand.measure.evaluation.joining import Joined
from evenhand.measure.result import Estimate, Result


@dataclass(frozen=True)
class Slice(Result):
    """The items whose column ``by`` holds ``value``.

    ``metrics`` are those of the whole evaluation, on these items. ``rest`` is the accuracy on all other items (None
    where there are none), ``p_value`` Fisher's exact chance of so large a difference from them, ``p_adjusted`` the
    same after Holm over all slices of all columns.
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


def _slice(joined: Joined, by: str, name: str, rows: np.ndarray, level: float) -> Slice:
    gold, said = joined.gold, joined.predicted[0]
    matrix = confusion_matrix(joined.classes, gold[rows], said[rows])
    right, all_right = int(matrix.array.trace()), int(np.count_nonzero(gold == said))
    inside, outside = rows.size, joined.size - rows.size
    others = all_right - right
    table = np.array([[right, inside - right], [others, outside - others]])
    return Slice(
        by=by,
        value=name,
        n=int(inside),
        metrics=overall(matrix, by_class(matrix, level), level),
        rest=others / outside if outside else None,
        p_value=float(fisher_exact(table)[1]) if outside else None,
        p_adjusted=None,
    )
