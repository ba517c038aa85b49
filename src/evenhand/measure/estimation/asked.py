"""What an estimate is made from, checked: numbers per unit, chances, counts.

Errors name the field, the value and the fix.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenhand.facts.errors import RequestError

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
LATER = "Leave out units that nobody assessed."


def numbers_per_unit(name: str, given: ArrayLike, size: int | None = None) -> Floats:
    """One finite number per unit; ``size`` is how many units there are, None when this is the first column."""
    try:
        found = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise RequestError(f"{name} holds what is no number: {error}", hint="Give one number per unit.") from error
    if found.ndim != 1:
        raise RequestError(f"{name} has {found.ndim} dimensions.", hint="Give one number per unit, in a list.")
    if size is None and found.size == 0:
        raise RequestError(f"{name} has no units.", hint="Give one number per assessed unit.")
    if size is not None and found.size != size:
        raise RequestError(f"{name} has {found.size} units, and there are {size}.", hint="Give one number per unit.")
    refuse(name, found, ~np.isfinite(found), LATER)
    return found


def shares_per_unit(name: str, given: ArrayLike, size: int | None = None) -> Floats:
    """One number from 0 to 1 per unit."""
    found = numbers_per_unit(name, given, size)
    refuse(name, found, (found < 0) | (found > 1), "Give numbers from 0 to 1: 1 for an event, 0 for none.")
    return found


def chances_per_unit(name: str, given: ArrayLike, size: int) -> Floats:
    """One chance above 0 and at most 1 per unit."""
    found = numbers_per_unit(name, given, size)
    refuse(name, found, (found <= 0) | (found > 1), "A chance is above 0 and at most 1; 2 % is 0.02.")
    return found


def sizes_per_unit(name: str, given: ArrayLike, size: int) -> Floats:
    """One number above 0 per unit: weights, views."""
    found = numbers_per_unit(name, given, size)
    refuse(name, found, found <= 0, "Give numbers above 0; leave out units that have none.")
    return found


def one_share(name: str, given: float) -> float:
    """A single share from 0 to 1."""
    if not (math.isfinite(given) and 0 <= given <= 1):
        raise RequestError(f"{name} is {given}.", hint="Give a share from 0 to 1; 2 % is 0.02.")
    return float(given)


def units_of(name: str, given: float | None, least: int) -> float | None:
    """The number of units in a population, ``least`` at the lowest; None where it is not known."""
    if given is None:
        return None
    if not (math.isfinite(given) and given >= least):
        raise RequestError(
            f"{name} is {given}.", hint=f"Give the number of units, at least the {least:,} of the sample."
        )
    return float(given)


def refuse(name: str, found: Floats, wrong: Flags, hint: str) -> None:
    """RequestError for the first unit that is wrong."""
    if bool(wrong.any()):
        place = int(wrong.argmax())
        value = "empty" if np.isnan(found[place]) else f"{found[place]:g}"
        raise RequestError(f"{name} is {value} at unit {place + 1}.", hint=hint)
