"""When the level of past days changed, how sure each moment is, and the levels in between.

Formulas, sources and what it assumes: docs/methods/drift.md. Not here: watching day by day (``overall``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.measure.chart import Bar
from evenhand.measure.drift.asked import LEAST_REFERENCE, named
from evenhand.measure.drift.family import ChartKind, best_fit
from evenhand.measure.drift.location import located
from evenhand.measure.drift.panel import Panel, panels
from evenhand.measure.drift.partition import best_starts
from evenhand.measure.drift.reading import Daily, read_daily
from evenhand.measure.drift.reasons import table_remarks
from evenhand.measure.drift.signals import levels
from evenhand.measure.drift.steady import SHORTEST, penalty, steady_sizes
from evenhand.measure.drift.types import ControlLevel
from evenhand.measure.drift.weekday import adjusted, weekday_effects, weekday_of
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.result import Note, Result
from evenhand.measure.tables import TableLike
from evenhand.measure.units import Codes, Floats


@dataclass(frozen=True)
class SteadyStretch(Result):
    """Days of one level in one series, from ``first`` to ``last``."""

    series: str
    first: str
    last: str
    level: ControlLevel


@dataclass(frozen=True)
class ChangePoint(Result):
    """A level that changed: ``day`` is the likeliest first day of the new one, ``day_from`` to ``day_to`` the likely.

    ``gain`` is twice the logarithm of how much likelier the days are with the change than without it.
    """

    series: str
    day: str
    day_from: str
    day_to: str
    before: ControlLevel
    after: ControlLevel
    gain: float

    def __str__(self) -> str:
        """The change in a sentence."""
        name = f"{self.series}: " if self.series else ""
        when = f"{self.day} ({self.day_from} to {self.day_to})"
        return f"{name}{when}: {self.before.estimate:.4g} to {self.after.estimate:.4g}"


@dataclass(frozen=True)
class ChangePoints(Result):
    """The changes of one series or many, and all ``stretches`` between them, in order.

    A series whose level never changed has one found with a chance of ``chance`` at most; ``level`` is that of the
    intervals of days and levels. ``undefined`` names the series with too few days.
    """

    kind: ChartKind
    chance: float
    level: float
    shortest: int
    changes: tuple[ChangePoint, ...]
    stretches: tuple[SteadyStretch, ...]
    undefined: tuple[str, ...] = ()
    warnings: tuple[Note, ...] = ()

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per stretch."""
        return [
            {"series": one.series, "first": one.first, "last": one.last} | one.level.to_dict() for one in self.stretches
        ]

    def bars(self) -> Sequence[Bar]:
        """The levels of the stretches, from the first to the last."""
        return [
            Bar(
                f"{one.series} {one.first}".strip(), one.level.estimate, one.level.low, one.level.high, f"to {one.last}"
            )
            for one in self.stretches
        ]

    def __str__(self) -> str:
        """The changes, one per line."""
        told = f"{len(self.changes):,} change" + ("" if len(self.changes) == 1 else "s")
        return "\n".join([told, *(str(one) for one in self.changes)])


def change_points(
    table: TableLike,
    *,
    day: str | None = None,
    events: str | None = None,
    n: str | None = None,
    series: str | None = None,
    kind: ChartKind | str = ChartKind.SHARE,
    chance: float = 0.05,
    shortest: int = SHORTEST,
    level: float = 0.95,
    weekdays: bool = True,
) -> ChangePoints:
    """The days on which the level of past days changed, with the levels before and after.

    The table is that of ``drift``. ``chance`` is that of finding a change in a series without any; a level lasts
    ``shortest`` days at least. Days may differ beyond counting; by how much is taken from neighbouring days. ``level``
    is that of the intervals; ``weekdays`` says that days of the week may differ. Raises RequestError for a table or
    a setting that makes no sense.
    """
    normal_quantile(level)
    if not 0 < chance < 1:
        raise RequestError(f"chance is {chance}.", hint="Give the chance of a false change, as 0.05.")
    if shortest < 1:
        raise RequestError(f"shortest is {shortest}.", hint="Give the days that a level lasts at least, 1 or more.")
    asked = named(ChartKind, "kind", kind)
    daily = read_daily(table, day=day, events=events, n=n, series=series, kind=asked)
    held = daily.n > 0
    enough = np.bincount(daily.series, weights=held, minlength=len(daily.names)) >= max(2 * shortest, LEAST_REFERENCE)
    stretches: list[list[SteadyStretch]] = [[] for _ in daily.names]
    changes: list[list[ChangePoint]] = [[] for _ in daily.names]
    for panel in panels(daily, held, enough):
        looked = _Looked(daily, panel, asked, weekly=weekdays and daily.dated)
        for row, known in enumerate(looked.divided(chance, shortest, level)):
            stretches[panel.series[row]] = looked.stretches(row, known)
            changes[panel.series[row]] = looked.changes(row, known, level)
    return ChangePoints(
        kind=asked,
        chance=chance,
        level=level,
        shortest=shortest,
        changes=tuple(one for listed in changes for one in listed),
        stretches=tuple(one for listed in stretches for one in listed),
        undefined=tuple(name for name, long in zip(daily.names, enough, strict=True) if not long),
        warnings=table_remarks(daily, short=int(np.count_nonzero(~enough))),
    )


