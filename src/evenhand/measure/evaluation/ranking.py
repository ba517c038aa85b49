"""How well scores tell positive items from others, before any threshold: ROC AUC and average precision."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit
from scipy.stats import rankdata

from evenhand.measure.evaluation.figures import effective
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import Flags, Floats
from evenhand.measure.result import Estimate, Method

DRAWS = 500


def roc_area(positive: Flags, score: Floats, level: float) -> Estimate:
    """The chance that a positive item scores higher than another one, a tie counting half; both kinds must occur.

    The variance is DeLong's, widened as Student's t for few items of either kind (Welch's degrees of freedom); the
    interval is near exact at the size of which it is the variance, and where all pairs are in order, at the
    number of the rarer kind. Sources: DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988) 837-845; the ranks after
    Sun and Xu, IEEE Signal Processing Letters 21 (2014) 1389-1393.
    """
    ranks = rankdata(score)
    above, below = score[positive], score[~positive]
    beaten = (ranks[positive] - rankdata(above)) / below.size
    ahead = 1 - (ranks[~positive] - rankdata(below)) / above.size
    area = float(beaten.mean())
    parts = np.array([_spread(beaten) / above.size, _spread(ahead) / below.size])
    variance = float(parts.sum()) * _unsure(parts, np.array([above.size, below.size]), level)
    least = float(min(above.size, below.size))
    return effective("ROC AUC", area, variance, least, right=int(above.size), n=int(score.size), level=level)


def _unsure(parts: Floats, n: NDArray[np.int64], level: float) -> float:
    """By how much few items of either kind widen a variance: the squared ratio of Student's quantile to the normal."""
    total = float((parts**2 / np.maximum(n - 1, 1)).sum())
    degrees = max(1.0, float(parts.sum()) ** 2 / total) if total else np.inf
    return float(stdtrit(degrees, (1 + level) / 2) / normal_quantile(level)) ** 2 if total else 1.0


def _spread(parts: Floats) -> float:
    return float(np.var(parts, ddof=1)) if parts.size > 1 else 0.0


def average_precision(positive: Flags, score: Floats, level: float, *, seed: int) -> Estimate:
    """The mean precision over the positive items, each at the threshold that its score is; at least one is positive.

    What a model without any skill reaches is the share of positive items. The variance is that of 500 draws of the
    items with replacement, the interval near exact at the size of which it is the variance; where nothing
    varies, at the number of positive items.
    """
    order = np.argsort(-score, kind="stable")
    flags, held = positive[order].astype(np.float64), score[order]
    ends = np.flatnonzero(np.append(held[1:] != held[:-1], True))
    rng = np.random.default_rng(seed)
    draws = [np.bincount(rng.integers(held.size, size=held.size), minlength=held.size) for _ in range(DRAWS)]
    found = [_average(flags * times, times.astype(np.float64), ends) for times in draws if (flags * times).any()]
    variance, area = float(np.var(found)), _average(flags, np.ones_like(flags), ends)
    count = int(positive.sum())
    settled = area >= 1
    return effective(
        "average precision",
        min(area, 1.0),
        0.0 if settled else variance,
        float(count),
        right=count,
        n=int(score.size),
        level=level,
        method=Method.BOOTSTRAP,
    )


def _average(above: Floats, times: Floats, ends: NDArray[np.intp]) -> float:
    """Average precision where ``above`` counts each item's positives, ``times`` the item, from high score to low."""
    right, flagged = np.cumsum(above)[ends], np.cumsum(times)[ends]
    return float((np.diff(right, prepend=0.0) * right / np.maximum(flagged, 1)).sum() / right[-1])
