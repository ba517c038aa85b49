"""Assessing one after the other until the delivery is clear: a truncated sequential probability ratio test.

The walk is followed exactly (how likely each number of errors is after each unit), so the risks and the average number
of units are those of the plan as it is used, truncation included, not those of Wald's approximation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.measure.lots.asked import Asked, Floats
from evenhand.measure.lots.single import SinglePlan, acceptance_plan, curve_rates
from evenhand.measure.result import Result

Limits: TypeAlias = NDArray[np.int64]
TRUNCATED_AT = 3  # times the single plan


@dataclass(frozen=True)
class SequentialPlan(Result):
    """After each unit: take the delivery, send it back, or assess one more.

    ``accept[k]`` is the number of errors up to which a delivery is taken after ``k + 1`` units (-1: not yet), and
    ``reject[k]`` the number from which it is sent back. At the last unit one of both holds. ``single`` is the single
    plan for the same agreement, to compare. Risks are those of ``SinglePlan``; ``units_good`` and ``units_bad`` the
    average number of units assessed at the two rates.
    """

    asked: Asked
    single: SinglePlan
    accept: tuple[int, ...]
    reject: tuple[int, ...]
    supplier_risk: float
    buyer_risk: float
    units_good: float
    units_bad: float
    method: str = "truncated sequential probability ratio test"

    @property
    def most(self) -> int:
        """The largest number of units that it takes."""
        return len(self.accept)

    def walk(self, rates: Sequence[float]) -> tuple[Floats, Floats]:
        """The chance that a delivery with these shares of errors is taken, and the average number of units."""
        return _walk(np.array(self.accept), np.array(self.reject), np.asarray(rates, dtype=np.float64))

    def decide(self, units: int, errors: int) -> str:
        """What follows from so many errors among the units assessed so far: "take", "send back" or "go on"."""
        if units < 1:
            return "go on"
        place = min(units, self.most) - 1
        if errors <= self.accept[place]:
            return "take"
        return "send back" if errors >= self.reject[place] else "go on"

    def rows(self) -> Sequence[Mapping[str, object]]:
        """The chance of being taken and the average number of units, by the rate of errors."""
        rates = curve_rates(self.asked)
        return [
            {"rate": rate, "taken": float(taken), "n": float(units)}
            for rate, taken, units in zip(rates, *self.walk(rates), strict=True)
        ]

    def __str__(self) -> str:
        """The plan in a sentence."""
        return (
            f"One after the other, {self.most:,} at most: on average {self.units_good:.0f} units where "
            f"{self.asked.good:.3g} are wrong and {self.units_bad:.0f} where {self.asked.bad:.3g} are; a single plan "
            f"takes {self.single.n:,}. Risks {self.supplier_risk:.3f} and {self.buyer_risk:.3f}."
        )


def sequential_plan(*, good: float, alpha: float, bad: float, beta: float, lot: int | None = None) -> SequentialPlan:
    """The sequential plan for a stream of units; rates and risks are shares in 0..1 (see ``Asked``).

    The number of errors at which the last unit decides is the one that keeps both risks best. RequestError for a
    ``lot``: each unit changes what is left of it, which this walk does not follow.
    """
    if lot is not None:
        raise RequestError("lot does not go with a sequential plan.", hint="Leave lot out, or ask for a single plan.")
    asked = Asked(good, alpha, bad, beta)
    single = acceptance_plan(good=good, alpha=alpha, bad=bad, beta=beta)
    accept, reject = _limits(asked, TRUNCATED_AT * single.n)
    rates = np.array([good, bad])
    found = [_ended(accept, reject, last) for last in range(accept[-1], reject[-1])]
    walks = [_walk(*limits, rates) for limits in found]
    over = [max((1 - taken[0]) / alpha, taken[1] / beta) for taken, _ in walks]
    best = int(np.argmin(over))
    (taken, units), limits = walks[best], found[best]
    return SequentialPlan(
        asked=asked,
        single=single,
        accept=tuple(map(int, limits[0])),
        reject=tuple(map(int, limits[1])),
        supplier_risk=float(1 - taken[0]),
        buyer_risk=float(taken[1]),
        units_good=float(units[0]),
        units_bad=float(units[1]),
    )


def _limits(asked: Asked, most: int) -> tuple[Limits, Limits]:
    """Wald's two lines, in whole errors, after each number of units."""
    of_error = math.log(asked.bad / asked.good)
    of_right = math.log((1 - asked.bad) / (1 - asked.good))
    slope = -of_right / (of_error - of_right)
    low = math.log(asked.beta / (1 - asked.alpha)) / (of_error - of_right)
    high = math.log((1 - asked.beta) / asked.alpha) / (of_error - of_right)
    units = np.arange(1, most + 1)
    accept = np.maximum(np.floor(low + slope * units), -1).astype(np.int64)
    return accept, np.ceil(high + slope * units).astype(np.int64)


def _ended(accept: Limits, reject: Limits, last: int) -> tuple[Limits, Limits]:
    """The limits with a decision at the last unit: up to ``last`` errors it is taken."""
    taken, sent = accept.copy(), reject.copy()
    taken[-1], sent[-1] = last, last + 1
    return taken, sent


def _walk(accept: Limits, reject: Limits, rates: Floats) -> tuple[Floats, Floats]:
    """The exact walk: one row per rate of how likely each number of errors is among what is still undecided."""
    width = int(reject.max()) + 1
    errors = np.arange(width)
    state = np.zeros((len(rates), width))
    state[:, 0] = 1
    wrong = rates[:, None]
    taken, units = np.zeros(len(rates)), np.zeros(len(rates))
    for low, high in zip(accept, reject, strict=True):
        units += state.sum(axis=1)
        state[:, 1:], state[:, 0] = state[:, 1:] * (1 - wrong) + state[:, :-1] * wrong, state[:, 0] * (1 - rates)
        taken += state[:, errors <= low].sum(axis=1)
        state[:, (errors <= low) | (errors >= high)] = 0
    return taken, units
