"""What is known of each person's rate: a beta distribution that holds the audits and what is known of all people.

Not here: who is among the worst (``worst``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from evenhand.measure.people.spread import Spread
from evenhand.measure.units import Floats

HALVINGS = 36  # narrows 0..1 to 1e-11


@dataclass(frozen=True, eq=False)
class Posterior:
    """Per person the rate's ``mean``, and its ``size``, the audits that it is worth: a + b of one beta distribution.

    The parts are what that one stands for: ``part_mean[r, s]`` and ``part_size[r, s]`` of a beta distribution for each
    spread of people's rates that the audits allow, with the weight ``part_weight[s]``.
    """

    mean: Floats
    size: Floats
    part_mean: Floats
    part_size: Floats
    part_weight: Floats

    @property
    def a(self) -> Floats:
        """The first parameter of the one distribution: errors' worth."""
        return self.mean * self.size

    @property
    def b(self) -> Floats:
        """The second parameter."""
        return (1 - self.mean) * self.size

    def above(self, rate: float) -> Floats:
        """The chance of each person to be above a rate."""
        return 1 - self._below(np.full(self.mean.size, rate))

    def quantile(self, chance: float) -> Floats:
        """The rate below which each person is with this chance."""
        low, high = np.zeros_like(self.mean), np.ones_like(self.mean)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            short = self._below(middle) < chance
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return (low + high) / 2

    def _below(self, rate: Floats) -> Floats:
        a, b = self.part_mean * self.part_size, (1 - self.part_mean) * self.part_size
        return np.asarray(betainc(a, b, rate[:, None]) @ self.part_weight)


def person_posterior(events: Floats, n: Floats, spread: Spread) -> Posterior:
    """The posterior of each person's rate, averaged over the spreads that the audits allow.

    What is not known of the mean is taken into each part by its mean and variance. Source: Kass and Steffey, J. Am.
    Stat. Assoc. 84 (1989) 717-726.
    """
    parts = [_averaged(events, n, spread, place) for place in range(spread.size.size)]
    means, variances = (np.stack(part, axis=1) for part in zip(*parts, strict=True))
    weight = spread.weight.sum(axis=0)
    mean = means @ weight
    variance = (variances + (means - mean[:, None]) ** 2) @ weight
    return Posterior(mean, _size(mean, variance), means, _size(means, variances), weight)


def _averaged(events: Floats, n: Floats, spread: Spread, place: int) -> tuple[Floats, Floats]:
    """Mean and variance of each person's rate at one size of the spread, averaged over its mean."""
    weight = spread.weight[:, place] / spread.weight[:, place].sum()
    total = (spread.size[place] + n)[:, None]
    means = (spread.mean * spread.size[place] + events[:, None]) / total
    mean = means @ weight
    return mean, (means * (1 - means) / (total + 1) + (means - mean[:, None]) ** 2) @ weight


def _size(mean: Floats, variance: Floats) -> Floats:
    """A + b of the beta distribution with this mean and variance."""
    return np.maximum(mean * (1 - mean) / variance - 1, 1e-6)
