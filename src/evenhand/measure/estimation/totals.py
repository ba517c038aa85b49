"""Totals: how many there are in the population, or how much, from a sample with known chances.

Not here: shares (``unequal``, ``measure.share``). Formulas: docs/methods/estimates.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t as student

from evenhand.facts.errors import RequestError
from evenhand.measure.chart import Bar
from evenhand.measure.estimation.asked import Floats, chances_per_unit, numbers_per_unit, refuse
from evenhand.measure.estimation.drawn import spread
from evenhand.measure.estimation.figure import few_or_heavy
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.result import Estimate, Method, Note, Result


@dataclass(frozen=True)
class Total(Result):
    """An amount in the population: ``estimate`` with its interval, and ``se``, its standard error.

    ``se`` is None where the total comes from a share, whose interval is not symmetric. There is no interval, and
    ``se`` is None, where all units contribute alike, so that nothing shows how far they may differ.
    """

    metric: str
    estimate: float
    low: float | None
    high: float | None
    se: float | None
    level: float
    method: Method
    n: int
    design: str
    warnings: tuple[Note, ...] = ()

    def bars(self) -> Sequence[Bar]:
        """The total on a line."""
        return (Bar(self.metric, self.estimate, self.low, self.high, note=f"n {self.n:,}"),)

    def __repr__(self) -> str:
        if self.low is None or self.high is None:
            return f"<{self.metric}: {self.estimate:,.0f}, no interval; n {self.n:,}>"
        return (
            f"<{self.metric}: {self.estimate:,.0f}, {self.level:.0%} interval {self.low:,.0f} to {self.high:,.0f}; "
            f"n {self.n:,}, {self.method}>"
        )


def estimated_total(
    *,
    value: ArrayLike,
    probability: ArrayLike | None = None,
    inclusion_probability: ArrayLike | None = None,
    metric: str = "total",
    level: float = 0.95,
) -> Total:
    """The sum of ``value`` over the population: Hansen and Hurwitz's, or Horvitz and Thompson's, with a t interval.

    ``value`` is 0 or more per unit. Exactly one of the two chances is given: ``probability`` in a single draw with
    replacement, ``inclusion_probability`` for a draw without. The interval leans on many units of like contribution;
    where few carry the total, a warning says so. For events, ``total_of_share`` is surer.
    Raises RequestError that names the field, the unit and the value.
    Sources: Hansen and Hurwitz (1943); Horvitz and Thompson, J. Am. Stat. Assoc. 47 (1952) 663-685; Hajek (1964).
    """
    normal_quantile(level)
    found = numbers_per_unit("value", value)
    refuse("value", found, found < 0, "Give amounts from 0.")
    if (probability is None) == (inclusion_probability is None):
        raise RequestError(
            "Exactly one of probability and inclusion_probability is needed.",
            hint="Give probability for draws with replacement, inclusion_probability for draws without.",
        )
    if probability is not None:
        contribution = found / (found.size * chances_per_unit("probability", probability, found.size))
        left = np.ones_like(found)
    else:
        chance = chances_per_unit("inclusion_probability", inclusion_probability, found.size)  # type: ignore[arg-type]
        contribution, left = found / chance, 1 - chance
    return _with_t(
        contribution, left, least=0.0 if probability is not None else float(found.sum()), metric=metric, level=level
    )


def _with_t(contribution: Floats, left: Floats, *, least: float, metric: str, level: float) -> Total:
    """The sum of the contributions with Student's interval; at least what was seen, where no unit came twice."""
    estimate, se = float(contribution.sum()), float(np.sqrt(spread(contribution, left)))
    whole = not (left > 0).any()
    shown = whole or se > 0
    reach = 0.0 if whole else float(student.ppf((1 + level) / 2, max(contribution.size - 1, 1))) * se
    notes = few_or_heavy(contribution) if shown else (*few_or_heavy(contribution), Note("estimate_no_spread"))
    return Total(
        metric=metric,
        estimate=estimate,
        low=max(estimate - reach, least) if shown else None,
        high=estimate + reach if shown else None,
        se=se if shown else None,
        level=level,
        method=Method.CENSUS if whole else Method.LINEARISED if shown else Method.NONE,
        n=contribution.size,
        design="drawn with known chances",
        warnings=notes,
    )


def total_of_share(share: Estimate, *, metric: str | None = None) -> Total | None:
    """The number of events that a share of a population of known size comes to; None where either is not known."""
    if share.estimate is None or share.low is None or share.high is None or share.population is None:
        return None
    return Total(
        metric=metric or f"{share.metric}, in units",
        estimate=share.estimate * share.population,
        low=share.low * share.population,
        high=share.high * share.population,
        se=None,
        level=share.level,
        method=share.method,
        n=share.n,
        design=share.design,
        warnings=share.warnings,
    )
