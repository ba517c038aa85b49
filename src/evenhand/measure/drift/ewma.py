"""How often an EWMA rings while nothing has moved, and the limit that makes it as seldom as asked for.

The integral equation of the mean number of days, solved at Gauss-Legendre points and averaged over what the reference
leaves open. Source: Crowder, Technometrics 29 (1987) 401-407. Not here: the chart itself (``walks``).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import gammaincinv, ndtr

from evenhand.measure.units import Floats

POINTS = 41
NODES = 5
HALVINGS = 30
WIDEST = 8.0


def spread_of(weight: float) -> float:
    """The standard deviation of the average of standard normal scores, once it has settled."""
    return float(np.sqrt(weight / (2 - weight)))


def lean_of(weight: float) -> float:
    """The skewness of the average beside that of a day."""
    return float(weight**3 / (1 - (1 - weight) ** 3) / spread_of(weight) ** 3)


def days_to_alarm(limit: float, weight: float, *, off: Floats, scale: Floats) -> Floats:
    """The mean number of days until an average that begins at 0 leaves ± ``limit`` of its standard deviations.

    ``off`` and ``scale`` are the mean and standard deviation of the scores, arrays that broadcast.
    """
    points, weights = np.polynomial.legendre.leggauss(POINTS)
    end = limit * spread_of(weight)
    at, size = points * end, weights * end
    mean, deviation = np.broadcast_arrays(np.asarray(off, dtype=float), np.asarray(scale, dtype=float))
    mean, deviation = mean[..., None, None], deviation[..., None, None]

    def density(begin: Floats) -> Floats:
        score = ((at - (1 - weight) * begin[:, None]) / weight - mean) / deviation
        return np.asarray(np.exp(-(score**2) / 2) / np.sqrt(2 * np.pi) / deviation / weight * size)

    lengths = np.linalg.solve(np.eye(POINTS) - density(at), np.ones((*mean.shape[:-2], POINTS, 1)))
    return np.asarray(1 + (density(np.zeros(1)) @ lengths)[..., 0, 0])


@lru_cache(maxsize=4096)
def limit_for(rate: float, weight: float, *, days: float, degrees: float) -> float:
    """The limit with so many alarms a day, after a reference of ``days`` with so many degrees of freedom."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    scale = np.ones(NODES)
    if np.isfinite(degrees):
        scale = 1 / np.sqrt(gammaincinv(degrees / 2, ndtr(nodes)) * 2 / degrees)
    off = nodes[:, None] / np.sqrt(days)
    low, high = 0.5, WIDEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        often = 1 / days_to_alarm(middle, weight, off=off, scale=scale[None, :])
        rings = float(np.clip(weights @ np.abs(often) @ weights, 0, 1))
        low, high = (middle, high) if rings > rate else (low, middle)
    return high


def limits_for(rate: float, weight: float, *, days: Floats, degrees: Floats) -> Floats:
    """The limits of many series; days and degrees are taken to two digits, so that few have to be solved."""
    pairs = [(float(f"{day:.2g}"), float(f"{degree:.2g}")) for day, degree in zip(days, degrees, strict=True)]
    return np.array([limit_for(rate, weight, days=day, degrees=degree) for day, degree in pairs])
