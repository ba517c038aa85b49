"""The assessed units of a sample as arrays that fit each other, with weights scaled to their strata.

Not here: any estimate (``share``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenhand.facts.errors import RequestError

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Units:
    """Assessed units: per unit ``numerator``, ``denominator``, ``stratum`` and ``weight``; the rest is per stratum.

    ``stratum_size`` counts the assessed units, ``stratum_square`` sums their squared weights, ``unseen`` is the
    share of the stratum that was not assessed (1 where the draw was with replacement), ``complete`` says that all was;
    ``unequal`` that chances differed within a stratum.
    """

    numerator: Floats
    denominator: Floats
    stratum: Codes
    weight: Floats
    stratum_size: Codes
    stratum_population: Floats
    stratum_square: Floats
    unseen: Floats
    complete: Flags
    unequal: bool

    @property
    def size(self) -> int:
        """How many units were assessed."""
        return int(self.stratum.size)

    def only(self, keep: Flags) -> Units:
        """These units with the others gone from view; what is known per stratum stays that of the whole sample."""
        return Units(
            numerator=self.numerator[keep],
            denominator=self.denominator[keep],
            stratum=self.stratum[keep],
            weight=self.weight[keep],
            stratum_size=self.stratum_size,
            stratum_population=self.stratum_population,
            stratum_square=self.stratum_square,
            unseen=self.unseen,
            complete=self.complete,
            unequal=self.unequal,
        )


def checked_units(
    numerator: ArrayLike,
    denominator: ArrayLike,
    stratum: ArrayLike,
    weight: ArrayLike,
    population_by_stratum: ArrayLike | None,
    *,
    with_replacement: bool,
) -> Units:
    """The arrays as Units, weights scaled so that each assessed stratum sums to its population."""
    codes = _codes("stratum", stratum)
    top, bottom = _floats("numerator", numerator, codes.size), _floats("denominator", denominator, codes.size)
    raw = _floats("weight", weight, codes.size)
    if not bool(np.all((top >= 0) & (top <= bottom) & (bottom <= 1))):
        raise RequestError(
            "numerator and denominator do not fit.", hint="Each unit needs 0 <= numerator <= denominator <= 1."
        )
    if not bool(np.all(raw > 0)):
        raise RequestError("weight holds a value not above 0.", hint="A weight is 1 / inclusion probability.")
    if codes.size and int(codes.min()) < 0:
        raise RequestError(f"stratum holds {int(codes.min())}.", hint="Code strata as whole numbers from 0.")
    population = _population(population_by_stratum, codes, raw)
    strata = population.size
    size = np.bincount(codes, minlength=strata)
    total = summed(codes, raw, strata)
    scaled = raw * (population / np.where(total > 0, total, 1.0))[codes]
    seen = np.where(population > 0, size / np.where(population > 0, population, 1.0), 1.0)
    complete = seen >= 1 - 1e-9
    return Units(
        numerator=top,
        denominator=bottom,
        stratum=codes,
        weight=scaled,
        stratum_size=size,
        stratum_population=population,
        stratum_square=summed(codes, scaled**2, strata),
        unseen=np.where(complete, 0.0, 1.0 if with_replacement else 1 - np.minimum(seen, 1.0)),
        complete=complete,
        unequal=with_replacement,
    )


def checked_slices(slice_codes: ArrayLike, slices: int | None, size: int) -> tuple[Codes, int]:
    """The slice codes as whole numbers, one per unit, and the number of slices."""
    codes = _codes("slice_codes", slice_codes)
    if codes.size != size:
        raise RequestError(f"slice_codes has {codes.size} entries for {size} units.", hint="Give one code per unit.")
    largest = int(codes.max(initial=-1))
    if slices is not None and slices <= largest:
        raise RequestError(
            f"slices is {slices}, but slice_codes holds {largest}.", hint="Codes run from 0 to slices - 1."
        )
    return codes, largest + 1 if slices is None else slices


def summed(codes: Codes, values: Floats, length: int) -> Floats:
    """The sum of the values of each code, from 0 to at least length - 1."""
    return np.bincount(codes, weights=values, minlength=length).astype(np.float64)


def _population(given: ArrayLike | None, codes: Codes, raw: Floats) -> Floats:
    if given is None:
        return summed(codes, raw, 0)
    population = np.asarray(given, dtype=float)
    largest = int(codes.max(initial=-1))
    if population.ndim != 1 or largest >= population.size:
        raise RequestError(
            f"population_by_stratum has {population.size} entries, but stratum holds {largest}.",
            hint="Give one number of units per stratum code, from 0.",
        )
    if not bool(np.all(np.isfinite(population) & (population >= 0))):
        raise RequestError("population_by_stratum holds a value that is not a count.", hint="Give 0 or more.")
    short = population + 1e-6 < np.bincount(codes, minlength=population.size)
    if bool(short.any()):
        first = int(np.flatnonzero(short)[0])
        raise RequestError(
            f"Stratum {first} has {population[first]:g} units but more assessments.",
            hint="Count each unit once, and give the population at the time of the draw.",
        )
    return population


def _codes(name: str, values: ArrayLike) -> Codes:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise RequestError(f"{name} is not a list of whole numbers.", hint="Code the values as 0, 1, 2 …")
    return array.astype(np.int64)


def _floats(name: str, values: ArrayLike, size: int) -> Floats:
    array = np.asarray(values, dtype=float)
    if array.shape != (size,):
        raise RequestError(
            f"{name} has the shape {array.shape} for {size} units.", hint="Give one value per assessed unit."
        )
    if not bool(np.all(np.isfinite(array))):
        raise RequestError(
            f"{name} holds a value that is not a number.", hint="Leave out units that were not assessed."
        )
    return array
