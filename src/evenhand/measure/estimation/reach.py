"""The share of views that fell on violating items, from a sample of items with the views of each.

Not here: the share of items (``unequal``). Formula and what heavy tails do: docs/methods/prevalence.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.estimation.asked import (
    Floats,
    chances_per_unit,
    numbers_per_unit,
    refuse,
    shares_per_unit,
    sizes_per_unit,
    units_of,
)
from evenhand.measure.estimation.drawn import Drawn, added
from evenhand.measure.estimation.figure import figure, steadied_figure
from evenhand.measure.result import Estimate, Note

VIEWS = "items, each counted by its views"
EVEN = 0.8  # of the items at work: their views are about equal, and the interval is that of a plain share
UNEQUAL = 4.0  # so many times fewer items than assessed are really at work: it is said


def share_of_views(
    *,
    value: ArrayLike,
    reach: ArrayLike,
    probability: ArrayLike | None = None,
    inclusion_probability: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    population_reach: float | None = None,
    metric: str = "share of views",
    level: float = 0.95,
) -> Estimate:
    """The share of all views that items with the property had.

    One entry per assessed item: ``value`` in 0..1 and ``reach``, its views, from 0. Items were drawn with replacement
    (``probability``, that of a single draw), without (``inclusion_probability``), with known ``weight``, or with equal
    chances (none of the three). ``population_reach`` is the number of views of the whole population, where it is known.
    Views are unequal, so a few items may carry the figure: the effective size says how many items are at work, and a
    warning comes when they are few. Draw in proportion to views where that can be done.
    Raises RequestError that names the field, the unit and the value.
    Source: Cochran, Sampling Techniques (1977) ch. 6 and 9A.
    """
    found = shares_per_unit("value", value)
    views = numbers_per_unit("reach", reach, found.size)
    refuse("reach", views, views < 0, "Give views from 0.")
    if not views.any():
        raise RequestError("reach is 0 at every unit.", hint="Give the views of each item; some must have been seen.")
    drawn = drawn_views(found, views, probability, inclusion_probability, weight, population_reach)
    told = steadied_figure if at_work(drawn) < EVEN * drawn.size else figure
    result = told(drawn, added(drawn), metric=metric, level=level, design=VIEWS, warnings=unequal_views(drawn))
    return replace(result, population=population_reach)


def at_work(drawn: Drawn) -> float:
    """The number of items with equal views that would tell as much: Kish's effective number."""
    return float(drawn.part.sum() ** 2 / (drawn.part**2).sum())


def unequal_views(drawn: Drawn) -> tuple[Note, ...]:
    """A remark where a few items with many views do most of the work."""
    like = at_work(drawn)
    if like * UNEQUAL >= drawn.size:
        return ()
    return (Note("estimate_unequal_views", {"n": drawn.size, "like": round(like)}),)


def drawn_views(
    value: Floats,
    views: Floats,
    probability: ArrayLike | None,
    inclusion_probability: ArrayLike | None,
    weight: ArrayLike | None,
    population_reach: float | None,
) -> Drawn:
    """The items, each with its part of the views of the population."""
    given = [one for one in (probability, inclusion_probability, weight) if one is not None]
    if len(given) > 1:
        raise RequestError(
            "More than one of probability, inclusion_probability and weight is given.", hint="Give the one of the draw."
        )
    left, stands_for = np.ones_like(value), np.ones_like(value)
    known = units_of("population_reach", population_reach, 1) if given else None
    if probability is not None:
        stands_for = 1 / (chances_per_unit("probability", probability, value.size) * value.size)
    elif inclusion_probability is not None:
        chance = chances_per_unit("inclusion_probability", inclusion_probability, value.size)
        stands_for, left = 1 / chance, 1 - chance
    elif weight is not None:
        stands_for = sizes_per_unit("weight", weight, value.size)
    part = stands_for * views
    return Drawn(value, part / (part.sum() if known is None else known), left, known)