@dataclass(frozen=True)
class _Part:
    """Columns from ``start`` to before ``end`` of one level."""

    start: int
    end: int
    level: ControlLevel


class _Looked:
    """The series of a panel, with effective events and sizes, without what weekdays add."""

    def __init__(self, daily: Daily, panel: Panel, kind: ChartKind, *, weekly: bool) -> None:
        self.daily, self.panel, self.kind = daily, panel, kind
        used, value = panel.seen, panel.value
        size = steady_sizes(kind, panel.events, panel.n, used)
        mean = _mean(value, np.where(used, size, 0.0))
        mean = np.clip(mean, 1e-9, 1 - 1e-9) if kind is ChartKind.SHARE else np.maximum(mean, 1e-9)
        flat = np.broadcast_to(mean[:, None], value.shape)
        expected = flat
        if weekly:
            weekday = weekday_of(panel.day)
            effects = weekday_effects(kind, value - flat, mean, size, weekday, used)
            expected = adjusted(kind, mean, effects.effects, weekday)
            size = steady_sizes(kind, panel.events, panel.n, used, expected)
        top = 1.0 if kind is ChartKind.SHARE else np.inf
        self.size = size
        self.events = size * np.clip(value - expected + flat, 0.0, top)

    def divided(self, chance: float, shortest: int, level: float) -> Iterator[list[_Part]]:
        """The parts of each series, one row after the other."""
        days = self.panel.seen.sum(axis=1)
        cost = penalty(days.astype(np.float64), chance)
        ends = [
            [*self._starts(row, int(days[row]), shortest, float(cost[row])), int(days[row])] for row in range(days.size)
        ]
        of_row = np.repeat(np.arange(days.size), [len(one) - 1 for one in ends])
        start = np.concatenate([one[:-1] for one in ends])
        end = np.concatenate([one[1:] for one in ends])
        known = iter(self._levels(of_row, start, end, days, level))
        for one in ends:
            yield [_Part(first, last, next(known)) for first, last in pairwise(one)]

    def stretches(self, row: int, parts: Sequence[_Part]) -> list[SteadyStretch]:
        """The stretches of a series."""
        name = self._name(row)
        return [SteadyStretch(name, self._day(row, one.start), self._day(row, one.end - 1), one.level) for one in parts]

    def changes(self, row: int, parts: Sequence[_Part], level: float) -> list[ChangePoint]:
        """The changes between its neighbouring parts."""
        return [self._change(row, before, after, level) for before, after in pairwise(parts)]

    def _change(self, row: int, before: _Part, after: _Part, level: float) -> ChangePoint:
        first, middle = before.start, after.start
        events, size = self.events[row, first : after.end], self.size[row, first : after.end]
        at = located(self.kind, events, size, latest=size.size - 1, level=level)
        return ChangePoint(
            series=self._name(row),
            day=self._day(row, middle),
            day_from=self._day(row, min(first + at.low, middle)),
            day_to=self._day(row, max(first + at.high, middle)),
            before=before.level,
            after=after.level,
            gain=_gain(self.kind, events, size, middle - first),
        )

    def _starts(self, row: int, days: int, shortest: int, cost: float) -> list[int]:
        return best_starts(self.kind, self.events[row, :days], self.size[row, :days], shortest=shortest, penalty=cost)

    def _levels(self, row: Codes, start: Codes, end: Codes, days: Codes, level: float) -> list[ControlLevel]:
        """The levels of many parts at once; a spread between days is as uncertain as its moving range."""
        parts = (self.events, self.size, self.panel.events, self.panel.n, np.ones_like(self.size))
        sums = [np.concatenate([np.zeros((len(part), 1)), part.cumsum(axis=1)], axis=1) for part in parts]
        free = np.where((self.size < self.panel.n).any(axis=1), np.maximum(0.62 * (days - 1), 2.0), np.inf)
        return levels(self.kind, [one[row, end] - one[row, start] for one in sums], free[row], level)

    def _name(self, row: int) -> str:
        return self.daily.names[int(self.panel.series[row])]

    def _day(self, row: int, column: int) -> str:
        return self.daily.label(int(self.panel.day[row, column]))


def _mean(value: Floats, size: Floats) -> Floats:
    return np.asarray((value * size).sum(axis=1) / size.sum(axis=1))


def _gain(kind: ChartKind, events: Floats, size: Floats, middle: int) -> float:
    parts = [(events[:middle].sum(), size[:middle].sum()), (events[middle:].sum(), size[middle:].sum())]
    with_change = sum(float(best_fit(kind, np.array(seen), np.array(total))) for seen, total in parts)
    return 2 * (with_change - float(best_fit(kind, np.array(events.sum()), np.array(size.sum()))))
