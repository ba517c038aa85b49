"""How large a sample has to be: the half-width to expect of a design, and the smallest design for a half-width.

Not here: sharing a sample among strata (``allocation``). Formulas: docs/methods/allocation.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.design.aims import Aim, Figures
from evenhand.measure.design.allocation import Allotment, Counts, Rule, allocate, checked_rates
from evenhand.measure.design.searching import smallest_size
from evenhand.measure.result import Note


@dataclass(frozen=True)
class SizePlan:
    """The smallest sample found: its allotment, and the half-width (in shares) to expect of the overall figure."""

    allotment: Allotment
    half_width: float
    target: float
    level: float
    notes: tuple[Note, ...] = ()

    @property
    def size(self) -> int:
        """The number of units in all."""
        return self.allotment.size


def expected_half_width(population: ArrayLike, sizes: ArrayLike, rates: ArrayLike, level: float = 0.95) -> float:
    """Half the length, in shares, of the interval that the overall figure would have if the rates held.

    ``population`` and ``sizes`` count units per stratum; ``rates`` are the shares expected (one per stratum, or one).
    Strata without units in the sample are outside the figure, as they will be in the estimate. Uses the interval of
    ``measure.share``; a sample of everything has 0. Raises RequestError for sizes above the population or no units.
    """
    counts = np.asarray(population, dtype=np.int64)
    drawn = np.asarray(sizes, dtype=np.int64)
    expected = checked_rates(rates, counts)
    if drawn.shape != counts.shape or not bool(np.all((drawn >= 0) & (drawn <= counts))) or not drawn.any():
        raise RequestError("sizes does not fit population.", hint="Draw 0 to all units of each stratum, one at least.")
    kept = drawn > 0
    figures = Figures(counts[kept], [Aim("share", expected[kept].tolist())])
    return float(figures.half_widths(drawn[kept], level)[0])


def size_for_half_width(
    population: ArrayLike,
    target: float,
    *,
    rates: ArrayLike,
    rule: Rule = Rule.PROPORTIONAL,
    floor: int = 0,
    level: float = 0.95,
) -> SizePlan:
    """The smallest sample whose overall figure is expected within +- ``target``, by an allocation rule.

    ``target`` is in shares: 0.03 for three points. ``rates``, ``floor`` and errors as for the rules of ``allocation``.
    Rounding makes the half-width jump a little from size to size: the smallest that fits of the last 20 is taken.
    """
    counts = _some_units(population, target)

    def plan(size: int) -> SizePlan:
        allotment = allocate(counts, size, rule=rule, rates=rates, floor=floor)
        return SizePlan(
            allotment, expected_half_width(counts, allotment.sizes, rates, level), target, level, allotment.notes
        )

    least = max(1, int(np.minimum(counts, floor).sum()))
    return plan(smallest_size(least, int(counts.sum()), lambda size: plan(size).half_width <= target))


def assessing_hours(n: int, minutes: float) -> float:
    """The hours that ``n`` assessments of ``minutes`` each take; RequestError when either is negative."""
    if n < 0 or minutes < 0:
        raise RequestError(f"n is {n} and minutes is {minutes}.", hint="Give values of 0 or more.")
    return n * minutes / 60


def _some_units(population: ArrayLike, target: float) -> Counts:
    if not 0 < target < 1:
        raise RequestError(f"target is {target}.", hint="Give a half-width between 0 and 1, for example 0.03.")
    counts = np.asarray(population, dtype=np.int64)
    if int(counts.sum()) == 0:
        raise RequestError("population has no units.", hint="Widen the period or the filter of the population.")
    return counts
