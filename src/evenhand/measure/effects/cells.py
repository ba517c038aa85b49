"""Assessed rows summed by cluster and by stretch of time, and the change of one group between two times.

A cluster is a person or a team: whatever was treated as one. Every method of this package works on these sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.labels import Codes, Flags, Floats

Times: TypeAlias = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Cells:
    """Sums over rows, one line per cluster and one column per stretch.

    ``count`` is of rows, ``weight`` the sum of weights w, ``square`` of w², ``value`` of w y and ``value2`` of w y².
    """

    count: Floats
    weight: Floats
    square: Floats
    value: Floats
    value2: Floats

    def over(self, stretches: Sequence[int]) -> Cells:
        """The sums over several stretches, in one column."""
        return Cells(*(part[:, list(stretches)].sum(axis=1, keepdims=True) for part in self._parts))

    def of(self, who: Flags) -> Cells:
        """The lines of these clusters."""
        return Cells(*(part[who] for part in self._parts))

    @property
    def share(self) -> Floats:
        """The share of each cell; 0 where it has no row."""
        return self.value / np.where(self.weight > 0, self.weight, 1.0)

    @property
    def size(self) -> Floats:
        """The rows of equal weight that would be as many: (sum w)² / sum w²."""
        return np.asarray(self.weight**2 / np.where(self.square > 0, self.square, 1.0))

    def spread(self) -> Floats:
        """The variance of one row's value about the share of all clusters, by stretch.

        For few rows half an event in one row more is added, so that no event at all is not taken for certainty.
        """
        total, n = self.weight.sum(axis=0), np.maximum(self.count.sum(axis=0), 1.0)
        mean = self.value.sum(axis=0) / np.where(total > 0, total, 1.0)
        seen = self.value2.sum(axis=0) / np.where(total > 0, total, 1.0) - mean**2
        drawn = (n * mean + 0.5) / (n + 1)
        unseen = np.maximum(drawn * (1 - drawn) - mean * (1 - mean), 0.0)
        return np.asarray(np.maximum(seen, 0.0) + unseen)

    @property
    def _parts(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        return self.count, self.weight, self.square, self.value, self.value2


def summed_cells(
    cluster: Codes, stretch: NDArray[np.integer], value: Floats, weight: Floats, shape: tuple[int, int]
) -> Cells:
    """The sums of rows by cluster and stretch; ``shape`` is the number of either."""
    place = cluster.astype(np.int64) * shape[1] + stretch

    def total(values: Floats | None) -> Floats:
        return np.bincount(place, weights=values, minlength=shape[0] * shape[1]).astype(np.float64).reshape(shape)

    return Cells(total(None), total(weight), total(weight**2), total(weight * value), total(weight * value**2))


@dataclass(frozen=True, eq=False)
class Side:
    """One group before and after: the same clusters with the same weights at both times.

    ``who`` are its clusters; per cluster ``part`` is its weight (they add up to 1), ``before`` and ``after`` its
    shares. ``told`` is how much the group tells of the change: the size of two samples, one each, that tell as much.
    """

    who: NDArray[np.intp]
    part: Floats
    before: Floats
    after: Floats
    told: float

    @property
    def change(self) -> float:
        """The group's share after minus that before."""
        return float(self.part @ (self.after - self.before))

    @property
    def away(self) -> Floats:
        """How far each cluster's change lies from the group's."""
        return self.after - self.before - self.change


def side(before: Cells, after: Cells, who: Flags) -> Side | None:
    """The group of those among ``who`` who have rows both before and after; None where there is nobody.

    A cluster weighs 1 / (1/m + 1/m'), m and m' its sizes before and after: what its change would deserve if clusters
    did not differ.
    """
    first, then = before.size[:, 0], after.size[:, 0]
    places = np.flatnonzero(who & (first > 0) & (then > 0))
    if not places.size:
        return None
    told = 1 / (1 / first[places] + 1 / then[places])
    return Side(
        who=places,
        part=told / told.sum(),
        before=before.share[places, 0],
        after=after.share[places, 0],
        told=float(told.sum()),
    )
