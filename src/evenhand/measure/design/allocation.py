"""Sharing a sample among strata: proportional, equal or Neyman, each with a floor per stratum.

Not here: how large the sample has to be (``planning``). Formulas and source: docs/methods/allocation.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenhand.facts.errors import RequestError
from evenhand.measure.result import Note

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]

_DECIMALS = 9  # remainders closer than this are ties, so that rounding noise never decides
_HALVINGS = 200  # down to the last bit from any start


class Rule(StrEnum):
    """How a sample is shared among strata."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    NEYMAN = "neyman"


@dataclass(frozen=True)
class Allotment:
    """The number of units to draw in each stratum, in the order of the population given."""

    sizes: Counts
    rule: Rule
    notes: tuple[Note, ...] = ()

    @property
    def size(self) -> int:
        """The number of units in all."""
        return int(self.sizes.sum())


def proportional(population: ArrayLike, size: int, *, floor: int = 0) -> Allotment:
    """Shares ``size`` units like the population: best for the overall figure when nothing is known.

    ``population`` counts the units of each stratum. Each gets at least min(its population, ``floor``) and at most its
    population; whole numbers by largest remainder, ties to the earlier stratum. When the floors exceed ``size`` they
    win and a note says so. Raises RequestError for a negative count, size or floor. Source: Cochran (1977) 5.3.
    """
    counts = checked_counts(population)
    return _allotment(counts, counts.astype(float), size, floor, Rule.PROPORTIONAL)


def equal(population: ArrayLike, size: int, *, floor: int = 0) -> Allotment:
    """Shares ``size`` units evenly, up to each stratum's population: best for comparing strata.

    Arguments, rounding and errors as for ``proportional``.
    """
    counts = checked_counts(population)
    return _allotment(counts, np.ones(counts.size), size, floor, Rule.EQUAL)


def neyman(population: ArrayLike, size: int, *, rates: ArrayLike, floor: int = 0) -> Allotment:
    """Shares ``size`` units by population times spread: the shortest interval overall, if the rates hold.

    ``rates`` are the shares expected in each stratum (or one for all), smoothed: see ``smoothed_rates``; keep a
    ``floor`` of 8 or more against rates that prove wrong. Other arguments, rounding and errors as for ``proportional``.
    Source: Neyman, J. R. Stat. Soc. 97 (1934) 558-606.
    """
    counts = checked_counts(population)
    expected = checked_rates(rates, counts)
    return _allotment(counts, counts.astype(np.float64) * np.sqrt(expected * (1 - expected)), size, floor, Rule.NEYMAN)


def allocate(
    population: ArrayLike, size: int, *, rule: Rule, rates: ArrayLike | None = None, floor: int = 0
) -> Allotment:
    """The allotment by a named rule; RequestError when Neyman's has no rates."""
    if rule is Rule.PROPORTIONAL:
        return proportional(population, size, floor=floor)
    if rule is Rule.EQUAL:
        return equal(population, size, floor=floor)
    if rates is None:
        raise RequestError("rates is missing.", hint="Neyman's allocation needs the share expected in each stratum.")
    return neyman(population, size, rates=rates, floor=floor)


def smoothed_rates(events: ArrayLike, assessed: ArrayLike) -> Floats:
    """Rates from an earlier sample, (events + 1/2) / (assessed + 1): never 0 or 1, so that no stratum is starved.

    Raises RequestError when events are below 0 or above the number assessed.
    """
    seen, of = np.asarray(events, dtype=float), np.asarray(assessed, dtype=float)
    if not bool(np.all((seen >= 0) & (seen <= of))):
        raise RequestError("events and assessed do not fit.", hint="Each stratum needs 0 <= events <= assessed.")
    return np.asarray((seen + 0.5) / (of + 1), dtype=np.float64)


def checked_rates(rates: ArrayLike, counts: Counts) -> Floats:
    """One rate per stratum; RequestError when they are not shares or do not fit the strata."""
    array = np.asarray(rates, dtype=float)
    if array.ndim and array.shape != counts.shape:
        raise RequestError(
            f"rates has {array.size} entries for {counts.size} strata.", hint="Give one rate per stratum, or one."
        )
    if not bool(np.all((array >= 0) & (array <= 1))):
        raise RequestError("rates holds a value outside 0..1.", hint="Give shares, not percentages.")
    return np.broadcast_to(array, counts.shape).astype(np.float64)


def checked_counts(population: ArrayLike) -> Counts:
    """One whole number of 0 or more per stratum, or RequestError."""
    array = np.asarray(population)
    if array.ndim != 1 or not bool(np.all(array >= 0)) or not bool(np.all(array == np.floor(array))):
        raise RequestError("population is not a list of counts.", hint="Give the number of units of each stratum.")
    return array.astype(np.int64)


def apportion(counts: Counts, shares: Floats, size: int, floor: int) -> tuple[Counts, tuple[Note, ...]]:
    """Whole sizes like ``shares``, between floor and population, and what had to give way for it.

    Raises RequestError for a negative size or floor.
    """
    if size < 0 or floor < 0:
        raise RequestError(f"size is {size} and floor is {floor}.", hint="Give whole numbers of 0 or more.")
    least = np.minimum(counts, floor)
    floors, everything = int(least.sum()), int(counts.sum())
    if floors > size:
        return least, (Note("floors_exceed_size", {"floors": floors, "size": size}),)
    if size > everything:
        return counts, (Note("population_exhausted", {"population": everything, "size": size}),)
    return _largest_remainder(filled(counts, least, shares, size), counts, size), ()


def _allotment(counts: Counts, shares: Floats, size: int, floor: int, rule: Rule) -> Allotment:
    sizes, notes = apportion(counts, shares, size, floor)
    return Allotment(sizes, rule, notes)


def filled(counts: Counts, least: Counts, shares: Floats, size: int) -> Floats:
    """Real sizes t x share, held between floor and population, with the t at which they sum to ``size``."""
    if not counts.any():
        return np.zeros(counts.size)
    top = float(shares.max(initial=0.0))
    weights = np.where(counts > 0, np.maximum(shares, 1e-9 * top) if top > 0 else counts, 0.0)
    reach = np.divide(counts, weights, out=np.zeros(counts.size), where=weights > 0)
    low, high = 0.0, float(reach.max())
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if np.clip(middle * weights, least, counts).sum() < size:
            low = middle
        else:
            high = middle
    return np.clip(high * weights, least, counts)


def _largest_remainder(real: Floats, counts: Counts, size: int) -> Counts:
    rounded = np.round(real, _DECIMALS)
    sizes = np.floor(rounded).astype(np.int64)
    missing = size - int(sizes.sum())
    remainder = np.where(sizes < counts, np.round(rounded - sizes, _DECIMALS), -1.0)
    sizes[np.argsort(-remainder, kind="stable")[:missing]] += 1
    return sizes
