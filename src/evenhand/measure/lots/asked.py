"""What two sides agree on before the first delivery: two error rates and the risk that each side bears."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evenhand.facts.errors import RequestError

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """``good`` is the share of errors that shall pass but for a risk of ``alpha``, the supplier's.

    ``bad`` is the share that shall be sent back but for a risk of ``beta``, the buyer's. All are in 0..1. ``lot`` is
    the number of units in a delivery; None for one that is large beside the sample, or a steady stream.
    """

    good: float
    alpha: float
    bad: float
    beta: float
    lot: int | None = None

    def __post_init__(self) -> None:
        """RequestError, naming the field, for rates and risks that make no plan."""
        for name in ("good", "alpha", "bad", "beta"):
            value = getattr(self, name)
            if not (math.isfinite(value) and 0 < value < 1):
                raise RequestError(f"{name} is {value}, and has to lie between 0 and 1.", hint="Write 1 % as 0.01.")
        if self.good >= self.bad:
            raise RequestError(
                f"good is {self.good} and bad is {self.bad}.", hint="Let bad be larger: errors that shall be sent back."
            )
        if self.alpha + self.beta >= 1:
            raise RequestError(
                f"alpha {self.alpha} and beta {self.beta} add up to 1 or more, which a coin does as well.",
                hint="Ask for smaller risks, as 0.05 and 0.1.",
            )
        if self.lot is not None and self.lot < 1:
            raise RequestError(f"lot is {self.lot}.", hint="Give the number of units in a delivery, 1 or more.")

    def at_most(self, errors: int, n: int, rate: float) -> float:
        """The chance of at most so many errors among ``n`` units at a rate: binomial, of a lot hypergeometric."""
        if self.lot is None:
            return float(stats.binom.cdf(errors, n, rate))
        return float(stats.hypergeom.cdf(errors, self.lot, self.wrong(rate), n))

    def wrong(self, rate: float) -> int:
        """The errors in a lot at a rate, to the next whole unit."""
        return round(rate * (self.lot or 0))
