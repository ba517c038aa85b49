"""How far people differ at all: the beta distribution of their rates, by the likelihood of all their audits.

Not one best pair of values but the pairs that the audits allow, each with its weight, so that what is not known about
the spread is carried into every person's figure. Formula and source: docs/methods/people.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from evenhand.measure.units import Codes, Flags, Floats

POINTS = 17  # of a grid along each of the two directions
STAGES = 12
LIGHTEST = 1e-4  # beside the heaviest: weights that are kept
KEPT = 10.0  # log-likelihood below the best that is still looked at
NARROWEST, WIDEST = 1e-4, 0.7  # of the root of the correlation between two audits of a person
AT_ONCE = 1_000_000  # people times points held at a time


@dataclass(frozen=True, eq=False)
class Spread:
    """Beta distributions of people's rates that the audits allow.

    ``weight[m, s]`` is that of the distribution with the mean ``mean[m]`` and the size (a + b) ``size[s]``.
    """

    mean: Floats
    size: Floats
    weight: Floats

    @property
    def sd(self) -> Floats:
        """The standard deviation between people's rates, for each of the distributions."""
        return np.sqrt((self.mean * (1 - self.mean))[:, None] / (self.size + 1))

    @property
    def overall(self) -> float:
        """The mean rate, averaged over the distributions."""
        return float(self.mean @ self.weight.sum(axis=1))

    def mean_quantile(self, chance: float) -> float:
        """The mean rate below which the weights add up to ``chance``."""
        return _quantile(self.mean, self.weight.sum(axis=1), chance)

    def sd_quantile(self, chance: float) -> float:
        """The standard deviation below which the weights add up to ``chance``."""
        return _quantile(self.sd.ravel(), self.weight.ravel(), chance)


def _quantile(values: Floats, weight: Floats, chance: float) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weight[order]) - weight[order] / 2
    return float(np.interp(chance, reached, values[order]))


def people_spread(events: Floats, n: Floats) -> Spread:
    """The spread of people's rates from ``events`` among ``n`` audits of each; both may be fractions.

    The prior is flat in the mean and rises with the standard deviation, so that people are not taken for alike because
    each has few audits: Chung, Rabe-Hesketh, Dorie, Gelman and Liu, Psychometrika 78 (2013) 685-709. The grid is
    narrowed until the likelihood fills it.
    """
    seen, times = _alike(events, n)
    rows, columns = _first_box(events, n)
    for _ in range(STAGES):
        height = _posterior(seen, times, rows, columns)
        near = height >= height.max() - KEPT
        new_rows, new_columns = _narrowed(rows, near.any(axis=1)), _narrowed(columns, near.any(axis=0))
        if not (_narrower(rows, new_rows) or _narrower(columns, new_columns)):
            break
        rows, columns = new_rows, new_columns
    height = _posterior(seen, times, rows, columns)
    weight = np.exp(height - height.max())
    used = np.ix_(weight.max(axis=1) > LIGHTEST, weight.max(axis=0) > LIGHTEST)
    kept = weight[used] / weight[used].sum()
    return Spread(1 / (1 + np.exp(-rows[used[0].ravel()])), columns[used[1].ravel()] ** -2 - 1, kept)


def _alike(events: Floats, n: Floats) -> tuple[Floats, Codes]:
    """The different pairs of errors and audits, and how many people have each."""
    pairs, times = np.unique(np.stack([events, n], axis=1), axis=0, return_counts=True)
    return pairs, times


def _first_box(events: Floats, n: Floats) -> tuple[Floats, Floats]:
    """A grid wide enough for any answer: logit of the mean, and root of the correlation."""
    wrong, total = events.sum() + 0.5, n.sum() + 1
    reach = 8 * math.sqrt(1 / wrong + 1 / max(total - wrong, 0.5) + 4 / events.size)
    centre = math.log(wrong / (total - wrong))
    return np.linspace(centre - reach, centre + reach, POINTS), np.linspace(NARROWEST, WIDEST, POINTS)


def _narrowed(points: Floats, near: Flags) -> Floats:
    """The grid around the points that are near the best, with one more at either end."""
    kept = np.flatnonzero(near)
    low, high = max(int(kept[0]) - 1, 0), min(int(kept[-1]) + 1, points.size - 1)
    return np.linspace(points[low], points[high], POINTS)


def _narrower(old: Floats, new: Floats) -> bool:
    return bool(new[-1] - new[0] < 0.7 * (old[-1] - old[0]))


def _posterior(seen: Floats, times: Codes, rows: Floats, columns: Floats) -> Floats:
    """The log posterior at each pair of the two grids; flat in the mean, rising with the root of the correlation."""
    mean, size = 1 / (1 + np.exp(-rows))[:, None], (columns**-2 - 1)[None, :]
    a, b = (mean * size).ravel(), ((1 - mean) * size).ravel()
    step = max(1, AT_ONCE // a.size)
    parts = [_likelihood(a, b, seen[at : at + step], times[at : at + step]) for at in range(0, times.size, step)]
    prior = np.log(mean) + np.log1p(-mean) + np.log(columns)[None, :]
    return np.asarray(np.sum(parts, axis=0).reshape(rows.size, columns.size) + prior)


def _likelihood(a: Floats, b: Floats, seen: Floats, times: Codes) -> Floats:
    """The log-likelihood of the beta-binomial, without what does not depend on a and b."""
    events, n = seen[:, :1], seen[:, 1:]
    each = gammaln(a + events) - gammaln(a) + gammaln(b + n - events) - gammaln(b)
    each = each - gammaln(a + b + n) + gammaln(a + b)
    return np.asarray(times @ each)
