"""A share from two phases: many units told apart by a cheap label, some of them assessed by experts.

Not here: cheap labels of the whole population, which are strata (``measure.share``).
Formula: docs/methods/estimates.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.estimation.asked import numbers_per_unit, refuse, shares_per_unit
from evenhand.measure.intervals import near_exact
from evenhand.measure.result import Estimate, Method, Note
from evenhand.measure.share import share

TWO_PHASES = "two phases: strata by a cheap label, some units of each assessed"


def two_phase_share(
    *,
    value: ArrayLike,
    stratum: ArrayLike,
    first_phase: ArrayLike,
    population: float | None = None,
    metric: str = "share",
    level: float = 0.95,
) -> Estimate:
    """The share, from assessed units and the strata that a first, larger sample fell into.

    One entry per assessed unit: ``value`` in 0..1 and ``stratum``, whole numbers from 0. ``first_phase[h]`` is the
    number of units of the first sample in stratum h, the assessed ones among them; that sample was drawn with equal
    chances from ``population`` units (None for many). Its own chance is part of the interval.
    Raises RequestError that names the field, the unit and the value.
    Source: Neyman, J. Am. Stat. Assoc. 33 (1938) 101-116; Cochran, Sampling Techniques (1977) 12.2.
    """
    found = shares_per_unit("value", value)
    counts = numbers_per_unit("first_phase", first_phase)
    refuse("first_phase", counts, counts < 0, "Give the number of units of the first sample in each stratum.")
    first = float(counts.sum())
    if population is not None and population < first:
        raise RequestError(
            f"population is {population:g}, and the first phase has {first:g} units.",
            hint="Give the units that the first sample was drawn from.",
        )
    second = share(
        metric=metric,
        numerator=found,
        denominator=np.ones_like(found),
        stratum=stratum,
        weight=np.ones_like(found),
        population_by_stratum=counts,
        level=level,
        design=TWO_PHASES,
    )
    return _with_first_phase(second, first, population)


def _with_first_phase(second: Estimate, first: float, population: float | None) -> Estimate:
    """The share of the first sample's units, made to speak of the population: 1/n_eff of both phases add up."""
    if second.estimate is None or second.n_effective is None:
        return second
    within = 0.0 if second.method is Method.CENSUS else 1 / second.n_effective
    before = (1 - (first / population if population is not None else 0.0)) / first
    if within + before <= 0:
        return replace(second, population=population)
    size = 1 / (within + before)
    low, high = near_exact(second.estimate, size, second.level, n=second.n)
    kept = tuple(note for note in second.warnings if note.code != "census")
    return replace(
        second,
        low=float(low),
        high=float(high),
        method=Method.NEAR_EXACT,
        n_effective=size,
        population=population,
        warnings=(*kept, Note("estimate_first_phase", {"share": f"{before * size:.0%}"})),
    )
