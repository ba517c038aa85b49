"""Whether scores mean what they say: of items scored 0.8, four in five should be positive.

Not here: making them so (isotonic and the like).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.figures import counted
from evenhand.measure.labels import Flags, Floats
from evenhand.measure.result import Estimate, Result

BINS = 10
DRAWS = 1000


@dataclass(frozen=True)
class CalibrationBin(Result):
    """Items with scores from ``lowest`` to ``highest``: their mean score, and the share of them that is positive.

    ``band_low`` and ``band_high`` are where that share would lie, with the level of the evaluation, if each score were
    the chance that it claims to be.
    """

    lowest: float
    highest: float
    mean_score: float
    observed: Estimate
    band_low: float
    band_high: float

    def bars(self) -> Sequence[Bar]:
        """The observed share on a line from 0 to 1."""
        one = self.observed
        return (Bar(f"score {self.mean_score:.2f}", one.estimate, one.low, one.high, note=f"n {one.n:,}"),)


@dataclass(frozen=True)
class Calibration(Result):
    """The bins, from low scores to high, and one number for all.

    ``ece`` is the mean distance of score and share over bins, by items; ``ece_by_chance`` what it would be on average
    if all scores were true, and ``p_value`` how often it would then be as large. ``error`` is the root mean squared
    distance after taking off what chance adds (0 where that leaves nothing).
    """

    bins: tuple[CalibrationBin, ...]
    ece: float
    ece_by_chance: float
    p_value: float
    error: float

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per bin."""
        return [one.to_dict() for one in self.bins]

    def bars(self) -> Sequence[Bar]:
        """The share in each bin."""
        return [bar for one in self.bins for bar in one.bars()]


def calibration(positive: Flags, score: Floats, level: float, *, seed: int) -> Calibration:
    """The calibration of scores in 0..1, in at most ten bins of about equally many items; ties stay together.

    Sources: Broecker and Smith, Weather and Forecasting 22 (2007) 651-661, for the bands, by 1,000 draws; Kumar, Liang
    and Ma, NeurIPS 32 (2019), for the debiased error.
    """
    order = np.argsort(score, kind="stable")
    held, flags = score[order], positive[order]
    starts = _starts(held)
    n = np.diff(np.append(starts, held.size))
    mean = np.add.reduceat(held, starts) / n
    right = np.add.reduceat(flags.astype(np.int64), starts)
    drawn = _drawn(held, starts, seed) / n
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    weight = n / held.size
    ece, by_chance = float(weight @ np.abs(right / n - mean)), np.abs(drawn - mean) @ weight
    observed = counted("positive share", right, n, level, "no_common_items")
    ends = np.append(starts[1:], held.size) - 1
    return Calibration(
        bins=tuple(
            CalibrationBin(
                float(held[first]), float(held[last]), float(mean[k]), observed[k], float(low[k]), float(high[k])
            )
            for k, (first, last) in enumerate(zip(starts, ends, strict=True))
        ),
        ece=ece,
        ece_by_chance=float(by_chance.mean()),
        p_value=float((1 + np.count_nonzero(by_chance >= ece - 1e-12)) / (1 + DRAWS)),
        error=_debiased(right / n, mean, n),
    )


def _debiased(share: Floats, mean: Floats, n: NDArray[Any]) -> float:
    """The root of the mean squared distance, less the variance of each bin's share; bins of one item say nothing."""
    told = n > 1
    squared = (share - mean)[told] ** 2 - share[told] * (1 - share[told]) / (n[told] - 1)
    return float(np.sqrt(max(0.0, float((n[told] * squared).sum() / max(n[told].sum(), 1)))))


def _starts(held: Floats) -> NDArray[np.intp]:
    """Where the bins begin in sorted scores: at equal counts, moved back to the first of equal scores."""
    wanted = np.linspace(0, held.size, min(BINS, held.size), endpoint=False).astype(np.intp)
    return np.unique(np.searchsorted(held, held[wanted], side="left"))


def _drawn(held: Floats, starts: NDArray[np.intp], seed: int) -> NDArray[np.int64]:
    """Positive items of each bin in draws where each score is the chance that it claims to be."""
    rng = np.random.default_rng(seed)
    return np.array([np.add.reduceat((rng.random(held.size) < held).astype(np.int64), starts) for _ in range(DRAWS)])
