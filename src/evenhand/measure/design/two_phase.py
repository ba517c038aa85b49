"""Two phases: cheap labels for many units, and expert labels for some of each cheap label.

Formulas and sources: docs/methods/designs.md. Not here: estimating from both phases (``estimation``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenhand.facts.errors import RequestError
from evenhand.measure.chart import Bar
from evenhand.measure.design.aims import Aim, Figures, around
from evenhand.measure.design.allocation import Counts, Floats, checked_rates
from evenhand.measure.design.drawing import FIRST_PHASE, SECOND_PHASE, DrawnUnits, coded_strata, within_strata
from evenhand.measure.design.stratified import FLOOR, checked_items, id_order
from evenhand.measure.intervals import near_exact, normal_quantile
from evenhand.measure.result import Note, Result

_TRIED = 160  # ratios of the second phase to the first that are tried, twice: everywhere, then around the best
_HALVINGS = 60


@dataclass(frozen=True, eq=False)
class TwoPhaseDesign(Result):
    """``first`` units at random get the cheap label; of those with label h, the part ``kept[h]`` gets an expert's.

    ``second`` are the expert labels to expect of each, ``cost`` what both phases come to in the unit of the costs.
    ``half_width``, in shares, is that of the double expansion estimate. ``single_n`` expert labels would cost as much
    without a first phase, and have ``single_half_width``.
    """

    strata: tuple[str, ...]
    shares: Floats
    rates: Floats
    population: int
    first: int
    second: Counts
    kept: Floats
    first_cost: float
    second_cost: float
    cost: float
    expected: float
    half_width: float
    n_effective: float
    single_n: int
    single_half_width: float
    floor: int
    level: float
    method: str = "two-phase sample"
    notes: tuple[Note, ...] = ()

    @property
    def n(self) -> int:
        """The expert labels to expect."""
        return int(self.second.sum())

    def draw_first(self, *, seed: int, item: ArrayLike | None = None) -> DrawnUnits:
        """The units for the cheap label; ``item`` holds the ids of the population, whose order then does not matter."""
        ids = None if item is None else checked_items(item, self.population)
        everyone = np.zeros(self.population, dtype=np.int64)
        index, chance = within_strata(
            everyone, np.array([self.first]), seed=seed, order=id_order(ids), stream=FIRST_PHASE
        )
        drawn = DrawnUnits(
            index=index,
            probability=chance,
            weight=1 / chance,
            stratum=everyone[: index.size],
            population=self.population,
            with_replacement=False,
            seed=seed,
            design=f"{self.method}, first phase",
        )
        return drawn if ids is None else drawn.named(ids)

    def draw_second(self, first: DrawnUnits, stratum: ArrayLike, *, seed: int) -> DrawnUnits:
        """The units for the expert's label; ``stratum`` is the cheap label of each unit of ``first``, in its order.

        Chances and weights are those of both phases together. RequestError for a label that the design does not know.
        """
        codes = coded_strata(stratum, self.strata)
        if codes.size != first.n:
            raise RequestError(f"stratum has {codes.size} entries for {first.n} units.", hint="Give one per unit.")
        held = np.bincount(codes, minlength=len(self.strata))
        sizes = np.minimum(np.maximum(np.rint(self.kept * held).astype(np.int64), self.floor), held)
        by_place = np.argsort(first.index, kind="stable")
        rows, chance = within_strata(codes, sizes, seed=seed, order=by_place, stream=SECOND_PHASE)
        both = chance * first.probability[rows]
        return DrawnUnits(
            index=first.index[rows],
            probability=both,
            weight=1 / both,
            stratum=codes[rows],
            population=self.population,
            with_replacement=False,
            seed=seed,
            design=f"{self.method}, second phase",
            item=None if first.item is None else tuple(first.item[row] for row in rows),
        )

    def to_dict(self) -> dict[str, object]:
        """The design as JSON-ready values, the expert labels in all among them."""
        return {"n": self.n, **super().to_dict()}

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per cheap label: its part, the rate to expect, and how many of it get the expert's label."""
        columns = zip(self.strata, self.shares, self.rates, self.kept, self.second, strict=True)
        return [
            {
                "stratum": name,
                "share": float(share),
                "rate": float(rate),
                "first": self.first * float(share),
                "kept": float(kept),
                "second": int(second),
            }
            for name, share, rate, kept, second in columns
        ]

    def bars(self) -> Sequence[Bar]:
        """The interval to expect, beside that of one phase for the same cost."""
        return [
            Bar(name, self.expected, *around(self.expected, width), note=f"n {n:,}")
            for name, width, n in (
                ("two phases", self.half_width, self.n),
                ("one phase", self.single_half_width, self.single_n),
            )
        ]

    def __str__(self) -> str:
        """The design in a sentence."""
        return (
            f"{self.first:,} cheap labels, {self.n:,} expert labels of these: {self.expected:.2%} "
            f"±{self.half_width:.2%}; {self.single_n:,} expert labels for the same cost ±{self.single_half_width:.2%}."
        )


