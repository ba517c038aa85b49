"""The smallest single plan: assess n of the delivery, take it when at most c are wrong.

The search is exact (binomial, or hypergeometric for a lot of known size), so no table is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.measure.lots.asked import Asked, Floats
from evenhand.measure.result import Note, Result

LARGEST = 1_000_000  # units of a plan; beyond it, the two rates are too close to be told apart by a sample
NEARBY = 4  # acceptance numbers around the one found that are tried as well
CURVE = 9  # points of the curve in a table


@dataclass(frozen=True)
class SinglePlan(Result):
    """Assess ``n`` units; take the delivery when at most ``accept`` are wrong.

    ``supplier_risk`` is the chance that a delivery as good as ``asked.good`` is sent back; ``buyer_risk`` that one as
    bad as ``asked.bad`` is taken.
    """

    asked: Asked
    n: int
    accept: int
    supplier_risk: float
    buyer_risk: float
    method: str
    notes: tuple[Note, ...] = ()

    def chance_taken(self, rates: Sequence[float]) -> Floats:
        """The operating characteristic: the chance that a delivery with these shares of errors is taken."""
        return np.array([self.asked.at_most(self.accept, self.n, rate) for rate in rates])

    def rows(self) -> Sequence[Mapping[str, object]]:
        """The operating characteristic at rates around the two that were agreed on."""
        rates = curve_rates(self.asked)
        chances = self.chance_taken(rates)
        return [{"rate": rate, "taken": float(p), "n": self.n} for rate, p in zip(rates, chances, strict=True)]

    def __str__(self) -> str:
        """The plan in a sentence."""
        return (
            f"Assess {self.n:,}; take the delivery when at most {self.accept} are wrong. "
            f"At {self.asked.good:.3g} wrong it is sent back with a chance of {self.supplier_risk:.3f}, "
            f"at {self.asked.bad:.3g} taken with {self.buyer_risk:.3f}."
        )


def acceptance_plan(*, good: float, alpha: float, bad: float, beta: float, lot: int | None = None) -> SinglePlan:
    """The single plan with the fewest units that keeps both risks; at the worst, all units of the lot.

    Rates and risks are shares in 0..1 (see ``Asked``). RequestError where the two rates are too close for a plan of a
    million units, or give the same whole number of errors in the lot.
    """
    asked = Asked(good, alpha, bad, beta, lot)
    most = min(LARGEST, lot or LARGEST)
    high = next((accept for accept in _doubling(most) if _size(asked, accept, most)), None)
    if high is not None:
        low = high // 2
        while low < high - NEARBY:  # the chance rises with the number but for whole units, so look at those nearby
            middle = (low + high) // 2
            low, high = (low, middle) if _size(asked, middle, most) else (middle, high)
        accept, n = next((c, n) for c in range(max(0, low - NEARBY), high + 1) if (n := _size(asked, c, most)))
        return _plan(asked, n, accept)
    raise RequestError(
        f"good {good} and bad {bad} are so close that {most:,} units do not tell them apart.",
        hint="Let them lie further apart, allow larger risks, or take larger lots.",
    )


def curve_rates(asked: Asked) -> tuple[float, ...]:
    """Rates at which a curve is worth reading: from none wrong to beyond the bad rate, the agreed ones among them."""
    spread = np.linspace(0, min(1.0, 2 * asked.bad), CURVE)
    return tuple(sorted({round(float(rate), 6) for rate in spread} | {asked.good, asked.bad}))


def _plan(asked: Asked, n: int, accept: int) -> SinglePlan:
    return SinglePlan(
        asked=asked,
        n=n,
        accept=accept,
        supplier_risk=1 - asked.at_most(accept, n, asked.good),
        buyer_risk=asked.at_most(accept, n, asked.bad),
        method="binomial" if asked.lot is None else "hypergeometric",
        notes=(Note("everything_assessed", {"lot": n}),) if n == asked.lot else (),
    )


def _size(asked: Asked, accept: int, most: int) -> int | None:
    """The units with which a plan of this acceptance number keeps both risks; None where none does."""
    low, high = accept + 1, most
    if low > high or asked.at_most(accept, high, asked.bad) > asked.beta:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if asked.at_most(accept, middle, asked.bad) <= asked.beta else (middle + 1, high)
    return low if asked.at_most(accept, low, asked.good) >= 1 - asked.alpha else None


def _doubling(most: int) -> Iterator[int]:
    """0, 1, 2, 4 and so on, below ``most``."""
    yield 0
    number = 1
    while number < most:
        yield number
        number *= 2
