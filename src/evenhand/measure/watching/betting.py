"""The confidence sequence of a mean of bounded observations, weighted ones among them, by bets against each share.

Formula, source and what it assumes: docs/methods/watching.md. Not here: plain counts (``mixture``), for which this is
valid too but slower.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.result import Method
from evenhand.measure.watching.counts import whole_counts
from evenhand.measure.watching.horizons import SHARPEST_AT, WEIGHTS, horizons
from evenhand.measure.watching.types import Counts, Flags, Floats, Watched, watched

MOST_STAKED = 0.75  # of the capital that one bet may lose
_HALVINGS = 26  # narrows 0..1 to 1.5e-8
_CELLS = 1_000_000  # observations times shares that are held at a time


def betting_interval(
    *,
    value: ArrayLike,
    weight: ArrayLike | None = None,
    bound: float = 1.0,
    n: ArrayLike | None = None,
    level: float = 0.95,
    sharpest_at: int = SHARPEST_AT,
    metric: str = "share",
) -> Watched:
    """The share with an interval after every look, from units drawn with replacement and known chances.

    ``value`` is 0..1 per unit, in the order drawn. ``weight`` is 1 / (population x chance of the unit at one draw), so
    that it is 1 on average; left out, all chances are equal. ``bound`` is the largest weight that any unit of the
    population could have, known from the chances before the draw. ``n`` is the number of units since the look before,
    one whole number per look; left out, there is one look, at the end. ``sharpest_at`` as for ``confidence_sequence``.
    Raises RequestError for values, weights or looks that do not fit.
    Source: Waudby-Smith and Ramdas, J. R. Stat. Soc. B 86 (2024) 1-27, hedged capital.
    """
    scaled = _scaled(value, weight, bound)
    ends = _ends(n, scaled.size)
    stakes = _stakes(scaled, level, horizons(sharpest_at, level))
    low = _low(scaled, stakes, ends, level)
    high = 1 - _low(1 - scaled, stakes, ends, level)
    sums = np.concatenate([[0.0], scaled.cumsum()])[ends]
    return watched(
        metric=metric,
        n=ends,
        estimate=bound * sums / np.maximum(ends, 1),
        limits=(bound * low, np.minimum(bound * high, 1.0)),
        level=level,
        method=Method.BETTING,
        at=sharpest_at,
    )


def _stakes(scaled: Floats, level: float, at: Floats) -> Floats:
    """What is staked on each observation, by horizon: one row each, from the observations before it alone."""
    number = np.arange(1, scaled.size + 1)
    mean = (0.5 + scaled.cumsum()) / (number + 1)
    variance = (0.25 + ((scaled - mean) ** 2).cumsum()) / (number + 1)
    before = np.concatenate([[0.25], variance])[:-1]
    return np.sqrt(2 * math.log(2 / (1 - level)) / (before * np.maximum(at[:, None], number)))


def _low(scaled: Floats, stakes: Floats, ends: Counts, level: float) -> Floats:
    """Per look the largest mean against which the bets have won enough by then; 0 where there is none."""
    outside, inside = np.zeros(ends.size), np.ones(ends.size)
    for _ in range(_HALVINGS):
        middle, which = np.unique((outside + inside) / 2, return_inverse=True)
        rejected = _won_at(middle, scaled, stakes, level)[which] <= ends
        middle = middle[which]
        outside, inside = np.where(rejected, middle, outside), np.where(rejected, inside, middle)
    return outside


def _won_at(means: Floats, scaled: Floats, stakes: Floats, level: float) -> Counts:
    """After how many observations the bets that the mean is larger have won 2 / (1 - level); beyond the end: never."""
    at_once = max(1, _CELLS // max(1, scaled.size))
    parts = [means[start : start + at_once] for start in range(0, means.size, at_once)]
    return np.concatenate([_won_by(part[:, None], scaled, stakes, math.log(2 / (1 - level))) for part in parts])


def _won_by(mean: Floats, scaled: Floats, stakes: Floats, enough: float) -> Counts:
    capital = np.full((mean.size, scaled.size), -np.inf)
    for weight, stake in zip(WEIGHTS, stakes, strict=True):
        gains = np.log1p(np.minimum(stake, MOST_STAKED / mean) * (scaled - mean))
        capital = np.logaddexp(capital, math.log(weight) + gains.cumsum(axis=1))
    won = capital >= enough
    return np.where(won.any(axis=1), won.argmax(axis=1) + 1, scaled.size + 1)


def _scaled(value: ArrayLike, weight: ArrayLike | None, bound: float) -> Floats:
    """The weighted values beside the bound, 0..1."""
    found = _numbers("value", value)
    heavy = np.ones_like(found) if weight is None else _numbers("weight", weight)
    if found.size == 0 or found.size != heavy.size:
        raise RequestError(
            f"value has {found.size} units and weight has {heavy.size}.",
            hint="Give both for each unit, and at least one unit.",
        )
    if not (math.isfinite(bound) and bound >= 1):
        raise RequestError(f"bound is {bound}.", hint="Weights are 1 on average, so the largest is 1 or more.")
    _refuse("value", found, (found < 0) | (found > 1), "Give values from 0 to 1.")
    _refuse("weight", heavy, heavy <= 0, "A weight is 1 / (population x chance), above 0.")
    hint = "Let bound be the largest weight that any unit of the population could have."
    _refuse("weight", heavy, heavy > bound, hint, also=f", above the bound of {bound:g}")
    return found * heavy / bound


def _numbers(name: str, given: ArrayLike) -> Floats:
    found = np.asarray(given, dtype=float)
    if found.ndim != 1:
        raise RequestError(f"{name} has {found.ndim} dimensions.", hint="Give one number per unit, in a list.")
    _refuse(name, found, ~np.isfinite(found), "Leave out units without a number.")
    return found


def _refuse(name: str, found: Floats, wrong: Flags, hint: str, *, also: str = "") -> None:
    if bool(wrong.any()):
        place = int(wrong.argmax())
        raise RequestError(f"{name} is {found[place]:g} at unit {place + 1}{also}.", hint=hint)


def _ends(n: ArrayLike | None, units: int) -> Counts:
    """The number of units up to each look."""
    ends = whole_counts("n", [units] if n is None else n).cumsum()
    if ends.size == 0 or ends[-1] != units:
        raise RequestError(
            f"n adds up to {ends[-1] if ends.size else 0}, and there are {units} units.",
            hint="Give the units since the look before, for each look.",
        )
    return ends
