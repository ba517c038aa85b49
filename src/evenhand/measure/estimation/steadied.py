"""The variance of a rare share, steadied by a few events that a score lets expect.

Few events tell little of how much an event weighs: a sample that missed the heavy ones has a small estimate and, with
it, a small variance, so that plain intervals end too low. Not here: the estimate itself.
Formula and measured coverage: docs/methods/prevalence.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from evenhand.measure.estimation.asked import Floats
from evenhand.measure.estimation.drawn import Added, Drawn
from evenhand.measure.linearised import PRIOR_UNITS

TRUST = 0.5  # how far from 1 the slope of a score is thought to be beforehand, as a standard deviation
TINY_SCORE = 1e-6
SURE = 1.645  # a slope that is below 1 by so many standard errors does not deserve its trust


@dataclass(frozen=True)
class Steadied:
    """The effective size, and the slope that the score turned out to have.

    ``slope`` is 1 for a score whose odds mean what they say, 0 for one that says nothing; None without a score.
    ``misleading`` says that it is clearly below 1, and that the score was not used.
    """

    n_effective: float
    slope: float | None
    misleading: bool


def steadied(drawn: Drawn, found: Added) -> Steadied:
    """The effective size of ``found`` after ``PRIOR_UNITS`` events were added at the weight an event should have.

    The rarer side, events or the others, is what the few are counted on.
    """
    rare = found.share <= 0.5
    value = drawn.value if rare else 1 - drawn.value
    fitted = None if drawn.score is None else _fitted(value, drawn.score if rare else 1 - drawn.score)
    expected = expected_weight(drawn, None if fitted is None else fitted.chance)
    if fitted is not None and fitted.misleading:
        expected = max(expected, float((drawn.left * drawn.part).mean()))
    share = float((drawn.part * value).sum())
    square = float((drawn.left * drawn.part**2 * value**2).sum())
    if share <= 0:
        return Steadied(1 / expected, _slope(fitted), _misleads(fitted))
    weight = (square + PRIOR_UNITS * expected**2) / (share + PRIOR_UNITS * expected)
    variance = max(found.variance + share * weight - square, 0.25 * found.variance, least_variance(expected))
    likely = found.share if 0 < found.share < 1 else min(share, 0.5)  # an assisted share may lie at an end
    return Steadied(likely * (1 - likely) / variance, _slope(fitted), _misleads(fitted))


def least_variance(expected: float) -> float:
    """The spread that a sample may hide at the least: half that of a single unit."""
    return max(expected**2 / 2, 1e-300)


def expected_weight(drawn: Drawn, chance: Floats | None = None) -> float:
    """The mean part of an event, when units are events with these chances; with equal ones when None."""
    heavy = drawn.part if chance is None else drawn.part * chance
    return max(float((drawn.left * drawn.part * heavy).sum() / heavy.sum()), 1e-300)


@dataclass(frozen=True)
class _Fitted:
    chance: Floats
    slope: float
    misleading: bool


def _fitted(value: Floats, score: Floats) -> _Fitted:
    """The chances that the score means in this sample: logistic, its slope drawn to 1, then lowered by half its error.

    Half a standard error less of trust, since a score that ranks worse than it seems makes the interval short.
    """
    odds = logit(np.clip(score, TINY_SCORE, 1 - TINY_SCORE))
    level, slope = 0.0, 1.0
    for _ in range(50):
        chance = expit(level + slope * odds)
        noise = chance * (1 - chance)
        misfit = np.array(
            [(value - chance).sum() - level / 25, ((value - chance) * odds).sum() - (slope - 1) / TRUST**2]
        )
        across = float((noise * odds).sum())
        bend = np.array([[noise.sum() + 1 / 25, across], [across, (noise * odds**2).sum() + 1 / TRUST**2]])
        step = np.clip(np.linalg.solve(bend, misfit), -2, 2)
        level, slope = level + float(step[0]), slope + float(step[1])
        if float(np.abs(step).max()) < 1e-8:
            break
    error = float(np.sqrt(np.linalg.inv(bend)[1, 1]))
    lowered = min(max(slope - error / 2, 0.0), 1.0)
    return _Fitted(_at_slope(value, odds, lowered), slope, slope + SURE * error < 1)


def _at_slope(value: Floats, odds: Floats, slope: float) -> Floats:
    """The chances at this slope that add up to the events seen, or to half an event where there is none."""
    events, level = max(float(value.sum()), 0.5), 0.0
    low, high = -60.0, 60.0
    for _ in range(60):
        level = (low + high) / 2
        low, high = (low, level) if float(expit(level + slope * odds).sum()) > events else (level, high)
    return np.asarray(expit(level + slope * odds))


def _slope(fitted: _Fitted | None) -> float | None:
    return None if fitted is None else fitted.slope


def _misleads(fitted: _Fitted | None) -> bool:
    return fitted is not None and fitted.misleading
