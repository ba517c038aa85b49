"""A share corrected for assessors who err: Rogan and Gladen's estimate, with all that is not known of their errors.

Formula, measured coverage and rivals: docs/methods/imperfect-assessors.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evenhand.facts.errors import RequestError
from evenhand.measure.chart import Bar
from evenhand.measure.intervals import near_exact, normal_quantile
from evenhand.measure.result import Estimate, Method, Note, Result
from evenhand.measure.share import FEW

_HALVINGS = 50


@dataclass(frozen=True)
class Corrected(Result):
    """The share that would be found by assessors who do not err.

    ``apparent`` is the share as assessed. ``sensitivity`` is the share of true events that assessors call so,
    ``specificity`` that of the others that they do not; both come from items of known truth.
    """

    metric: str
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    method: Method
    n: int
    apparent: Estimate
    sensitivity: Estimate
    specificity: Estimate
    design: str
    undefined: Note | None = None
    warnings: tuple[Note, ...] = ()

    def bars(self) -> Sequence[Bar]:
        """The share as assessed, and corrected."""
        return (
            *self.apparent.bars(),
            Bar(f"{self.metric}, corrected", self.estimate, self.low, self.high, note=f"n {self.n:,}"),
        )

    def __repr__(self) -> str:
        if self.estimate is None or self.low is None or self.high is None:
            return f"<{self.metric}, corrected: undefined ({self.undefined.text if self.undefined else 'no data'})>"
        return (
            f"<{self.metric}, corrected: {self.estimate:.1%}, {self.level:.0%} interval {self.low:.1%} to "
            f"{self.high:.1%}; n {self.n:,}, {self.method}>"
        )


def corrected_share(
    apparent: Estimate, *, sensitivity: tuple[int, int], specificity: tuple[int, int], metric: str | None = None
) -> Corrected:
    """The share behind the ``apparent`` one, given how often assessors were right on items of known truth.

    ``sensitivity`` is (called so, of so many true events), ``specificity`` (not called so, of so many others). A value
    outside 0..1 is set to the end that it passed. Undefined, with the reason, where assessors do not tell events from
    others, and where the share as assessed does not go with their errors. The items of known truth resemble those of
    the population, and are others than those of the sample.
    Raises RequestError for counts that are no part of each other.
    Sources: Rogan and Gladen, Am. J. Epidemiol. 107 (1978) 71-76; the interval inverts MOVER: Zou and Donner,
    Statistics in Medicine 27 (2008) 1693-1702.
    """
    normal_quantile(apparent.level)
    seen = _rate("sensitivity", sensitivity, apparent.level)
    spared = _rate("specificity", specificity, apparent.level)
    name = metric or apparent.metric
    return _Inverted(apparent, seen, spared).result(name)


@dataclass(frozen=True)
class _Inverted:
    """The shares p for which q - p se - (1-p)(1-sp) may be 0, by the limits of its three parts."""

    apparent: Estimate
    seen: Estimate
    spared: Estimate

    def result(self, name: str) -> Corrected:
        """The figure, or why there is none."""
        if self.apparent.estimate is None:
            return self._undefined(name, self.apparent.undefined or Note("no_assessments"))
        told = _value(self.seen) + _value(self.spared) - 1
        if told <= 0:
            rates = {"sensitivity": f"{_value(self.seen):.1%}", "specificity": f"{_value(self.spared):.1%}"}
            return self._undefined(name, Note("corrected_no_better_than_chance", rates))
        raw = (_value(self.apparent) + _value(self.spared) - 1) / told
        share = min(max(raw, 0.0), 1.0)
        if self.highest(0.0) < 0 or self.lowest(1.0) > 0:
            shown = {"apparent": f"{_value(self.apparent):.1%}"}
            return self._undefined(name, Note("corrected_does_not_go_together", shown))
        low = 0.0 if self.lowest(0.0) <= 0 else _crossing(self.lowest, outside=0.0, inside=share)
        high = 1.0 if self.highest(1.0) >= 0 else _crossing(lambda p: -self.highest(p), outside=1.0, inside=share)
        return self._told(name, (share, low, high), None, self._remarks(raw))

    def lowest(self, share: float) -> float:
        """The lower limit of q - p se - (1-p)(1-sp) at a share p."""
        apart = math.hypot(_down(self.apparent), share * _up(self.seen), (1 - share) * _down(self.spared))
        return self._difference(share) - apart

    def highest(self, share: float) -> float:
        """The upper limit."""
        apart = math.hypot(_up(self.apparent), share * _down(self.seen), (1 - share) * _up(self.spared))
        return self._difference(share) + apart

    def _difference(self, share: float) -> float:
        return _value(self.apparent) - share * _value(self.seen) - (1 - share) * (1 - _value(self.spared))

    def _remarks(self, raw: float) -> tuple[Note, ...]:
        notes = list(self.apparent.warnings)
        if raw < 0 or raw > 1:
            notes.append(Note("corrected_clipped", {"raw": f"{raw:.2%}", "end": "0 %" if raw < 0 else "100 %"}))
        least = _value(self.seen) + _value(self.spared) - 1 - math.hypot(_down(self.seen), _down(self.spared))
        if least <= 0:
            notes.append(Note("corrected_hardly_better_than_chance"))
        if min(self.seen.n, self.spared.n) < FEW:
            notes.append(Note("corrected_little_gold", {"events": self.seen.n, "others": self.spared.n}))
        return tuple(notes)

    def _undefined(self, name: str, why: Note) -> Corrected:
        return self._told(name, None, why, ())

    def _told(
        self, name: str, found: tuple[float, float, float] | None, why: Note | None, notes: tuple[Note, ...]
    ) -> Corrected:
        share, low, high = found if found is not None else (None, None, None)
        return Corrected(
            metric=name,
            estimate=share,
            low=low,
            high=high,
            level=self.apparent.level,
            method=Method.MOVER if found is not None else Method.NONE,
            n=self.apparent.n,
            apparent=self.apparent,
            sensitivity=self.seen,
            specificity=self.spared,
            design=f"{self.apparent.design}; corrected for the assessors' errors",
            undefined=why,
            warnings=notes,
        )


def _crossing(above: Callable[[float], float], *, outside: float, inside: float) -> float:
    """Where a function that is above 0 outside, and not inside, comes down to 0."""
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if above(middle) > 0 else (outside, middle)
    return inside


def _rate(name: str, counts: tuple[int, int], level: float) -> Estimate:
    right, of = counts
    if not (of >= 1 and 0 <= right <= of and float(right).is_integer() and float(of).is_integer()):
        raise RequestError(
            f"{name} is {right} of {of}.", hint="Give how often assessors were right, and of how many: (45, 50)."
        )
    low, high = near_exact(right / of, of, level)
    return Estimate(
        metric=name,
        estimate=right / of,
        low=float(low),
        high=float(high),
        level=level,
        method=Method.NEAR_EXACT,
        n=int(of),
        events=int(right),
        population=None,
        n_effective=float(of),
        design="items of known truth",
    )


def _value(one: Estimate) -> float:
    return float(one.estimate or 0.0)


def _down(one: Estimate) -> float:
    """How far the lower limit lies below."""
    return _value(one) - float(one.low or 0.0)


def _up(one: Estimate) -> float:
    """How far the upper limit lies above."""
    return float(one.high if one.high is not None else 1.0) - _value(one)
