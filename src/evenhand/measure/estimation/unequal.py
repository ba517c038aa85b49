"""Shares from samples drawn with unequal known chances: with replacement, and without.

Not here: strata (``measure.share``), scores in the estimate itself (``assisted``). Formulas, sources and measured
coverage: docs/methods/estimates.md and docs/methods/prevalence.md.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from evenhand.measure.estimation.asked import Floats, chances_per_unit, shares_per_unit, units_of
from evenhand.measure.estimation.drawn import Drawn, added, with_replacement, without_replacement
from evenhand.measure.estimation.figure import figure
from evenhand.measure.result import Estimate

AGAIN = "drawn with unequal chances and replacement"
ONCE = "drawn with unequal chances, each unit once at most"


def hansen_hurwitz(
    *,
    value: ArrayLike,
    probability: ArrayLike,
    population: float | None = None,
    score: ArrayLike | None = None,
    metric: str = "share",
    level: float = 0.95,
) -> Estimate:
    """The share of the population, from units drawn with replacement.

    One entry per draw: ``value`` in 0..1, ``probability`` the unit's chance in a single draw, above 0; over the whole
    population they add up to 1. ``population`` is its number of units. ``score``, in 0..1, is what a model held for the
    chance of an event; it does not move the estimate, and steadies the interval where events are few.
    Raises RequestError that names the field, the unit and the value.
    Source: Hansen and Hurwitz, Ann. Math. Stat. 14 (1943) 333-362.
    """
    drawn = drawn_again(value, probability, population, score)
    return figure(drawn, added(drawn), metric=metric, level=level, design=AGAIN)


def horvitz_thompson(
    *,
    value: ArrayLike,
    inclusion_probability: ArrayLike,
    population: float | None = None,
    score: ArrayLike | None = None,
    metric: str = "share",
    level: float = 0.95,
) -> Estimate:
    """The share of the population, from units drawn at most once each.

    ``inclusion_probability`` is the unit's chance to be in the sample, above 0 and at most 1; the others as for
    ``hansen_hurwitz``. The sample has a fixed size; chances of two units together are not needed.
    Sources: Horvitz and Thompson, J. Am. Stat. Assoc. 47 (1952) 663-685; variance: Hajek, Ann. Math. Stat. 35 (1964)
    1491-1523.
    """
    drawn = drawn_once(value, inclusion_probability, population, score)
    return figure(drawn, added(drawn), metric=metric, level=level, design=ONCE)


def drawn_again(value: ArrayLike, probability: ArrayLike, population: float | None, score: ArrayLike | None) -> Drawn:
    """Checked draws with replacement."""
    found = shares_per_unit("value", value)
    chance = chances_per_unit("probability", probability, found.size)
    return with_replacement(found, chance, units_of("population", population, 1), _scores(score, found.size))


def drawn_once(
    value: ArrayLike, inclusion_probability: ArrayLike, population: float | None, score: ArrayLike | None
) -> Drawn:
    """Checked units of a draw without replacement."""
    found = shares_per_unit("value", value)
    chance = chances_per_unit("inclusion_probability", inclusion_probability, found.size)
    return without_replacement(
        found, chance, units_of("population", population, found.size), _scores(score, found.size)
    )


def _scores(score: ArrayLike | None, size: int) -> Floats | None:
    return None if score is None else shares_per_unit("score", score, size)
