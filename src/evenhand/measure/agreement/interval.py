"""The interval of a coefficient from its influences: never beyond what is possible, never of no length.

The coefficient is put back on the scale of observed agreement, u = g + (1 - g) chance, which lies in 0..1; there the
effective number of items is u (1 - u) / variance, and the interval is that of any share (``near_exact``). Not here:
the bootstrap. Why this one, and its coverage: docs/methods/agreement.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from evenhand.measure.agreement.linear import Linear
from evenhand.measure.intervals import near_exact
from evenhand.measure.labels import Floats


def linearised(found: Sequence[Linear], level: float) -> list[tuple[float, float] | None]:
    """(low, high) of each coefficient, or None where there is no value or a single item; all computed together.

    Raises RequestError for a level not between 0 and 1.
    """
    known = [one for one in found if one.cautious_error is not None]
    low, high = limits(
        [one.value or 0.0 for one in known],
        [one.chance for one in known],
        [one.cautious_error or 0.0 for one in known],
        [one.items for one in known],
        level,
    )
    ends = iter(zip(low.tolist(), high.tolist(), strict=True))
    return [next(ends) if one.cautious_error is not None else None for one in found]


def limits(
    value: ArrayLike, chance: ArrayLike, error: ArrayLike, items: ArrayLike, level: float
) -> tuple[Floats, Floats]:
    """(low, high) of coefficients with their chance agreement (below 1), standard error and items (2 or more)."""
    rest = 1 - np.asarray(chance, dtype=np.float64)
    n = np.asarray(items, dtype=np.float64)
    share = np.clip(1 - (1 - np.asarray(value)) * rest, 0.0, 1.0)
    variance = (np.asarray(error) * rest) ** 2
    varies = (variance > 1e-18) & (share > 0) & (share < 1)
    size = np.where(varies, share * (1 - share) / np.where(varies, variance, 1.0), n)
    tail = (1 - level) / 2
    size = np.maximum(size * (ndtri(tail) / stdtrit(n - 1, tail)) ** 2, 1e-6)
    low, high = near_exact(share, size, level)
    return 1 - (1 - low) / rest, 1 - (1 - high) / rest
