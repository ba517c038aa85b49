"""The statistics that remember: Page's CUSUM of log-likelihood ratios, and the exponentially weighted average (EWMA).

An alarm opens a drift, which is over when the statistic is back at 0; until then it rings no second time. Sources:
Page, Biometrika 41 (1954) 100-115; Roberts, Technometrics 1 (1959) 239-250. Not here: thresholds
(``alarms``, ``ewma``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measure.units import Flags, Floats


@dataclass(frozen=True, eq=False)
class Walk:
    """One side of a chart, series x days.

    ``height`` is the statistic, ``rung`` marks the first day of each alarm, ``open`` the days from there until it is
    over. ``highest`` is, per series, what the statistic would have reached without being held at its threshold.
    """

    height: Floats
    rung: Flags
    open: Flags
    highest: Floats


def cusum(steps: Floats, threshold: Floats) -> Walk:
    """The sums of ``steps`` that never fall below 0 nor stay above the threshold, one per series."""
    held, free, highest = (np.zeros(steps.shape[0]) for _ in range(3))
    height = np.empty_like(steps)
    for day in range(steps.shape[1]):
        height[:, day] = np.maximum(held + steps[:, day], 0.0)
        free = np.maximum(free + steps[:, day], 0.0)
        highest = np.maximum(highest, free)
        held = np.minimum(height[:, day], threshold)
    return _walk(height, threshold, highest)


def average(scores: Floats, moved: Flags, weight: float, threshold: Floats) -> Walk:
    """The average of ``scores`` in which a day weighs ``weight`` and all before it the rest; held at the threshold.

    On days that are not ``moved`` it stays what it was.
    """
    held = np.zeros(scores.shape[0])
    height = np.empty_like(scores)
    for day in range(scores.shape[1]):
        held = np.where(moved[:, day], (1 - weight) * held + weight * scores[:, day], held)
        height[:, day] = held
        held = np.minimum(held, threshold)
    return _walk(height, threshold, height.max(axis=1))


def _walk(height: Floats, threshold: Floats, highest: Floats) -> Walk:
    over = height >= threshold[:, None]
    rung, held = np.zeros(height.shape, dtype=np.bool_), np.zeros(height.shape, dtype=np.bool_)
    going = np.zeros(height.shape[0], dtype=np.bool_)
    for day in range(height.shape[1]):
        rung[:, day] = over[:, day] & ~going
        going = (going | over[:, day]) & (height[:, day] > 0)
        held[:, day] = going
    return Walk(height, rung, held, highest)