@dataclass(frozen=True)
class _Phases:
    """What is known beforehand; every method takes and gives one entry or row per ratio that is tried."""

    shares: Floats
    rates: Floats
    population: int
    first_cost: float
    second_cost: float
    floor: int

    @property
    def expected(self) -> float:
        return float(self.shares @ self.rates)

    @property
    def spread(self) -> Floats:
        """The standard deviation in each stratum; a rate of 0 or 1 is not believed to the end."""
        return np.asarray(np.sqrt(np.maximum(self.rates * (1 - self.rates), 1e-6)))

    def second(self, ratio: Floats, first: Floats) -> Floats:
        """The expert labels of each stratum: first x share x ratio x spread, between the floor and all."""
        held = first[:, None] * self.shares
        return np.clip(ratio[:, None] * self.spread * held, np.minimum(self.floor, held), held)

    def cost(self, ratio: Floats, first: Floats) -> Floats:
        return np.asarray(self.first_cost * first + self.second_cost * self.second(ratio, first).sum(axis=1))

    def first(self, ratio: Floats, budget: float) -> Floats:
        """The largest first phase that the budget allows."""
        low, high = np.zeros(ratio.size), np.full(ratio.size, float(self.population))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            fits = self.cost(ratio, middle) <= budget
            low, high = np.where(fits, middle, low), np.where(fits, high, middle)
        return low

    def variance(self, first: Floats, second: Floats) -> Floats:
        """Of the double expansion estimate: the first phase as if all were labelled, and what the second leaves."""
        held = np.maximum(first[:, None] * self.shares, 1e-12)
        left = 1 / np.maximum(second, 1e-12) - 1 / held
        within = (self.shares**2 * self.rates * (1 - self.rates) * np.maximum(left, 0)).sum(axis=1)
        between = self.expected * (1 - self.expected) * (1 / np.maximum(first, 1e-12) - 1 / self.population)
        return np.asarray(between + within)


def two_phase_design(
    shares: ArrayLike,
    rates: ArrayLike,
    *,
    population: int,
    first_cost: float,
    second_cost: float,
    budget: float | None = None,
    half_width: float | None = None,
    strata: Sequence[str] | None = None,
    floor: int = FLOOR,
    level: float = 0.95,
) -> TwoPhaseDesign:
    """How many cheap and how many expert labels: the shortest interval for a budget, or the cheapest half-width.

    ``shares`` are the parts of the population that get each cheap label (strata), in any unit; ``rates`` the shares of
    events expected in each. Costs are per unit of each phase, ``budget`` in the same unit. Each stratum gets ``floor``
    expert labels or all it has. Raises RequestError, with the field and the value, for what does not fit or cannot be
    paid. Sources: Neyman, J. Am. Stat. Assoc. 33 (1938) 101-116; Rao, Biometrika 60 (1973) 125-133.
    """
    asked = _asked(shares, rates, population, first_cost, second_cost, floor)
    normal_quantile(level)
    names = tuple(map(str, strata)) if strata is not None else tuple(str(one) for one in range(asked.shares.size))
    if len(set(names)) != asked.shares.size:
        raise RequestError(
            f"strata names {len(set(names))} for {asked.shares.size} shares.", hint="Give each a name of its own."
        )
    if (budget is None) == (half_width is None):
        raise RequestError(f"budget is {budget} and half_width is {half_width}.", hint="Give one of them.")
    paid = _budget(asked, half_width, level) if budget is None else budget
    first, second = _best(asked, paid)
    return _design(asked, names, first, second, level, paid)


