"""What the day of the week does to a level: estimated where a test sees it, and shrunk towards nothing.

The estimator's shrinkage is that of James and Stein, Proc. 4th Berkeley Symp. 1 (1961) 361-379, for seven means with
unknown variance. Not here: whether days are dates at all (``overall``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from evenhand.measure.drift.family import ChartKind, moved, variance
from evenhand.measure.units import Flags, Floats

WEEK = 7
EARLIEST = 3  # 1970-01-01 was a Thursday; Monday is 0
TESTED_AT = 0.05
LEAST = 3  # of each weekday in the reference, so that three weeks are too few to see less than a strong pattern


@dataclass(frozen=True, eq=False)
class Weekdays:
    """Per series seven ``effects`` from Monday on, on the log odds of a share or the logarithm of a rate.

    ``seen`` says whether any were estimated; where not, they are 0.
    """

    effects: Floats
    seen: Flags


def weekday_of(day: NDArray[np.int64]) -> NDArray[np.int64]:
    """The day of the week, Monday 0, of days since 1970."""
    return (day + EARLIEST) % WEEK


def weekday_effects(
    kind: ChartKind, off: Floats, level: Floats, size: Floats, weekday: NDArray[np.int64], used: Flags
) -> Weekdays:
    """The effects from what values are ``off`` their level; ``size`` is effective, ``level`` one per series."""
    weight = np.where(used, size, 0.0)
    total, days, mean = _by_weekday(weight, weekday, used, off)
    overall = (total * mean).sum(axis=1) / np.maximum(total.sum(axis=1), 1e-300)
    apart = mean - overall[:, None]
    between = (total * apart**2).sum(axis=1)
    within = (weight * (off - np.take_along_axis(mean, weekday, axis=1)) ** 2).sum(axis=1)
    degrees = np.maximum(days.sum(axis=1) - WEEK, 1)
    ratio = between / (WEEK - 1) / np.maximum(within / degrees, 1e-300)
    seen = (days.min(axis=1) >= LEAST) & (fdtrc(WEEK - 1, degrees, ratio) < TESTED_AT)
    kept = np.maximum(1 - (WEEK - 3) / (WEEK - 1) * degrees / (degrees + 2) / np.maximum(ratio, 1e-300), 0.0)
    effects = (np.where(seen, kept, 0.0) / variance(kind, level))[:, None] * apart
    return Weekdays(effects, seen)


def adjusted(kind: ChartKind, level: Floats, effects: Floats, weekday: NDArray[np.int64]) -> Floats:
    """The level of each day, series x days, from one level per series and its seven effects."""
    return moved(kind, level[:, None], np.exp(np.take_along_axis(effects, weekday, axis=1)))


def _by_weekday(
    weight: Floats, weekday: NDArray[np.int64], used: Flags, off: Floats
) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Per series and weekday the weight, the number of days and the weighted mean."""
    cell = np.arange(weight.shape[0])[:, None] * WEEK + weekday
    shape, cells = (weight.shape[0], WEEK), weight.shape[0] * WEEK
    total: Floats = np.bincount(cell.ravel(), weights=weight.ravel(), minlength=cells).reshape(shape).astype(np.float64)
    days = np.bincount(cell[used], minlength=cells).reshape(shape).astype(np.int64)
    sums = np.bincount(cell.ravel(), weights=(weight * off).ravel(), minlength=cells).reshape(shape)
    return np.asarray(total), np.asarray(days), sums / np.maximum(total, 1e-300)
