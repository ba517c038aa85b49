"""Whether a judge gets better or worse over time: skill in stretches of equal length, lately, and a test of the trend.

Every judge's labels are put in order of time. The trend is tested with what the item's other labels say of each label,
so that the judge's own reputation does not enter. Formulas: docs/methods/truth.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from evenhand.measure.chart import Bar
from evenhand.measure.discoveries import adjusted_chances
from evenhand.measure.intervals import near_exact
from evenhand.measure.result import Note, Result
from evenhand.measure.truth.fitting import Fit
from evenhand.measure.truth.skill import agreed, skills_by
from evenhand.measure.truth.votes import Codes, Flags, Votes
from evenhand.measure.units import Floats

STRETCHES = 4
ENOUGH = 40  # labels below which a trend of one judge is not looked for


@dataclass(frozen=True)
class Stretch(Result):
    """The skill in one stretch of a judge's labels; ``first`` and ``last`` are the times of its outermost labels."""

    first: int
    last: int
    estimate: float
    low: float
    high: float
    n: int
    n_effective: float


@dataclass(frozen=True)
class JudgeDrift(Result):
    """A judge over time: ``stretches`` of equally many labels, oldest first.

    ``trend`` is the test statistic (standard normal without drift; negative is worse), ``p`` its two-sided chance,
    ``p_adjusted`` the same after Benjamini and Hochberg over all judges. ``undefined`` says why there is none.
    """

    judge: str
    n: int
    stretches: tuple[Stretch, ...]
    trend: float | None
    p: float | None
    p_adjusted: float | None
    undefined: Note | None = None

    def bars(self) -> Sequence[Bar]:
        """The stretches below each other."""
        return [
            Bar(f"{self.judge} {number}", one.estimate, one.low, one.high, note=f"n {one.n:,}")
            for number, one in enumerate(self.stretches, 1)
        ]


def drift(
    votes: Votes, fit: Fit, time: NDArray[np.int64], judges: Sequence[str], *, level: float, unknown: Flags
) -> tuple[JudgeDrift, ...]:
    """The drift of each judge of ``judges``; ``time`` has one number per label, ``unknown`` marks unknown skills."""
    order = np.lexsort((time, votes.judge))
    judge = votes.judge[order]
    count = np.bincount(judge, minlength=votes.judges)
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    place = np.arange(order.size) - start[judge]
    group = np.empty(order.size, dtype=np.int64)
    group[order] = judge * STRETCHES + place * STRETCHES // np.maximum(count[judge], 1)
    found = skills_by(votes, fit, group, votes.judges * STRETCHES)
    low, high = near_exact(np.nan_to_num(found.right), np.maximum(found.effective, 1e-3), level)
    trend = _trend(agreed(votes, fit)[order], judge, _middle_ranks(time[order], judge), votes.judges)
    ends = _ends(time, group, votes.judges * STRETCHES)
    looked = (count >= ENOUGH) & ~unknown & np.isfinite(trend)
    p = np.where(looked, 2 * ndtr(-np.abs(trend)), np.nan)
    adjusted = adjusted_chances(p)
    labels = np.bincount(group, minlength=votes.judges * STRETCHES)

    def stretch(g: int) -> Stretch:
        values = (found.right[g], low[g], high[g])
        estimate, lowest, highest = (float(value) for value in values)
        return Stretch(
            int(ends[0][g]), int(ends[1][g]), estimate, lowest, highest, int(labels[g]), float(found.effective[g])
        )

    def of(j: int) -> JudgeDrift:
        if not looked[j]:
            why = Note("truth_too_few_for_drift", {"n": int(count[j]), "least": ENOUGH})
            return JudgeDrift(judges[j], int(count[j]), (), None, None, None, why)
        stretches = tuple(stretch(g) for g in range(j * STRETCHES, (j + 1) * STRETCHES))
        return JudgeDrift(judges[j], int(count[j]), stretches, float(trend[j]), float(p[j]), float(adjusted[j]))

    return tuple(of(j) for j in range(len(judges)))


def _trend(right: Floats, judge: Codes, rank: Floats, judges: int) -> Floats:
    """Per judge the covariance of being right with the rank in time, over its error if the order were chance."""
    n = np.bincount(judge, minlength=judges)
    size = np.maximum(n, 1)
    off = right - (np.bincount(judge, weights=right, minlength=judges) / size)[judge]
    along = rank - (np.bincount(judge, weights=rank, minlength=judges) / size)[judge]
    both, square, length = (
        np.bincount(judge, weights=values, minlength=judges) for values in (off * along, off**2, along**2)
    )
    error = np.sqrt(square * length / np.maximum(n - 1, 1))
    return np.asarray(np.where(error > 1e-9, both / np.where(error > 1e-9, error, 1.0), np.nan))


def _middle_ranks(time: NDArray[np.int64], judge: Codes) -> Floats:
    """The place of each label in its judge's time, the mean place for labels at the same time; sorted arrays."""
    new = np.concatenate([[True], (time[1:] != time[:-1]) | (judge[1:] != judge[:-1])])
    block = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], time.size)
    return np.asarray(((starts + ends - 1) / 2)[block])


def _ends(
    time: NDArray[np.int64], group: NDArray[np.int64], groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first = np.full(groups, np.iinfo(np.int64).max)
    last = np.full(groups, np.iinfo(np.int64).min)
    np.minimum.at(first, group, time)
    np.maximum.at(last, group, time)
    return first, last
