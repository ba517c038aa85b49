"""What changed among those treated beyond what changed among the others, with its variance and degrees of freedom.

Each cohort (clusters with the same start) is held against clusters that are not yet treated, in each stretch between
two starts; the differences are put together. A plain difference in differences is the case of one start, and a
before/after without control that of no others. Formulas and sources: docs/methods/effects.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from evenhand.measure.effects.cells import Cells, Side, side
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import Flags, Floats

LEAST = 3  # clusters on a side whose own spread is trusted; fewer borrow that of the others


@dataclass(frozen=True, eq=False)
class Part:
    """One cohort in one stretch after its start, beside the others; ``weight`` is its part in the whole."""

    cohort: int
    stretch: int
    treated: Side
    control: Side | None
    weight: float = 1.0

    @property
    def estimate(self) -> float:
        """The change of the treated beyond that of the others."""
        return self.treated.change - (self.control.change if self.control else 0.0)

    @property
    def told(self) -> float:
        """How much the part tells: less than either side."""
        return self.treated.told if self.control is None else 1 / (1 / self.treated.told + 1 / self.control.told)


@dataclass(frozen=True, eq=False)
class Contrast:
    """The estimate with its ``variance`` between clusters and that variance's ``degrees`` of freedom.

    ``rows_before`` and ``rows_after`` are the variances that the rows alone would make, by the time of the row;
    ``lone`` says that there are too few clusters for any other, and then ``variance`` is their sum. ``borrowed`` says
    that some side has too few for a spread of its own. ``place`` has the part of each cell in the estimate.
    """

    parts: tuple[Part, ...]
    estimate: float
    variance: float
    degrees: float
    rows_before: float
    rows_after: float
    lone: bool
    borrowed: bool
    place: Floats
    row_variance: Floats

    @property
    def clusters(self) -> int:
        """How many clusters the estimate rests on."""
        return int(np.count_nonzero(np.abs(self.place).sum(axis=1)))

    def half_width(self, level: float) -> float:
        """Half the length of the interval: Student's t on the clusters, but never shorter than rows alone make it."""
        z = normal_quantile(level)
        by_rows = z * (self.rows_before + self.rows_after) ** 0.5
        return float(by_rows if self.lone else max(by_rows, self.quantile(level) * self.variance**0.5))

    def quantile(self, level: float) -> float:
        """The two-sided quantile of Student's t, or the normal one where rows alone make the variance."""
        return normal_quantile(level) if self.lone else float(t.ppf((1 + level) / 2, self.degrees))

    def p_value(self) -> float:
        """The chance of so large an estimate, or a larger one, if nothing had worked."""
        by_rows = 2 * float(norm.sf(_beside(self.estimate, self.rows_before + self.rows_after)))
        return (
            by_rows if self.lone else max(by_rows, 2 * float(t.sf(_beside(self.estimate, self.variance), self.degrees)))
        )


def contrast(cells: Cells, cohort: NDArray[np.integer], *, controlled: bool = True) -> Contrast | None:
    """The contrast of clusters, each with the stretch at which its treatment starts (-1: never).

    Stretch 0 is before all starts; a cluster with cohort k is treated in stretches k and later. None where no cohort
    has rows before and after, or (``controlled``) nobody to be held against.
    """
    parts = _parts(cells, cohort, controlled=controlled)
    if not parts:
        return None
    told = np.array([one.told for one in parts])
    return contrast_of(
        cells, cohort, [replace(one, weight=w) for one, w in zip(parts, (told / told.sum()).tolist(), strict=True)]
    )


def contrast_of(cells: Cells, cohort: NDArray[np.integer], parts: Sequence[Part]) -> Contrast:
    """The parts put together with their weights."""
    row_variance = _row_variance(cells, cohort)
    sums = _Sums(cells, row_variance)
    for one in parts:
        sums.add(one, one.treated, one.weight)
        if one.control is not None:
            sums.add(one, one.control, -one.weight)
    by_rows = sums.place**2 * row_variance
    first = int(cohort[cohort > 0].min())
    before = np.arange(cells.count.shape[1])[None, :] < np.where(cohort > 0, cohort, first)[:, None]
    variance, degrees, lone = _variance(sums, by_rows.sum(axis=1))
    return Contrast(
        parts=tuple(parts),
        estimate=float(sum(one.weight * one.estimate for one in parts)),
        variance=variance,
        degrees=degrees,
        rows_before=float(by_rows[before].sum()),
        rows_after=float(by_rows[~before].sum()),
        lone=lone,
        borrowed=bool(sums.few.any()) and not lone,
        place=sums.place,
        row_variance=row_variance,
    )


