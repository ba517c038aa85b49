"""What is to be measured, and how precisely: shares expected in each stratum, and the intervals that follow.

Not here: how many units go to each stratum (``allocation``, ``joint``). Formulas: docs/methods/designs.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.design.allocation import Counts, Floats
from evenhand.measure.intervals import near_exact
from evenhand.measure.linearised import PRIOR_UNITS


@dataclass(frozen=True)
class Aim:
    """A share that the sample shall measure.

    ``rate`` is what it is expected to be, in 0..1, one for all strata or one for each. ``of`` is the part of the units
    that it speaks about: 1 for accuracy, the share of violating decisions for under-enforcement. ``half_width``, in
    shares, is what its interval shall reach; None where it shall only be as short as can be.
    """

    name: str
    rate: float | Sequence[float]
    of: float | Sequence[float] = 1.0
    half_width: float | None = None

    def __post_init__(self) -> None:
        """RequestError, naming the aim, for a rate, a part or a half-width that is no share."""
        _check(f"rate of {self.name!r}", self.rate, lowest=True)
        _check(f"'of' of {self.name!r}", self.of, lowest=True)
        if self.half_width is not None:
            _check(f"half_width of {self.name!r}", self.half_width, lowest=False)


def _check(what: str, value: ArrayLike, *, lowest: bool) -> None:
    found = np.atleast_1d(np.asarray(value, dtype=float))
    wrong = ~((found >= 0) & (found <= 1)) if lowest else ~((found > 0) & (found < 1))
    if bool(wrong.any()):
        raise RequestError(f"The {what} is {found[wrong][0]:g}.", hint="Give a share: 0.05 for 5 %.")


class Figures:
    """Aims on strata: for any sizes of the strata, the half-width that the interval of each aim would have.

    Arrays have a row per aim and a column per stratum. ``share`` is each aim's expected overall figure; ``spread`` is
    such that its variance is the sum of spread x (1 / size - 1 / population), and what is ``hidden``.
    """

    def __init__(self, population: Counts, aims: Sequence[Aim]) -> None:
        self.population, self.aims = population, tuple(aims)
        self.rate = np.array([_by_stratum(aim.name, "rate", aim.rate, population.size) for aim in aims])
        self.of = np.array([_by_stratum(aim.name, "'of'", aim.of, population.size) for aim in aims])
        part = population / population.sum()
        spoken = (part * self.of).sum(axis=1, keepdims=True)
        if not bool(spoken.all()):
            name = self.aims[int((spoken[:, 0] <= 0).argmax())].name
            raise RequestError(f"The 'of' of {name!r} is 0.", hint="Give the part of the units that it speaks about.")
        overall = (part * self.of * self.rate).sum(axis=1, keepdims=True) / spoken
        squares = self.of * (self.rate * (1 - overall) ** 2 + (1 - self.rate) * overall**2)
        self.share: Floats = overall[:, 0]
        self.spread: Floats = (part / spoken) ** 2 * np.maximum(squares - (self.of * (self.rate - overall)) ** 2, 0.0)
        self._weight_squares = (part / spoken) ** 2 * self.of

    def half_widths(self, sizes: Counts | Floats, level: float) -> Floats:
        """Half the length of each aim's interval, 0 where everything is drawn; every stratum needs a unit."""
        left = 1 / np.asarray(sizes, dtype=np.float64) - 1 / self.population
        flat = self._weight_squares @ left
        variance = self.spread @ left + self.hidden(sizes)
        p = self.share
        known = variance > 0
        n_effective = np.where(known, p * (1 - p) / np.where(known, variance, 1), 1 / np.maximum(flat, 1e-300))
        return _half_width(p, n_effective, self.of @ sizes, level, open_=flat > 1e-15)

    def hidden(self, sizes: Counts | Floats) -> Floats:
        """The variance that the estimate adds, on average, for strata whose units may all turn out alike.

        As ``linearised`` does it: some units at the overall rate are added to those seen. Where the whole sample is
        alike, the interval goes by the plain number of units instead. The search for the best sizes leaves this out,
        since it would move them little.
        """
        n, overall = self.of * sizes, self.share[:, None]
        added = np.clip((n - 1) / 4, 0.0, PRIOR_UNITS)
        total = np.maximum(n + added, 1e-9)
        none, all_ = added * overall / total, (n + added * overall) / total
        spread = _alike(1 - self.rate, n) * none * (1 - none) + _alike(self.rate, n) * all_ * (1 - all_)
        return np.asarray((self._weight_squares * spread) @ (1 / sizes - 1 / self.population))

    def half_widths_by_stratum(self, sizes: Counts, level: float) -> Floats:
        """The same for each aim (row) in each stratum (column) alone; NaN where it speaks about nothing there."""
        n = sizes * self.of
        unseen = np.broadcast_to(1 - sizes / self.population, n.shape)
        n_effective = np.maximum(n, 1e-9) / np.where(unseen > 0, unseen, 1)
        return np.where(n > 0, _half_width(self.rate, n_effective, n, level, open_=(unseen > 0) & (n > 0)), np.nan)


def _alike(rate: Floats, n: Floats) -> Floats:
    """The chance that all units of a stratum have what has this rate, and not all units of all strata."""
    logs = n * np.log(np.maximum(rate, 1e-300))
    return np.asarray(np.exp(logs) - np.exp(logs.sum(axis=1, keepdims=True)))


def around(expected: float, half_width: float | None) -> tuple[float | None, float | None]:
    """The ends of an interval to show, inside 0..1; None where there is no half-width."""
    if half_width is None:
        return None, None
    return max(expected - half_width, 0.0), min(expected + half_width, 1.0)


def checked_aims(aims: Sequence[Aim]) -> tuple[Aim, ...]:
    """At least one, each with a name of its own; RequestError otherwise."""
    names = [aim.name for aim in aims]
    if not names:
        raise RequestError("There is nothing to measure.", hint="Give at least one metric with its expected share.")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RequestError(f"The metric {twice!r} is named twice.", hint="Give each metric a name of its own.")
    return tuple(aims)


def _half_width(p: Floats, n_effective: Floats, n: Floats, level: float, *, open_: ArrayLike) -> Floats:
    safe = np.where(open_, n_effective, 1.0)
    low, high = near_exact(p, safe, level, n=np.maximum(n, 1e-9))
    return np.where(open_, (high - low) / 2, 0.0)


def _by_stratum(name: str, what: str, value: ArrayLike, strata: int) -> Floats:
    found = np.asarray(value, dtype=float)
    if found.ndim and found.shape != (strata,):
        raise RequestError(
            f"The {what} of {name!r} has {found.size} entries for {strata} strata.",
            hint="Give one per stratum, or one for all.",
        )
    return np.broadcast_to(found, (strata,)).astype(np.float64)
