"""A line through correlated days: least squares where neighbouring days resemble each other, and some have more rows.

The share of a day is its line, plus a shock that fades from day to day (its correlation falls by rho a day), plus the
chance of its rows. How strong the shock is beside chance, and rho, are not known: every pair of a grid is fitted, and
the results are averaged by the restricted likelihood of the pair. Source: Harville, J. Am. Stat. Assoc. 72 (1977)
320-338. Why not Newey and West, or Prais and Winsten: docs/methods/effects.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from evenhand.measure.effects.days import Days
from evenhand.measure.labels import Floats

FADING = (0.0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.87, 0.92, 0.96)
STRENGTH = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.0, 6.0, 12.0, 30.0)  # of the shock beside chance, as variances
NO_SHOCK = 10.0  # the prior of no shock at all; that of a pair is 1 / sqrt(1 - rho)
_HALVINGS = 50


@dataclass(frozen=True, eq=False)
class Fitted:
    """The coefficients under each pair, one line each, with their covariance and the pair's chance.

    ``scale`` is how much days differ beside ``mean_variance``, the mean of what their rows alone make, by pair.
    """

    chance: Floats
    coefficients: Floats
    covariance: Floats
    scale: Floats
    mean_variance: float
    degrees: int

    def estimate(self, combination: Floats) -> float:
        """The mean of a combination of the coefficients."""
        return float(self.chance @ (self.coefficients @ combination))

    @property
    def correlation(self) -> float:
        """The correlation of neighbouring days, of average rows."""
        fading, strength, _ = _grid()
        return float(self.chance @ (fading * strength / (1 + strength)))

    @property
    def dispersion(self) -> float:
        """How many times the variance of a day is what its rows alone would make."""
        return float(self.chance @ (self.scale * (1 + _grid()[1]) / self.mean_variance))

    def limits(self, combination: Floats, level: float) -> tuple[float, float]:
        """The interval of a combination: the quantiles of Student's t, mixed over the pairs."""
        mean, spread = self._moments(combination)
        return self._quantile(mean, spread, (1 - level) / 2), self._quantile(mean, spread, (1 + level) / 2)

    def p_value(self, combination: Floats) -> float:
        """Twice the chance that lies on the other side of zero."""
        mean, spread = self._moments(combination)
        below = float(self.chance @ t.cdf(-mean / spread, self.degrees))
        return 2 * min(below, 1 - below)

    def _moments(self, combination: Floats) -> tuple[Floats, Floats]:
        variance = np.einsum("i,gij,j->g", combination, self.covariance, combination)
        return self.coefficients @ combination, np.sqrt(np.maximum(variance, 1e-300))

    def _quantile(self, mean: Floats, spread: Floats, wanted: float) -> float:
        far = 40 * spread
        low, high = float((mean - far).min()), float((mean + far).max())
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            less = self.chance @ t.cdf((middle - mean) / spread, self.degrees) < wanted
            low, high = (middle, high) if less else (low, middle)
        return (low + high) / 2


def fitted(columns: Floats, share: Floats, variance: Floats, day: Days) -> Fitted:
    """The line under every pair; ``columns`` is days by coefficients, ``variance`` that of each day's rows alone."""
    fading, strength, prior = _grid()
    degrees = columns.shape[0] - columns.shape[1]
    mean = float(variance.mean())
    moments, logs = _whitened(np.column_stack([columns, share]), variance / mean, day, fading, strength)
    squares, along, rest = moments[:, :-1, :-1], moments[:, :-1, -1], moments[:, -1, -1]
    inverse = np.linalg.inv(squares)
    coefficients = np.einsum("gij,gj->gi", inverse, along)
    left = np.maximum(rest - np.einsum("gi,gi->g", coefficients, along), 1e-300)
    likelihood = -logs / 2 - np.linalg.slogdet(squares)[1] / 2 - degrees / 2 * np.log(left) + np.log(prior)
    chance = np.exp(likelihood - likelihood.max())
    scale = left / degrees
    return Fitted(chance / chance.sum(), coefficients, inverse * scale[:, None, None], scale, mean, degrees)


def foretold_variance(found: Fitted, columns: Floats, variance: Floats, day: Days, combination: Floats) -> float:
    """The variance of a combination if these were the days, at the spread that was found."""
    fading, strength, _ = _grid()
    moments, _ = _whitened(columns, variance / found.mean_variance, day, fading, strength)
    each = np.einsum("i,gij,j->g", combination, np.linalg.inv(moments), combination)
    return float(found.chance @ (found.scale * each))


def _grid() -> tuple[Floats, Floats, Floats]:
    fading, strength = (part.ravel() for part in np.meshgrid(FADING, STRENGTH, indexing="ij"))
    return np.append(fading, 0.0), np.append(strength, 0.0), np.append((1 - fading) ** -0.5, NO_SHOCK)


def _whitened(columns: Floats, variance: Floats, day: Days, fading: Floats, strength: Floats) -> tuple[Floats, Floats]:
    """Per pair the products of all columns after the correlation is taken out, and the logarithm of its determinant.

    Kalman's filter, day by day, for all pairs at once.
    """
    ahead = np.zeros((fading.size, columns.shape[1]))
    unsure, logs = strength.copy(), np.zeros(fading.size)
    found = np.zeros((fading.size, columns.shape[1], columns.shape[1]))
    kept = fading[:, None] ** np.concatenate([[0], np.diff(day)])[None, :]
    for number, line in enumerate(columns):
        left = kept[:, number]
        ahead *= left[:, None]
        unsure = left**2 * unsure + strength * (1 - left**2)
        whole = unsure + variance[number]
        away = line - ahead
        found += away[:, :, None] * (away / whole[:, None])[:, None, :]
        logs += np.log(whole)
        gain = unsure / whole
        ahead += gain[:, None] * away
        unsure = unsure * (1 - gain)
    return found, logs
