"""What shares and rates have in common, so that one chart serves both: variance, skewness, likelihood, interval.

A share is events among n units (binomial), a rate events per unit of n (Poisson). ``n`` may be an effective size, which
need not be a whole number. Not here: how the effective size is found (``spread``).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from scipy.special import betaincinv, betaln, gammaincinv, gammaln, ndtr, xlogy

from evenhand.measure.intervals import near_exact
from evenhand.measure.units import Floats

HALF = 0.5  # Jeffreys' prior: half an event and half a non-event
MANY = 1e6  # a rate is a share of so many, each of which is rarely an event


class ChartKind(StrEnum):
    """What events and n are: a share of n, or a rate per unit of n."""

    SHARE = "share"
    RATE = "rate"


def variance(kind: ChartKind, level: Floats) -> Floats:
    """The variance of one unit: p (1 - p) of a share, u of a rate."""
    return level * (1 - level) if kind is ChartKind.SHARE else level


def skewness(kind: ChartKind, level: Floats, size: Floats) -> Floats:
    """The skewness of a day's value from ``size`` units at a level strictly inside its range."""
    lean = 1 - 2 * level if kind is ChartKind.SHARE else np.ones_like(level)
    return np.asarray(lean / np.sqrt(size * variance(kind, level)))


def evidence(kind: ChartKind, events: Floats, size: Floats, before: Floats, after: Floats) -> Floats:
    """The logarithm of the likelihood of the level ``after`` beside ``before``."""
    if kind is ChartKind.RATE:
        return events * np.log(after / before) - size * (after - before)
    return np.asarray(events * np.log(after / before) + (size - events) * np.log((1 - after) / (1 - before)))


def best_fit(kind: ChartKind, events: Floats, size: Floats) -> Floats:
    """The largest logarithm of the likelihood, but for a constant: at events / size; sizes above 0."""
    level = events / size
    if kind is ChartKind.RATE:
        return np.asarray(xlogy(events, level) - events)
    return np.asarray(xlogy(events, level) + xlogy(size - events, 1 - level))


def averaged_fit(kind: ChartKind, events: Floats, size: Floats) -> Floats:
    """The logarithm of the likelihood averaged over all levels with Jeffreys' prior, but for a constant."""
    if kind is ChartKind.RATE:
        return np.asarray(gammaln(events + HALF) - (events + HALF) * np.log(size + HALF))
    return np.asarray(betaln(events + HALF, np.maximum(size - events, 0) + HALF))


def believed(kind: ChartKind, events: Floats, size: Floats, quantile: Floats) -> Floats:
    """The level at a standard normal ``quantile`` of what is believed after so many events (Jeffreys' prior)."""
    if kind is ChartKind.RATE:
        return np.asarray(gammaincinv(events + HALF, ndtr(quantile)) / size)
    return np.asarray(betaincinv(events + HALF, np.maximum(size - events, 0) + HALF, ndtr(quantile)))


def limits(kind: ChartKind, events: Floats, size: Floats, level: float) -> tuple[Floats, Floats]:
    """The interval of the level after so many events: ``near_exact``, for a rate as a share of very many."""
    if kind is ChartKind.SHARE:
        return near_exact(np.clip(events / size, 0, 1), size, level)
    many = np.maximum(MANY, 1000 * events)
    low, high = near_exact(events / many, many, level)
    return low * many / size, high * many / size


def moved(kind: ChartKind, level: Floats, ratio: Floats) -> Floats:
    """The level at ``ratio`` times the odds of a share, or times the rate."""
    if kind is ChartKind.RATE:
        return np.asarray(level * ratio)
    odds = level / (1 - level) * ratio
    return np.asarray(odds / (1 + odds))


def ratio_of(kind: ChartKind, level: Floats, shift: Floats) -> Floats:
    """The ratio of odds (of rates) that moves a level by ``shift`` away from the nearer end of its range.

    Towards that end, charts look for one divided by it: the chart of the events and that of the other units are so each
    other's mirror.
    """
    if kind is ChartKind.RATE:
        return np.asarray((level + shift) / level)
    rare = np.minimum(level, 1 - level)
    return np.asarray((rare + shift) / (1 - rare - shift) * (1 - rare) / rare)


def widest_shift(kind: ChartKind, level: Floats) -> Floats:
    """The largest shift that is looked for unless one is stated: what doubles the rarer outcome, at most 25 points."""
    return np.minimum(np.minimum(level, 1 - level), 0.25) if kind is ChartKind.SHARE else level
