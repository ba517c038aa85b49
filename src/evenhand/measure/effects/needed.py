"""What would still be needed: more assessments after the start, or more people, at the spread seen so far."""

from __future__ import annotations

import math

from scipy.stats import norm

from evenhand.measure.effects.contrasts import Contrast
from evenhand.measure.effects.types import EffectNeeded, points

CHANCE = 0.8  # with which the interval shall exclude zero, if the effect is as large as estimated


def until_clear(found: Contrast, *, level: float, after: int, weeks: float | None) -> EffectNeeded | None:
    """Until the interval excludes zero with a chance of 80 %, if the effect is as estimated; None for an effect of 0.

    ``after`` rows after the start came in ``weeks`` weeks.
    """
    if found.estimate == 0:
        return None
    quantile = found.quantile(level)
    half = abs(found.estimate) * quantile / (quantile + float(norm.ppf(CHANCE)))
    reached = found.half_width(level) < abs(found.estimate)
    goal = f"to exclude zero with a chance of {CHANCE:.0%} if the effect is {points(found.estimate)} points"
    return _needed(found, goal, half, level=level, after=after, weeks=weeks, reached=reached)


def until_narrow(found: Contrast, half_width: float, *, level: float, after: int, weeks: float | None) -> EffectNeeded:
    """Until half the interval is as long as asked, in -1..1."""
    reached = found.half_width(level) <= half_width
    goal = f"for an interval of ± {100 * half_width:.3g} points"
    return _needed(found, goal, half_width, level=level, after=after, weeks=weeks, reached=reached)


def _needed(
    found: Contrast, goal: str, half: float, *, level: float, after: int, weeks: float | None, reached: bool
) -> EffectNeeded:
    if reached:
        return EffectNeeded(goal, half, 0, 0.0 if weeks is not None else None, found.clusters, reached=True)
    rows = found.rows_before + found.rows_after
    total = max(found.variance, rows)
    wanted = (half / found.quantile(level)) ** 2
    clusters = None if found.lone else math.ceil(found.clusters * total / wanted)
    left = wanted - found.rows_before - (total - rows)
    if left <= 0:
        return EffectNeeded(goal, half, None, None, clusters, reached=False)
    more = max(0.0, found.rows_after / left - 1)
    later = None if weeks is None else more * weeks
    return EffectNeeded(goal, half, math.ceil(more * after), later, clusters, reached=False)
