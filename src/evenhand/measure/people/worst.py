"""The chance of each person to be among the worst k, from everybody's posterior at once.

Nothing is drawn: for each rate, the chance that fewer than k others are above it is counted, and averaged over the
person's own posterior. Formula and source: docs/methods/people.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincinv

from evenhand.measure.people.counting import fewer_others_than, fewer_than
from evenhand.measure.people.posterior import Posterior
from evenhand.measure.units import Floats

PLACES = np.array([0.002, 0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.98, 0.998])
COARSE, FINE = 97, 193  # points of the grids of rates
CLEAR = 1e-6  # chances beyond which it is clear on which side of the line a rate is


@dataclass(frozen=True, eq=False)
class Worst:
    """``chance`` per person to be among the worst k; ``line`` is the rate that divides them from the rest.

    ``line_low`` and ``line_high`` are the ends between which it lies with a chance of about 68 %.
    """

    chance: Floats
    line: float
    line_low: float
    line_high: float


def among_worst(posterior: Posterior, k: int) -> Worst:
    """The chances of being among the worst ``k``, which add up to k. Memory grows with the people."""
    rates = _grid(posterior, k)
    below = _below(posterior, rates)
    others = fewer_others_than(k, 1 - below)
    chance = (np.diff(below, axis=1) * (others[:, 1:] + others[:, :-1]) / 2).sum(axis=1)
    fewer = np.maximum.accumulate(fewer_than(k, 1 - below))
    low, line, high = (float(np.interp(at, fewer, rates)) for at in (0.1587, 0.5, 0.8413))
    return Worst(np.clip(chance, 0.0, 1.0), line, low, high)


def _grid(posterior: Posterior, k: int) -> Floats:
    """Rates that are dense where the line may be, and reach from 0 to 1."""
    held = np.sort(betaincinv(posterior.a[:, None], posterior.b[:, None], PLACES).ravel().astype(np.float64))
    coarse = _thinned(held, COARSE)
    fewer = fewer_than(k, 1 - _below(posterior, coarse))
    open_ = np.flatnonzero((fewer > CLEAR) & (fewer < 1 - CLEAR))
    low, high = (max(open_[0] - 1, 0), min(open_[-1] + 1, coarse.size - 1)) if open_.size else (0, coarse.size - 1)
    fine = _thinned(held[(held >= coarse[low]) & (held <= coarse[high])], FINE)
    between = (fine[1:] + fine[:-1]) / 2
    return np.unique(np.concatenate([[0.0], coarse, fine, between, [1.0]]))


def _thinned(values: Floats, points: int) -> Floats:
    places = np.unique(np.linspace(0, values.size - 1, points).round().astype(np.int64))
    return np.unique(values[places])


def _below(people: Posterior, rates: Floats) -> Floats:
    """One row per person: the chance to be below each rate."""
    return np.asarray(betainc(people.a[:, None], people.b[:, None], rates), dtype=np.float64)
