"""How likely an interval of the house excludes a value: one share, two samples, the same items twice. All exact.

Chances are added up over all outcomes but those too unlikely to matter. Not here: the size (``sizing``). The rule is in
each case that the interval, as it will be printed, lies beyond the value.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.special import gammaln

from evenhand.measure.design.allocation import Floats
from evenhand.measure.evaluation.comparison import paired_score
from evenhand.measure.intervals import near_exact, normal_quantile, wilson

REACH = 7.0  # standard deviations around what is expected that are added up: all but 1e-11


def beyond_target(n: ArrayLike, p: float, target: float, *, level: float, population: int | None) -> Floats:
    """Per size, the chance that the interval of a share ``p`` lies beyond ``target``, on the side of ``p``.

    Binomial; hypergeometric for a sample of a ``population``, whose interval then has its finite correction.
    """
    sizes = np.atleast_1d(np.asarray(n, dtype=np.int64))
    if p < target:  # the same question in the mirror
        return beyond_target(sizes, 1 - p, 1 - target, level=level, population=population)
    events = _critical(sizes, target, level, population)
    if population is None:
        return np.asarray(stats.binom.sf(events - 1, sizes, p), dtype=np.float64)
    return np.asarray(stats.hypergeom.sf(events - 1, population, round(population * p), sizes), dtype=np.float64)


def _critical(sizes: NDArray[np.int64], target: float, level: float, population: int | None) -> NDArray[np.int64]:
    """Per size, the fewest events with which the interval's lower end lies above the target; n + 1 where none do."""
    unseen = np.ones(sizes.size) if population is None else 1 - sizes / population
    centre, spread = sizes * target, np.sqrt(sizes * target * (1 - target))
    low = np.floor(centre).astype(np.int64)  # a share at or below the target has the target in its interval
    high = np.minimum(sizes, np.ceil(centre + REACH * spread + REACH**2).astype(np.int64)) + 1
    for _ in range(int((high - low).max()).bit_length() + 1):
        middle = (low + high) // 2
        tried = np.minimum(middle, sizes)
        open_ = unseen > 0
        n_effective = sizes / np.where(open_, unseen, 1)
        lower = np.where(open_, near_exact(tried / sizes, n_effective, level, n=sizes)[0], tried / sizes)
        enough = (lower > target) | (middle > sizes)
        low, high = np.where(enough, low, np.minimum(middle + 1, high)), np.where(enough, middle, high)
    return np.asarray(high)


def apart(n: int, first: float, second: float, *, level: float, beyond: float = 0.0) -> float:
    """The chance that the interval of first - second, from ``n`` units each, lies above ``beyond``.

    The interval is made of Wilson's for the two shares: Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
    """
    one, other = _likely(n, first), _likely(n, second)
    p, q = one / n, other / n
    low_p, _ = wilson(p, n, level)
    _, high_q = wilson(q, n, level)
    below = np.sqrt((p - low_p)[:, None] ** 2 + (high_q - q)[None, :] ** 2)
    excluded = p[:, None] - q[None, :] - below > beyond
    return float(stats.binom.pmf(one, n, first) @ excluded @ stats.binom.pmf(other, n, second))


def apart_paired(n: int, ahead: float, behind: float, *, level: float, beyond: float = 0.0) -> float:
    """The chance that the interval of the difference on the same ``n`` items lies above ``beyond``.

    ``ahead`` is the chance that an item is an event the first time alone, ``behind`` the second time alone. The
    interval is Tango's, Statistics in Medicine 17 (1998) 891-908.
    """
    one, other = _likely(n, ahead)[:, None], _likely(n, behind)[None, :]
    fits = one + other <= n
    rest = np.where(fits, n - one - other, 0)
    same = max(1 - ahead - behind, 0.0)
    log_chance = gammaln(n + 1) - gammaln(one + 1) - gammaln(other + 1) - gammaln(rest + 1)
    log_chance = log_chance + _times_log(one, ahead) + _times_log(other, behind) + _times_log(rest, same)
    excluded = paired_score(one, other, n, beyond) > normal_quantile(level)
    return float((np.exp(log_chance) * (fits & excluded)).sum())


def _likely(n: int, p: float) -> NDArray[np.int64]:
    """The numbers of events that are likely enough to matter."""
    reach = REACH * np.sqrt(n * p * (1 - p)) + REACH**2 / 3
    return np.arange(max(0, int(n * p - reach)), min(n, int(n * p + reach) + 1) + 1)


def _times_log(count: NDArray[np.int64], chance: float) -> Floats:
    if chance > 0:
        return np.asarray(count * np.log(chance), dtype=np.float64)
    return np.where(count > 0, -np.inf, 0.0)
