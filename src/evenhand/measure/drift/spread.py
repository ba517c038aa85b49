"""How far the days of a series differ beyond what counting explains, and which chart that asks for.

Sources: Laney, Quality Engineering 14 (2002) 531-537, for the sigma of the moving range; Paule and Mandel, J. Res.
Natl. Bur. Stand. 87 (1982) 377-385, for the variance between days.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import gammaincc

from evenhand.measure.drift.family import ChartKind, variance
from evenhand.measure.units import Flags, Floats

RANGE = 1.1283791670955126  # mean distance of two standard normal values, 2 / sqrt(pi)
TESTED_AT = 0.2  # a chance below it counts as overdispersion: to overlook it costs false alarms, to see it little
HALVINGS = 40
SAME = 2.0  # of log-likelihood, by which Laney's must fit better than a variance between days, where n differs
UNEVEN = 1.5  # times the smallest n, from which it differs


class ChartSpread(StrEnum):
    """What days differ by: counting alone, Laney's multiple of it, or a variance between days added to it."""

    AUTO = "auto"
    COUNTING = "counting"
    LANEY = "laney"
    BETWEEN = "between-days"


@dataclass(frozen=True, eq=False)
class Spreads:
    """Per series: ``chance`` of days as different under counting alone, and each spread that might be taken.

    ``sigma`` is Laney's multiple, at least 1. ``between`` is the variance between days. ``taken`` is the place of the
    spread in ``ORDER``.
    """

    chance: Floats
    sigma: Floats
    between: Floats
    taken: np.ndarray

    def size(self, kind: ChartKind, n: Floats, expected: Floats) -> Floats:
        """The effective size of each day: the n at which counting alone would make it as uncertain."""
        more = 1 + n * self.between[:, None] / variance(kind, expected)
        multiple = np.select(
            [(self.taken == ORDER.index(spread))[:, None] for spread in (ChartSpread.LANEY, ChartSpread.BETWEEN)],
            [np.broadcast_to(self.sigma[:, None] ** 2, n.shape), more],
            1.0,
        )
        return np.asarray(n / multiple)

    def degrees(self, days: Floats) -> Floats:
        """The degrees of freedom that the spread rests on, out of so many: endless for counting alone."""
        parts = [self.taken == ORDER.index(spread) for spread in (ChartSpread.LANEY, ChartSpread.BETWEEN)]
        return np.asarray(np.maximum(np.select(parts, [0.62 * days, 0.9 * days], np.inf), 2.0))


ORDER = (ChartSpread.COUNTING, ChartSpread.LANEY, ChartSpread.BETWEEN)


def spreads(
    kind: ChartKind, value: Floats, n: Floats, expected: Floats, used: Flags, *, wanted: ChartSpread, lost: Floats
) -> Spreads:
    """The spread of each series from its days ``used``; all arrays but ``lost`` are series x days.

    ``lost`` is the number of levels that were fitted to these days.
    """
    unit = variance(kind, expected) / n
    off = np.where(used, value - expected, 0.0)
    days = np.maximum(used.sum(axis=1) - lost, 1.0)
    chance = _chance(kind, off**2 / unit, expected, n, used, days)
    sigma = np.maximum(moving_range(off / np.sqrt(unit), used), 1.0)
    between = _between(off, unit, used, days)
    if wanted is not ChartSpread.AUTO:
        taken = np.full(days.size, ORDER.index(wanted))
    else:
        better = _fit(off, unit * sigma[:, None] ** 2, used) - _fit(off, unit + between[:, None], used)
        uneven = _ratio(n, used) > UNEVEN
        added = (between > 0) & ((sigma <= 1) | (better < SAME) & uneven)
        even = (chance >= TESTED_AT) | (sigma <= 1) & (between <= 0)
        places = [ORDER.index(one) for one in (ChartSpread.COUNTING, ChartSpread.BETWEEN, ChartSpread.LANEY)]
        taken = np.where(even, places[0], np.where(added, places[1], places[2]))
    return Spreads(chance, sigma, between, taken)


def moving_range(score: Floats, used: Flags) -> Floats:
    """Laney's sigma: the mean distance of neighbouring scores beside that of standard normal ones; 1 without any."""
    columns = np.where(used, np.arange(used.shape[1]), -1)
    before = np.concatenate([np.full((used.shape[0], 1), -1), np.maximum.accumulate(columns, axis=1)[:, :-1]], axis=1)
    pair = used & (before >= 0)
    apart = np.abs(score - np.take_along_axis(score, np.maximum(before, 0), axis=1))
    pairs = pair.sum(axis=1)
    return np.where(pairs > 0, np.where(pair, apart, 0.0).sum(axis=1) / np.maximum(pairs, 1) / RANGE, 1.0)


def neighbours_between(off: Floats, unit: Floats, used: Flags) -> Floats:
    """The variance between days at which the moving range is that of standard normal scores: levels may move."""
    low, high = np.zeros(off.shape[0]), np.where(used, off**2, 0.0).max(axis=1) * 4
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        wide = moving_range(off / np.sqrt(unit + middle[:, None]), used) > 1
        low, high = np.where(wide, middle, low), np.where(wide, high, middle)
    return low


def _chance(kind: ChartKind, squares: Floats, expected: Floats, n: Floats, used: Flags, days: Floats) -> Floats:
    """The chance of squares as large under counting alone: a scaled chi-square with their mean and variance."""
    unit = variance(kind, expected)
    peaked = (1 - 6 * unit) / (n * unit) if kind is ChartKind.SHARE else 1 / (n * unit)
    spread = np.where(used, 2 + peaked, 0.0).sum(axis=1)
    degrees = 2 * days**2 / np.maximum(spread, 1e-9)
    total = np.where(used, squares, 0.0).sum(axis=1)
    return np.asarray(gammaincc(degrees / 2, total / days * degrees / 2))


def _between(off: Floats, unit: Floats, used: Flags, days: Floats) -> Floats:
    """The variance at which the weighted squares add up to their degrees of freedom; 0 where counting is enough."""
    squares = np.where(used, off**2, 0.0)
    low, high = np.zeros(days.size), squares.sum(axis=1) / days
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        wide = (squares / (unit + middle[:, None])).sum(axis=1) > days
        low, high = np.where(wide, middle, low), np.where(wide, high, middle)
    return low


def _ratio(n: Floats, used: Flags) -> Floats:
    """The largest n beside the smallest."""
    return np.asarray(np.where(used, n, 0.0).max(axis=1) / np.where(used, n, np.inf).min(axis=1))


def _fit(off: Floats, spread: Floats, used: Flags) -> Floats:
    """The normal log-likelihood, but for a constant."""
    return np.asarray(-np.where(used, np.log(spread) + off**2 / spread, 0.0).sum(axis=1) / 2)