def _best(asked: _Phases, budget: float) -> tuple[int, Counts]:
    """The sizes of both phases with the least variance that the budget pays, in whole units."""
    least = asked.first_cost * 2 + asked.second_cost * asked.shares.size
    if not (math.isfinite(budget) and budget >= least):
        raise RequestError(
            f"budget is {budget}, and costs are {asked.first_cost} and {asked.second_cost}.",
            hint=f"Give {least:g} or more, which pays one expert label of each of {asked.shares.size} strata.",
        )
    low, high = -4.0, math.log10(1 / float(asked.spread.min()))
    for _ in range(2):
        ratios = np.logspace(low, high, _TRIED)
        first = asked.first(ratios, budget)
        best = int(np.argmin(asked.variance(first, asked.second(ratios, first))))
        step = (high - low) / (_TRIED - 1)
        low, high = math.log10(ratios[best]) - step, math.log10(ratios[best]) + step
    size = max(math.floor(first[best] + 1e-6), 1)
    real = asked.second(ratios[best : best + 1], np.array([float(size)]))[0]
    return size, np.maximum(np.floor(real + 1e-9), 1).astype(np.int64)


def _budget(asked: _Phases, target: float | None, level: float) -> float:
    """The smallest budget whose design is expected within the half-width, to a thousandth."""
    if target is None or not 0 < target < 1:
        raise RequestError(f"half_width is {target}.", hint="Give a share between 0 and 1, for example 0.01.")
    low = asked.first_cost * 2 + asked.second_cost * asked.shares.size
    high = max((asked.first_cost + asked.second_cost) * asked.population, low)
    while high - low > 1e-3 * low:
        middle = math.sqrt(low * high)
        first, second = _best(asked, middle)
        reached = _half_width(asked, *_certainty(asked, first, second), level) <= target
        low, high = (low, middle) if reached else (middle, high)
    return high


def _certainty(asked: _Phases, first: int, second: Counts) -> tuple[float, int]:
    """The effective size, and the expert labels."""
    variance = float(asked.variance(np.array([float(first)]), second[None, :].astype(np.float64))[0])
    p, n = asked.expected, int(second.sum())
    return (p * (1 - p) / variance if variance > 0 and 0 < p < 1 else float(n)), n


def _half_width(asked: _Phases, n_effective: float, n: int, level: float) -> float:
    low, high = near_exact(asked.expected, n_effective, level, n=n)
    return float(high - low) / 2


def _design(
    asked: _Phases, names: tuple[str, ...], first: int, second: Counts, level: float, budget: float
) -> TwoPhaseDesign:
    n_effective, n = _certainty(asked, first, second)
    single = min(max(math.floor(budget / asked.second_cost), 1), asked.population)
    one_phase = Figures(np.array([asked.population]), [Aim("share", asked.expected)])
    found, single_width = (
        _half_width(asked, n_effective, n, level),
        float(one_phase.half_widths(np.array([single]), level)[0]),
    )
    held = np.maximum(first * asked.shares, 1e-12)
    return TwoPhaseDesign(
        strata=names,
        shares=asked.shares,
        rates=asked.rates,
        population=asked.population,
        first=first,
        second=second,
        kept=np.minimum(second / held, 1.0),
        first_cost=asked.first_cost,
        second_cost=asked.second_cost,
        cost=first * asked.first_cost + n * asked.second_cost,
        expected=asked.expected,
        half_width=found,
        n_effective=n_effective,
        single_n=single,
        single_half_width=single_width,
        floor=asked.floor,
        level=level,
        notes=(Note("design_one_phase"),) if found >= single_width else (),
    )


def _asked(
    shares: ArrayLike, rates: ArrayLike, population: int, first_cost: float, second_cost: float, floor: int
) -> _Phases:
    parts: NDArray[np.float64] = np.asarray(shares, dtype=float)
    if parts.ndim != 1 or not bool(np.all(np.isfinite(parts) & (parts > 0))):
        raise RequestError("shares holds a value not above 0.", hint="Give the part of each cheap label, above 0.")
    for name, cost in (("first_cost", first_cost), ("second_cost", second_cost)):
        if not (math.isfinite(cost) and cost > 0):
            raise RequestError(f"{name} is {cost}.", hint="Give what a unit of that phase costs, above 0.")
    if population < 2:
        raise RequestError(f"population is {population}.", hint="Give the number of units, 2 or more.")
    if floor < 1:
        raise RequestError(f"floor is {floor}.", hint="Give 1 or more: each cheap label needs an expert's look.")
    checked = checked_rates(rates, parts.astype(np.int64))
    return _Phases(parts / parts.sum(), checked, population, float(first_cost), float(second_cost), floor)
