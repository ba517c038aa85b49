"""The lengths of watching for which an interval is made: one that matters most, and two shorter ones for the start.

Whatever is fixed before the first observation keeps the promise; the choice only says where the interval is short.
"""

from __future__ import annotations

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.watching.types import Floats

SHARPEST_AT = 2_000
WEIGHTS = (0.8, 0.1, 0.1)  # of the horizon asked for, of a tenth and of a hundredth of it


def horizons(sharpest_at: int, level: float) -> Floats:
    """The three horizons, in observations; RequestError for a level or a horizon that makes none."""
    normal_quantile(level)
    if not sharpest_at >= 1:
        raise RequestError(
            f"sharpest_at is {sharpest_at}.", hint="Give the number of observations that matters most, as 2000."
        )
    return sharpest_at / 10.0 ** np.arange(len(WEIGHTS))
