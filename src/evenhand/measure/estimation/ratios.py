"""The ratio of two estimated totals, which need not be a share: overturned decisions per appeal, errors per hour.

Not here: shares of a population, whose numerator is part of the denominator (``measure.share`` has the better
interval). Formulas: docs/methods/ratios.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t as student

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.chart import Bar
from evenhand.measure.estimation.asked import Floats, numbers_per_unit, refuse, sizes_per_unit
from evenhand.measure.estimation.totals import Total
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.result import Method, Note, Result
from evenhand.measure.share import FEW
from evenhand.measure.units import Codes, summed

METHODS = (Method.FIELLER, Method.LINEARISED)


@dataclass(frozen=True)
class Quotient(Result):
    """A ratio of two totals; ``estimate``, ``low`` and ``high`` are None where it is undefined, and that says why."""

    metric: str
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    method: Method
    n: int
    numerator: float
    denominator: float
    design: str
    undefined: Note | None = None
    warnings: tuple[Note, ...] = ()

    def bars(self) -> Sequence[Bar]:
        """The ratio on a line."""
        return (Bar(self.metric, self.estimate, self.low, self.high, note=f"n {self.n:,}"),)

    def __repr__(self) -> str:
        if self.estimate is None:
            return f"<{self.metric}: undefined ({self.undefined.text if self.undefined else 'no data'})>"
        if self.low is None or self.high is None:
            why = f"no interval ({self.undefined.text})" if self.undefined else "no interval"
            return f"<{self.metric}: {self.estimate:.3g}, {why}; n {self.n:,}>"
        return (
            f"<{self.metric}: {self.estimate:.3g}, {self.level:.0%} interval {self.low:.3g} to {self.high:.3g}; "
            f"n {self.n:,}, {self.method}>"
        )


def ratio_of_totals(
    *,
    numerator: ArrayLike,
    denominator: ArrayLike,
    weight: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
    population_by_stratum: ArrayLike | None = None,
    method: Method | str = Method.FIELLER,
    metric: str = "ratio",
    level: float = 0.95,
) -> Quotient:
    """The ratio of two totals measured on the same units, which were drawn in strata.

    One entry per unit: ``numerator`` and ``denominator`` are 0 or more, ``weight`` is 1 / the chance of being drawn (1
    when left out), ``stratum`` whole numbers from 0. ``population_by_stratum`` is each stratum's number of units; where
    it is given, units not drawn alone add to the variance. ``method`` is "fieller" (keeps its promise also when the
    denominator is not sure) or "linearised". A Fieller set without ends is undefined, and says so.
    Raises RequestError that names the field, the unit and the value.
    Sources: Cochran, Sampling Techniques (1977) 6.2-6.11; Fieller, J. R. Stat. Soc. B 16 (1954) 175-185.
    """
    normal_quantile(level)
    chosen = _method(method)
    top = numbers_per_unit("numerator", numerator)
    bottom = numbers_per_unit("denominator", denominator, top.size)
    refuse("numerator", top, top < 0, "Give amounts from 0.")
    refuse("denominator", bottom, bottom < 0, "Give amounts from 0.")
    heavy = np.ones_like(top) if weight is None else sizes_per_unit("weight", weight, top.size)
    strata = np.zeros(top.size, np.int64) if stratum is None else _codes(stratum, top.size)
    left = _left(strata, population_by_stratum)
    pair = _Pair(heavy * top, heavy * bottom, strata, left)
    return _quotient(pair.spreads(), chosen, metric, level, "one sample, both totals on the same units")


def ratio_of_two_totals(
    numerator: Total, denominator: Total, *, metric: str = "ratio", level: float = 0.95
) -> Quotient:
    """The ratio of two totals from samples that have nothing to do with each other, by Fieller.

    Raises RequestError for totals that came from a share, which carry no standard error.
    """
    for name, one in (("numerator", numerator), ("denominator", denominator)):
        if one.se is None:
            raise RequestError(f"{name} carries no standard error.", hint="Give one that measure.estimated_total made.")
    spreads = _Spreads(
        top=numerator.estimate,
        bottom=denominator.estimate,
        top_variance=float(numerator.se or 0) ** 2,
        cross=0.0,
        bottom_variance=float(denominator.se or 0) ** 2,
        degrees=min(numerator.n, denominator.n) - 1,
        n=numerator.n + denominator.n,
        alone=0,
    )
    return _quotient(spreads, Method.FIELLER, metric, level, "two samples drawn apart")


@dataclass(frozen=True)
class _Spreads:
    """Two totals, their variances and covariance.

    ``alone`` counts strata with one unit, which show no spread; ``whole`` says that every unit was drawn.
    """

    top: float
    bottom: float
    top_variance: float
    cross: float
    bottom_variance: float
    degrees: int
    n: int
    alone: int
    whole: bool = False


@dataclass(frozen=True, eq=False)
class _Pair:
    top: Floats
    bottom: Floats
    stratum: Codes
    left: Floats

    def spreads(self) -> _Spreads:
        """Both totals with their joint spread, sum over strata of (1 - f) n/(n-1) sum of squared deviations."""
        size = np.bincount(self.stratum, minlength=self.left.size)
        used = int(np.count_nonzero(size))
        scale = self.left * size / np.maximum(size - 1, 1)
        top, bottom = self._centred(self.top, size), self._centred(self.bottom, size)

        def joint(one: Floats, other: Floats) -> float:
            return float((scale * summed(self.stratum, one * other, self.left.size)).sum())

        return _Spreads(
            top=float(self.top.sum()),
            bottom=float(self.bottom.sum()),
            top_variance=joint(top, top),
            cross=joint(top, bottom),
            bottom_variance=joint(bottom, bottom),
            degrees=self.top.size - used,
            n=self.top.size,
            alone=int(np.count_nonzero((size == 1) & (self.left > 0))),
            whole=not (self.left > 0).any(),
        )

    def _centred(self, values: Floats, size: Codes) -> Floats:
        return values - (summed(self.stratum, values, size.size) / np.maximum(size, 1))[self.stratum]


def _quotient(spreads: _Spreads, method: Method, metric: str, level: float, design: str) -> Quotient:
    few = (Note("few", {"n": spreads.n}),) if spreads.n < FEW else ()
    alone = (Note("one_per_stratum", {"strata": spreads.alone}),) if spreads.alone else ()
    estimate, limits, undefined = None, None, None
    if spreads.bottom <= 0:
        undefined = Note("ratio_no_denominator")
    else:
        estimate = spreads.top / spreads.bottom
        limits = _limits(spreads, method, level)
        if limits is not None and limits[1] - limits[0] <= 1e-12 * limits[1] and not spreads.whole:
            limits, undefined = None, Note("estimate_no_spread")
        elif limits is None:
            undefined = Note("ratio_unbounded", {"level": f"{level:.0%}"})
    return Quotient(
        metric=metric,
        estimate=estimate,
        low=None if limits is None else limits[0],
        high=None if limits is None else limits[1],
        level=level,
        method=method if limits is not None else Method.NONE,
        n=spreads.n,
        numerator=spreads.top,
        denominator=spreads.bottom,
        design=design,
        undefined=undefined,
        warnings=(*few, *alone),
    )


def _limits(spreads: _Spreads, method: Method, level: float) -> tuple[float, float] | None:
    """The ends of the interval, at least 0; None where Fieller's set has none."""
    ratio = spreads.top / spreads.bottom
    if spreads.degrees < 1:
        return ratio, ratio
    quantile = float(student.ppf((1 + level) / 2, spreads.degrees))
    if method is Method.LINEARISED:
        variance = spreads.top_variance - 2 * ratio * spreads.cross + ratio**2 * spreads.bottom_variance
        reach = quantile * math.sqrt(max(variance, 0.0)) / spreads.bottom
        return max(ratio - reach, 0.0), ratio + reach
    square = spreads.bottom**2 - quantile**2 * spreads.bottom_variance
    middle = spreads.top * spreads.bottom - quantile**2 * spreads.cross
    last = spreads.top**2 - quantile**2 * spreads.top_variance
    if square <= 0:
        return None
    reach = math.sqrt(max(middle**2 - square * last, 0.0))
    return max((middle - reach) / square, 0.0), (middle + reach) / square


def _method(given: Method | str) -> Method:
    if given not in METHODS:
        raise RequestError(f"method is {given!r}.", hint=f"Give one of {listed([str(one) for one in METHODS])}.")
    return Method(given)


def _codes(given: ArrayLike, size: int) -> Codes:
    found = numbers_per_unit("stratum", given, size)
    refuse("stratum", found, (found < 0) | (found != np.floor(found)), "Code strata as whole numbers from 0.")
    return found.astype(np.int64)


def _left(strata: Codes, population: ArrayLike | None) -> Floats:
    """The share of each stratum that was not drawn; 1 where its size is not known."""
    count = int(strata.max()) + 1
    size = np.bincount(strata, minlength=count)
    if population is None:
        return np.ones(count)
    found = numbers_per_unit("population_by_stratum", population)
    if found.size < count:
        raise RequestError(
            f"population_by_stratum has {found.size} entries, but stratum holds {count - 1}.",
            hint="Give one number of units per stratum code, from 0.",
        )
    refuse("population_by_stratum", found[:count], found[:count] < size, "Give at least the units that were drawn.")
    return 1 - size / np.maximum(found[:count], 1)
