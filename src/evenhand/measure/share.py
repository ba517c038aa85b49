"""The share of a population, and of each of its slices, estimated from a probability sample.

One estimator serves every figure: a weighted ratio, its variance by linearisation within strata, and an interval on
the effective sample size. Not here: drawing the sample (``facts.draw``), planning it (``measure.design``), correcting
for the assessors' own errors. Formulas, source, assumptions: docs/methods/share.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from evenhand.measure.intervals import near_exact
from evenhand.measure.linearised import Moments, moments
from evenhand.measure.result import Estimate, Method, Note
from evenhand.measure.units import Units, checked_slices, checked_units

FEW = 30  # below this many assessments a reader is told to look at the interval


def share(
    *,
    metric: str,
    numerator: ArrayLike,
    denominator: ArrayLike,
    stratum: ArrayLike,
    weight: ArrayLike,
    population_by_stratum: ArrayLike | None = None,
    with_replacement: bool = False,
    level: float = 0.95,
    design: str = "stratified sample",
) -> Estimate:
    """The share of the population that has a property, from its assessed units.

    All arrays have one entry per assessed unit. ``numerator`` and ``denominator`` are 0..1, numerator at most
    denominator: the denominator says whether the unit is spoken about (always 1 for accuracy; 1 for removals only for
    precision). ``stratum`` holds whole numbers from 0; ``weight`` is 1 / inclusion probability.
    ``population_by_stratum[h]`` is the number of units of stratum h; given, the weights are scaled to it, so that units
    which nobody assessed are taken to resemble the others of their stratum, and strata without any assessment are named
    in a warning. ``with_replacement`` says that units were drawn with unequal chances within a stratum: no finite
    population correction is made then.
    Raises RequestError for arrays that do not fit each other.
    Source: Cochran, Sampling Techniques (1977) ch. 5A and 6; Hansen and Hurwitz, Ann. Math. Stat. 14 (1943) 333-362.
    """
    units = checked_units(
        numerator, denominator, stratum, weight, population_by_stratum, with_replacement=with_replacement
    )
    all_together = np.zeros(units.size, dtype=np.int64)
    result = _Figures(metric, level, design, moments(units, all_together, 1)).estimate(0)
    unseen = _unassessed(units)
    if unseen is None or result.estimate is None:
        return result
    return _with_warning(result, unseen)


def shares_by(
    slice_codes: ArrayLike,
    *,
    metric: str,
    numerator: ArrayLike,
    denominator: ArrayLike,
    stratum: ArrayLike,
    weight: ArrayLike,
    slices: int | None = None,
    population_by_stratum: ArrayLike | None = None,
    with_replacement: bool = False,
    level: float = 0.95,
    design: str = "stratified sample",
) -> list[Estimate]:
    """The share in each slice of one column, as ``share`` would give it with the denominator cut to the slice.

    ``slice_codes`` has one whole number per assessed unit: entry k of the result is the slice coded k, and a negative
    code is in no slice. ``slices`` is the number of results (default: largest code + 1). The other arguments, errors
    and sources are those of ``share``. Work grows with the units, not with units times slices.
    """
    units = checked_units(
        numerator, denominator, stratum, weight, population_by_stratum, with_replacement=with_replacement
    )
    codes, count = checked_slices(slice_codes, slices, units.size)
    inside = codes >= 0
    figures = _Figures(metric, level, design, moments(units.only(inside), codes[inside], count))
    return [figures.estimate(k) for k in range(count)]


class _Figures:
    """The finished figures of all slices: limits computed together, estimates handed out one by one."""

    def __init__(self, metric: str, level: float, design: str, found: Moments) -> None:
        self.metric, self.level, self.design, self.found = metric, level, design, found
        self.low, self.high = np.zeros_like(found.share), np.zeros_like(found.share)
        open_ = found.defined & ~found.census
        self.low[open_], self.high[open_] = near_exact(
            found.share[open_], found.n_effective[open_], level, n=found.n[open_], unequal=found.unequal
        )

    def estimate(self, k: int) -> Estimate:
        """The figure of slice k."""
        found = self.found
        if not found.defined[k]:
            return self._undefined(k)
        p, whole = float(found.share[k]), bool(found.census[k])
        return Estimate(
            metric=self.metric,
            estimate=p,
            low=p if whole else float(self.low[k]),
            high=p if whole else float(self.high[k]),
            level=self.level,
            method=Method.CENSUS if whole else Method.NEAR_EXACT,
            n=int(found.n[k]),
            events=round(float(found.events[k])),
            population=float(found.population[k]),
            n_effective=float(found.n[k] if whole else found.n_effective[k]),
            design=self.design,
            warnings=self._warnings(k),
        )

    def _undefined(self, k: int) -> Estimate:
        seen = int(self.found.assessed[k])
        why = Note("no_events", {"n": seen}) if seen else Note("no_assessments")
        return Estimate(
            metric=self.metric,
            estimate=None,
            low=None,
            high=None,
            level=self.level,
            method=Method.NONE,
            n=0,
            events=0,
            population=None,
            n_effective=None,
            design=self.design,
            undefined=why,
        )

    def _warnings(self, k: int) -> tuple[Note, ...]:
        if self.found.census[k]:
            return (Note("census"),)
        n, alone = int(self.found.n[k]), int(self.found.single_strata[k])
        few = (Note("few", {"n": n}),) if n < FEW else ()
        return few + ((Note("one_per_stratum", {"strata": alone}),) if alone else ())


def _unassessed(units: Units) -> Note | None:
    missing = (units.stratum_population > 0) & (units.stratum_size == 0)
    if not bool(missing.any()):
        return None
    population = round(float(units.stratum_population[missing].sum()))
    return Note("unassessed_strata", {"strata": int(missing.sum()), "population": population})


def _with_warning(result: Estimate, note: Note) -> Estimate:
    return replace(result, warnings=(*result.warnings, note))
