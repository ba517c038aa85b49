"""The ratio estimate of every slice and its variance, computed in one pass over the units.

Not here: the interval (``intervals``), the remarks (``share``). Formulas: docs/methods/share.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measure.units import Codes, Flags, Floats, Units, summed

PRIOR_UNITS = 4.0  # what Wilson's interval adds at 95 %: z^2, rounded


@dataclass(frozen=True)
class Moments:
    """Per slice: what was seen, the share, and how certain it is.

    ``assessed`` counts units, ``n`` those in the denominator, ``events`` the raw numerator; ``unequal`` says that
    chances differed within a stratum.
    """

    assessed: Codes
    n: Codes
    events: Floats
    population: Floats
    share: Floats
    n_effective: Floats
    single_strata: Codes
    defined: Flags
    census: Flags
    unequal: bool


def moments(units: Units, slice_of: Codes, slices: int) -> Moments:
    """The moments of all slices; ``slice_of`` is 0..slices-1 per unit."""
    cells = _cells(units, slice_of, slices)
    population = cells.by_slice(cells.weight_below)
    defined = population > 0
    ratio = np.clip(cells.by_slice(cells.weight_above) / np.where(defined, population, 1.0), 0.0, 1.0)
    n = cells.by_slice(cells.n).astype(np.int64)
    variance = cells.by_slice(_cell_variance(units, cells, ratio)) / np.where(defined, population, 1.0) ** 2
    unseen = cells.by_slice(cells.square_below * units.unseen[cells.stratum])
    n_effective = _effective_size(units, cells, ratio, variance, unseen)
    open_strata = ~units.complete[cells.stratum]
    alone = open_strata & (units.stratum_size[cells.stratum] == 1) & (cells.n > 0)
    return Moments(
        assessed=cells.by_slice(cells.units).astype(np.int64),
        n=n,
        events=cells.by_slice(cells.events),
        population=population,
        share=ratio,
        n_effective=n_effective,
        single_strata=cells.by_slice(alone).astype(np.int64),
        defined=defined,
        census=defined & _is_census(units, cells),
        unequal=units.unequal,
    )


@dataclass(frozen=True)
class _Cells:
    """The cells slice x stratum that hold a unit. a = numerator, b = denominator, w = weight of a unit."""

    slice: Codes
    stratum: Codes
    slices: int
    units: Codes
    n: Codes
    events: Floats  # sum a
    below: Floats  # sum b
    weight_above: Floats  # sum wa
    weight_below: Floats  # sum wb
    square_above: Floats  # sum w^2 a^2
    square_cross: Floats  # sum w^2 ab
    square_below: Floats  # sum w^2 b^2
    linear_above: Floats  # sum w^2 a
    linear_below: Floats  # sum w^2 b

    def by_slice(self, values: Floats | Codes | Flags) -> Floats:
        """Sums of a cell's values within each slice."""
        return summed(self.slice, values.astype(np.float64), self.slices)


def _cells(units: Units, slice_of: Codes, slices: int) -> _Cells:
    strata = max(units.stratum_size.size, 1)
    keys, cell = np.unique(slice_of * strata + units.stratum, return_inverse=True)
    above, below, w = units.numerator, units.denominator, units.weight

    def total(values: Floats) -> Floats:
        return summed(cell, values, keys.size)

    return _Cells(
        slice=keys // strata,
        stratum=keys % strata,
        slices=slices,
        units=np.bincount(cell, minlength=keys.size),
        n=np.bincount(cell[below > 0], minlength=keys.size),
        events=total(above),
        below=total(below),
        weight_above=total(w * above),
        weight_below=total(w * below),
        square_above=total(w**2 * above**2),
        square_cross=total(w**2 * above * below),
        square_below=total(w**2 * below**2),
        linear_above=total(w**2 * above),
        linear_below=total(w**2 * below),
    )


def _cell_variance(units: Units, cells: _Cells, ratio: Floats) -> Floats:
    """Each cell's part in the variance of the slice's linearised total, e = a - R b.

    (1 - f) n/(n-1) sum w^2 (e - m)^2 over the stratum's sample, m the weighted mean of e there; units outside the
    slice have e = 0. Cells in which all units have the same outcome add the spread that their rate may well have.
    """
    r, h = ratio[cells.slice], cells.stratum
    size, population = units.stratum_size[h], units.stratum_population[h]
    mean = (cells.weight_above - r * cells.weight_below) / population
    squares = cells.square_above - 2 * r * cells.square_cross + r**2 * cells.square_below
    cross = cells.linear_above - r * cells.linear_below
    spread = np.maximum(squares - 2 * mean * cross + mean**2 * units.stratum_square[h], 0.0)
    spread = np.where(size > 1, spread, 0.0) + cells.square_below * _hidden_spread(units, cells)
    return units.unseen[h] * spread * size / np.maximum(size - 1, 1)


def _hidden_spread(units: Units, cells: _Cells) -> Floats:
    """The spread q(1-q) taken for a cell whose units all agree; 0 for the others.

    q is the cell's rate after adding units at the slice's rate: a quarter as many as were seen, at most four. A
    stratum with a single assessment has the slice's rate itself.
    """
    sample_rate = (cells.by_slice(cells.events) + 0.5) / (cells.by_slice(cells.below) + 1)
    pooled = sample_rate[cells.slice]
    added = np.minimum(np.maximum(cells.n - 1, 0) / 4, PRIOR_UNITS)
    rate = (cells.events + added * pooled) / np.maximum(cells.below + added, 1e-9)
    rate = np.where(units.stratum_size[cells.stratum] == 1, pooled, rate)
    agree = (cells.n > 0) & ((cells.events <= 0) | (cells.events >= cells.below))
    return np.where(agree, rate * (1 - rate), 0.0)


def _effective_size(units: Units, cells: _Cells, ratio: Floats, variance: Floats, unseen: Floats) -> Floats:
    """The size of the simple random sample from an endless population that would be as certain as each slice.

    p(1-p)/variance, made exact for simple random samples of any domain by n / (n - mean share of the stratum's
    sample that the slice fills). At p = 0 or 1 that says nothing, and Kish's (sum w)^2 / sum w^2 stands in.
    """
    n = np.maximum(cells.by_slice(cells.n), 1.0)
    square = np.maximum(cells.by_slice(cells.square_below), 1e-300)
    left = np.clip(unseen / square, 1e-9, 1.0)  # weighted share of the slice's population not yet seen
    filled = cells.by_slice(cells.n * cells.n / np.maximum(units.stratum_size[cells.stratum], 1)) / n
    kish = cells.by_slice(cells.weight_below) ** 2 / square / left
    certain = (ratio <= 0) | (ratio >= 1) | (variance <= 0)
    plug_in = ratio * (1 - ratio) / np.where(certain, 1.0, variance) * n / np.maximum(n - filled, 0.5)
    return np.maximum(np.where(certain, kish, plug_in), 1e-6)


def _is_census(units: Units, cells: _Cells) -> Flags:
    """Whether nothing of the slice can be unseen: the sample is complete, or the slice fills complete strata alone."""
    if bool(units.complete.all()):
        return np.ones(cells.slices, dtype=np.bool_)
    own = units.complete[cells.stratum] & (cells.units == units.stratum_size[cells.stratum])
    return np.equal(cells.by_slice(~own), 0.0)
