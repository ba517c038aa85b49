"""What is asked of a chart, checked before anything is computed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import did_you_mean, listed
from evenhand.measure.discoveries import Discovery
from evenhand.measure.drift.family import ChartKind
from evenhand.measure.drift.reading import Daily
from evenhand.measure.drift.spread import ChartSpread
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.units import Codes, Flags

LEAST_REFERENCE = 8
LONGEST = 180  # days of a reference that nobody stated
Named = TypeVar("Named", bound=StrEnum)


class ChartRule(StrEnum):
    """What rings: sums that remember (for lasting drifts), an average that forgets, or the limits of a day alone."""

    CUSUM = "cusum"
    EWMA = "ewma"
    LIMITS = "limits"


class ChartDirection(StrEnum):
    """Which way is looked."""

    BOTH = "both"
    UP = "up"
    DOWN = "down"

    @property
    def sides(self) -> tuple[int, ...]:
        """1 for up, -1 for down."""
        return {ChartDirection.BOTH: (1, -1), ChartDirection.UP: (1,), ChartDirection.DOWN: (-1,)}[self]


@dataclass(frozen=True)
class Asked:
    """The settings of ``drift``, as its docstring has them."""

    kind: ChartKind
    spread: ChartSpread
    rule: ChartRule
    direction: ChartDirection
    discovery: Discovery
    false_alarms: float
    shift: float | None
    reference: int | date | None
    weekdays: bool
    horizon: int | None
    fdr: float
    level: float

    def __post_init__(self) -> None:
        """RequestError, naming the setting, for numbers that make no chart."""
        normal_quantile(self.level)
        self._between("false_alarms", self.false_alarms, 0.1, "Give alarms a day while all is well, as 0.003.")
        self._between("fdr", self.fdr, 1, "Give the share of claimed series that may be wrong, as 0.1.")
        if self.shift is not None:
            top = 0.5 if self.kind is ChartKind.SHARE else math.inf
            self._between("shift", self.shift, top, "Write a shift of 1.2 points as 0.012.")
        if isinstance(self.reference, int) and self.reference < LEAST_REFERENCE:
            raise RequestError(f"reference is {self.reference}.", hint=f"Give {LEAST_REFERENCE} days or more.")
        if self.horizon is not None and self.horizon < 1:
            raise RequestError(f"horizon is {self.horizon}.", hint="Give the days that will be watched, 1 or more.")

    @staticmethod
    def _between(name: str, value: float, top: float, hint: str) -> None:
        if not (math.isfinite(value) and 0 < value < top):
            raise RequestError(f"{name} is {value}.", hint=hint)


def named(kind: type[Named], name: str, value: str) -> Named:
    """The member of a closed set, or RequestError with the set."""
    try:
        return kind(value)
    except ValueError:
        known = [str(one) for one in kind]
        hint = f"{did_you_mean(str(value), known)}Give one of {listed(known)}."
        raise RequestError(f"{name} is {value!r}.", hint=hint) from None


def reference_until(value: int | str | date | None) -> int | date | None:
    """A number of days, or the last day, also where it is given as text."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip()) if "-" in value else int(value)
        except ValueError:
            hint = "Give a number of days, or the last day as 2026-03-31."
            raise RequestError(f"reference is {value!r}.", hint=hint) from None
    return value.date() if isinstance(value, datetime) else value


def reference_days(daily: Daily, asked: Asked) -> Flags:
    """Which entries are the reference of their series."""
    held = daily.n > 0
    if isinstance(asked.reference, date):
        if not daily.dated:
            raise RequestError(f"reference is {asked.reference}, but days are numbers.", hint="Give a number of days.")
        return np.asarray(held & (daily.day <= int(np.datetime64(asked.reference, "D").astype(np.int64))))
    counts = np.bincount(daily.series, weights=held, minlength=len(daily.names)).astype(np.int64)
    ahead = np.concatenate([[0], counts.cumsum()])[:-1]
    number = held.cumsum() - ahead[daily.series]
    lengths = np.full(counts.size, asked.reference) if asked.reference else default_reference(counts)
    return np.asarray(held & (number <= lengths[daily.series]))


def default_reference(days: Codes) -> Codes:
    """The first half of the days, 180 at most."""
    return np.asarray(np.minimum(days // 2, LONGEST))