def _parts(cells: Cells, cohort: NDArray[np.integer], *, controlled: bool) -> list[Part]:
    found = []
    for start in sorted({int(one) for one in cohort if one > 0}):
        before = cells.over(range(start))
        for stretch in range(start, cells.count.shape[1]):
            after = cells.over([stretch])
            treated = side(before, after, cohort == start)
            control = side(before, after, (cohort > stretch) | (cohort < 0)) if controlled else None
            if treated is not None and (control is not None or not controlled):
                found.append(Part(start, stretch, treated, control))
    return found


class _Sums:
    """What the parts add up to, per cluster.

    ``place`` is the place of each cell in the estimate, ``deviation`` how far the cluster moved it from what its side
    did; ``few`` are clusters on a side with too few for its own spread. ``seen`` beside ``due`` is how much clusters
    differ beyond what their rows make.
    """

    def __init__(self, cells: Cells, row_variance: Floats) -> None:
        clusters = cells.count.shape[0]
        self.cells, self.row_variance = cells, row_variance
        self.place = np.zeros_like(cells.count)
        self.deviation = np.zeros(clusters)
        self.few: Flags = np.zeros(clusters, dtype=np.bool_)
        self.treated: Flags = np.zeros(clusters, dtype=np.bool_)
        self.seen = self.due = 0.0

    def add(self, part: Part, one: Side, sign: float) -> None:
        """One side of a part; ``sign`` is the weight of the part, negative for a control."""
        weight = self.cells.weight[one.who][:, : part.cohort]
        shares = weight / weight.sum(axis=1, keepdims=True)
        self.place[np.ix_(one.who, np.arange(part.cohort))] -= sign * one.part[:, None] * shares
        self.place[one.who, part.stretch] += sign * one.part
        self.treated[one.who] |= sign > 0
        self.few[one.who] |= one.who.size < LEAST
        if one.who.size < 2:
            return
        row = self.row_variance[one.who]
        due = (shares**2 * row[:, : part.cohort]).sum(axis=1) + row[:, part.stretch]
        self.deviation[one.who] += sign * one.part * one.away / np.sqrt(1 - one.part)
        self.seen += abs(sign) * float(one.part @ one.away**2)
        self.due += abs(sign) * float((one.part * (1 - one.part)) @ due)


def _row_variance(cells: Cells, cohort: NDArray[np.integer]) -> Floats:
    """The variance that rows alone give the share of each cell, from the spread within its cohort."""
    found = np.zeros_like(cells.count)
    for one in np.unique(cohort):
        who = cohort == one
        found[who] = cells.of(who).spread()[None, :] / np.maximum(cells.size[who], 1e-9)
    return np.where(cells.count > 0, found, 0.0)


def _variance(sums: _Sums, expected: Floats) -> tuple[float, float, bool]:
    """The variance, its degrees of freedom, and whether it rests on rows alone.

    Treated clusters and the others have their own spread each (Welch); ``expected``, the variance that a cluster's
    rows give the estimate, says how many clusters of equal weight they are.
    """
    own = (expected > 0) & ~sums.few
    if sums.due <= 0 or not own.any():
        return float(expected.sum()), np.inf, True
    groups = [who for who in (own & sums.treated, own & ~sums.treated) if who.any()]
    variances = [float((sums.deviation[who] ** 2).sum()) for who in groups]
    degrees = [_degrees(expected[who]) for who in groups]
    if sums.few.any():
        variances.append(max(1.0, sums.seen / sums.due) * float(expected[sums.few].sum()))
        degrees.append(_degrees(expected[own]))
    total = sum(variances)
    if total <= 0:
        return 0.0, sum(degrees), False
    return total, total**2 / sum(v**2 / d for v, d in zip(variances, degrees, strict=True)), False


def _degrees(expected: Floats) -> float:
    """One less than the number of clusters that would weigh alike, (sum e)² / sum e²; at least a half."""
    return max(float(expected.sum() ** 2 / (expected**2).sum()) - 1, 0.5)


def _beside(estimate: float, variance: float) -> float:
    if variance <= 0:
        return 0.0 if estimate == 0 else np.inf
    return float(abs(estimate) / variance**0.5)
