"""How large a sample has to be: the half-width to expect of a design, and the smallest design for a half-width.

Not here: sharing a sample among strata (``allocation``). Formulas: docs/methods/allocation.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.design.allocation import Allotment, Counts, Floats, Rule, allocate, checked_rates
from evenhand.measure.intervals import wilson_mid_p
from evenhand.measure.result import Note

_NEARBY = 20  # sizes below the one found that are tried as well


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
    return _half_width(counts[kept], drawn[kept], expected[kept], level)


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
    low, high = least, int(counts.sum())
    while low < high:
        middle = (low + high) // 2
        if plan(middle).half_width <= target:
            high = middle
        else:
            low = middle + 1
    nearby = [plan(size) for size in range(max(least, low - _NEARBY), low + 1)]
    return next(candidate for candidate in nearby if candidate.half_width <= target)


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


def _half_width(counts: Counts, drawn: Counts, rates: Floats, level: float) -> float:
    part = counts / counts.sum()
    unseen = 1 - drawn / counts
    p = float(np.sum(part * rates))
    left = float(np.sum(part**2 * unseen / drawn))
    if left <= 0:
        return 0.0
    variance = float(np.sum(part**2 * unseen * rates * (1 - rates) / drawn))
    n_effective = p * (1 - p) / variance if variance > 0 else 1 / left
    low, high = wilson_mid_p(p, n_effective, level, n=int(drawn.sum()))
    return float(high - low) / 2
