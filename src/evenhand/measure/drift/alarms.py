"""How often a CUSUM rings while nothing has moved, and the threshold that makes it as seldom as asked for.

Siegmund's approximation in units of information, averaged over what the reference leaves open: the level and the spread
might be others than those it shows. Source: Siegmund, Sequential Analysis (1985) ch. 2, 10. Not here: the chart itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, ndtr

from evenhand.measure.drift.family import believed, variance
from evenhand.measure.drift.standard import Standard
from evenhand.measure.units import Flags, Floats

OVERSHOOT = 2 * 0.5826  # of both ends, in standard deviations of a step
NODES = 7
HALVINGS = 40
LOWEST, HIGHEST = 1e-3, 1e4  # of thresholds


@dataclass(frozen=True, eq=False)
class Quiet:
    """What is believed about days on which nothing has moved, per series.

    ``information`` is the squared shift of a day in standard deviations, on the mean. ``off`` is by how many shifts the
    true level may lie above the reference's, ``scale`` by how much the true spread may be larger: series x NODES, with
    the chances ``weights``. ``sides`` are those that the chart looks at: 1 up, -1 down.
    """

    information: Floats
    off: Floats
    scale: Floats
    weights: Floats
    sides: tuple[int, ...]

    def alarms(self, threshold: Floats) -> Floats:
        """Per series and node of level and spread the alarms a day: series x NODES x NODES."""
        off, scale = self.off[:, :, None], self.scale[:, None, :]
        step = np.sqrt(self.information)[:, None, None] * scale
        high = threshold[:, None, None] + OVERSHOOT * step
        return np.asarray(np.sum([_alarms(high, (1 - 2 * side * off) / scale**2, step) for side in self.sides], axis=0))

    def rate(self, threshold: Floats) -> Floats:
        """Per series the alarms a day on the mean over what is believed."""
        return self._mean(self.alarms(threshold))

    def chance(self, reached: Floats, days: Floats) -> Floats:
        """Per series the chance that the statistic ever reaches so high in so many days."""
        return self._mean(-np.expm1(-days[:, None, None] * self.alarms(reached)))

    def threshold(self, rate: float) -> Floats:
        """Per series the threshold with so many alarms a day."""
        low, high = np.full_like(self.information, LOWEST), np.full_like(self.information, HIGHEST)
        for _ in range(HALVINGS):
            middle = np.sqrt(low * high)
            often = self.rate(middle) > rate
            low, high = np.where(often, middle, low), np.where(often, high, middle)
        return high

    def _mean(self, values: Floats) -> Floats:
        return np.asarray(np.einsum("sij,i,j->s", values, self.weights, self.weights))


def quiet(standard: Standard, seen: Flags, shift: Floats, sides: tuple[int, ...]) -> Quiet:
    """What is believed about quiet days from the reference; ``shift`` is what the chart looks for, per series."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    unit = variance(standard.kind, standard.level)
    size = np.where(seen, standard.size, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    known = standard.reference_size[:, None]
    at = believed(standard.kind, standard.level[:, None] * known, known, nodes[None, :])
    return Quiet(
        information=shift**2 * size / unit,
        off=(at - standard.level[:, None]) / shift[:, None],
        scale=_scale(standard.degrees, nodes),
        weights=weights / weights.sum(),
        sides=sides,
    )


def _scale(degrees: Floats, nodes: Floats) -> Floats:
    """What the true standard deviation may be beside the estimate, from degrees of freedom; 1 where it is known."""
    held = np.where(np.isfinite(degrees), degrees, 1.0)[:, None]
    estimate = gammaincinv(held / 2, ndtr(nodes)[None, :]) * 2 / held
    return np.where(np.isfinite(degrees)[:, None], 1 / np.sqrt(np.maximum(estimate, 1e-6)), 1.0)


def _alarms(high: Floats, fall: Floats, step: Floats) -> Floats:
    """One over the mean number of days until a walk that cannot fall below 0 reaches ``high``, at most 1.

    A step has the standard deviation ``step`` and a mean of -``fall`` / 2 times its variance.
    """
    height = np.minimum(fall * high, 600.0)
    small = np.abs(height) < 1e-3
    safe = np.where(small, 1.0, height)
    shape = np.where(small, 0.5 + height / 6, (np.expm1(safe) - safe) / safe**2)
    return np.asarray(1 / np.maximum(2 * shape * (high / step) ** 2, 1.0))
