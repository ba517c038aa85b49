"""Chances of several tests, adjusted so that all claims together are wrong with the stated risk at most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(chances: Sequence[float | None]) -> list[float | None]:
    """Holm's step-down adjustment, in the order given; None, for a test that was not made, stays and does not count.

    Source: Holm, Scandinavian Journal of Statistics 6 (1979) 65-70.
    """
    held = np.array([one for one in chances if one is not None], dtype=np.float64)
    order = np.argsort(held, kind="stable")
    steps = np.minimum(held[order] * np.arange(held.size, 0, -1), 1.0)
    adjusted = np.empty_like(held)
    adjusted[order] = np.maximum.accumulate(steps) if held.size else steps
    given = iter(adjusted)
    return [None if one is None else float(next(given)) for one in chances]
