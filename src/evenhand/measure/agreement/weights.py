"""How much two different labels agree all the same: not at all (nominal), by rank (ordinal), by distance (interval).

Not here: Krippendorff's ordinal distance, which depends on the labels given (``krippendorff``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.measure.agreement.counts import Counts
from evenhand.measure.labels import Floats
from evenhand.measure.units import summed


class Scale(StrEnum):
    """What the classes are: names, ranks, or numbers with meaningful distances."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True, eq=False)
class Weights:
    """The agreement of each two classes, 1 on the diagonal; ``matrix`` is None for the identity."""

    matrix: NDArray[np.float64] | None = None

    def within(self, counts: Counts) -> Floats:
        """The agreement of all pairs of labels of each row, n'Wn, each label with itself included."""
        table = counts.table
        if self.matrix is None:
            return counts.by_row(table.data**2)
        sizes = np.diff(table.indptr)
        left = np.repeat(np.arange(table.nnz), sizes[counts.entry_row])
        begin = np.repeat(np.cumsum(sizes**2) - sizes**2, sizes**2)
        right = table.indptr[counts.entry_row[left]] + (np.arange(left.size) - begin) % sizes[counts.entry_row[left]]
        agreed = table.data[left] * table.data[right] * self.matrix[table.indices[left], table.indices[right]]
        return summed(counts.entry_row[left], agreed, counts.times.size)

    def times(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shares of classes (last axis) times the weights."""
        return shares if self.matrix is None else shares @ self.matrix

    def total(self, classes: int) -> float:
        """The sum of all weights."""
        return float(classes) if self.matrix is None else float(self.matrix.sum())


def weights_for(scale: Scale, classes: int, values: Floats | None) -> Weights:
    """The weights of a scale; ``values`` are the classes as numbers, in their order.

    Ordinal: Gwet's, 1 - m(|k - l|) / m(classes - 1) with m(d) = d (d + 1) / 2. Interval: quadratic,
    1 - (v_k - v_l)^2 / (largest distance)^2. Source: Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), ch. 3.
    """
    if scale is Scale.NOMINAL or classes < 2:
        return Weights()
    place = np.arange(classes, dtype=np.float64) if scale is Scale.ORDINAL or values is None else values
    apart = np.abs(place[:, None] - place[None, :])
    cost = apart * (apart + 1) / 2 if scale is Scale.ORDINAL else apart**2
    return Weights(1 - cost / cost.max())


def checked_scale(scale: Scale | str, column: str, values: Floats | None, *, stated: bool) -> Scale:
    """The scale by its name. Raises RequestError for an unknown one, and for labels that have no order or distance."""
    try:
        found = Scale(scale)
    except ValueError:
        names = ", ".join(repr(str(one)) for one in Scale)
        raise RequestError(f"scale is {scale!r}.", hint=f"Give one of {names}.") from None
    if found is Scale.ORDINAL and values is None and not stated:
        raise RequestError(
            f"The labels in {column!r} have no order of their own.", hint="State all classes from lowest to highest."
        )
    if found is Scale.INTERVAL and values is None:
        raise RequestError(
            f"The labels in {column!r} are no whole numbers, so they have no distance.",
            hint="Give numbers as labels, or scale='ordinal' with the classes in order.",
        )
    return found
