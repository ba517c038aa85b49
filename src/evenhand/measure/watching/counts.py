"""Counts per look as they are given: whole numbers of what came in since the look before."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.watching.types import Counts


def whole_counts(name: str, given: ArrayLike) -> Counts:
    """One whole number from 0 per look, or RequestError with the field, the value and the look."""
    found = np.asarray(given, dtype=float)
    if found.ndim != 1:
        raise RequestError(f"{name} has {found.ndim} dimensions.", hint="Give one number per look, in a list.")
    wrong = ~(np.isfinite(found) & (found >= 0) & (found == np.floor(found)))
    if bool(wrong.any()):
        look = int(wrong.argmax())
        raise RequestError(f"{name} is {found[look]:g} at look {look + 1}.", hint="Give whole numbers from 0.")
    return found.astype(np.int64)
