"""From the days on which a chart rings to what happened: since when, from which level to which.

Not here: what rings (``walks``, ``standard``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from evenhand.measure.drift.family import ChartKind, limits
from evenhand.measure.drift.location import Location, located
from evenhand.measure.drift.panel import Panel
from evenhand.measure.drift.standard import Standard
from evenhand.measure.drift.types import WHYS, ControlLevel, DriftSignal, SignalKind
from evenhand.measure.drift.walks import Walk
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.units import Codes, Flags, Floats


@dataclass(frozen=True, eq=False)
class Rung:
    """Alarms of a panel: ``row`` and ``column`` of the day, and ``why`` as a place in ``WHYS``.

    ``start`` is the first column in which it may have begun, ``end`` the last that belongs to it.
    """

    row: Codes
    column: Codes
    why: Codes
    start: Codes
    end: Codes

    def sorted(self) -> Rung:
        """By series and day."""
        order = np.lexsort((self.column, self.row))
        return Rung(*(part[order] for part in (self.row, self.column, self.why, self.start, self.end)))


def drifts(walk: Walk, watched: Flags, why: SignalKind) -> Rung:
    """The drifts of one side: each may have begun after the one before it was over, and lasts until it is over."""
    row, column = np.nonzero(walk.rung)
    columns = np.arange(walk.open.shape[1])
    closed = np.where(walk.open, columns.size, columns)
    ends = np.minimum.accumulate(closed[:, ::-1], axis=1)[:, ::-1]
    last_watched = columns.size - 1 - watched[:, ::-1].argmax(axis=1)
    end = np.minimum(ends[row, column] - 1, last_watched[row])
    first = watched.argmax(axis=1)[row]
    same = np.r_[False, row[1:] == row[:-1]]
    start = np.where(same, np.r_[0, end[:-1] + 1], first)
    return Rung(row, column, np.full(row.size, WHYS.index(why)), start, end)


def single_days(outside: Flags, why: SignalKind) -> Rung:
    """Days outside their limits, each by itself."""
    row, column = np.nonzero(outside)
    return Rung(row, column, np.full(row.size, WHYS.index(why)), column, column)


def together(parts: Sequence[Rung]) -> Rung:
    """All alarms in order."""
    names = ("row", "column", "why", "start", "end")
    return Rung(*(np.concatenate([getattr(part, name) for part in parts]) for name in names)).sorted()


def signals(
    rung: Rung, panel: Panel, standard: Standard, *, names: Sequence[str], label: Callable[[int], str], level: float
) -> list[DriftSignal]:
    """The alarms with their moment and their levels; ``label`` is a day as text."""
    if not rung.row.size:
        return []
    places = [_place(k, rung, standard, level) for k in range(rung.row.size)]
    best = np.array([place.best for place in places])
    once = np.ones(best.size, dtype=np.int64)
    fresh = rung.end - rung.column <= rung.column - best
    tried = np.where(fresh, rung.column - rung.start + 1, once)
    before = _levels(standard, rung.row, (rung.start, best - 1), level, tried=once, reference=True)
    after = _levels(standard, rung.row, (best, rung.end), level, tried=tried, reference=False)
    last = panel.seen.sum(axis=1) - 1

    def signal(k: int) -> DriftSignal:
        row, why = int(rung.row[k]), WHYS[rung.why[k]]
        going = rung.end[k] == last[row] and why in (SignalKind.UP, SignalKind.DOWN)

        def day(column: int) -> str:
            return label(int(panel.day[row, column]))

        return DriftSignal(
            series=names[panel.series[row]],
            day=day(rung.column[k]),
            why=why,
            began=day(places[k].best),
            began_from=day(places[k].low),
            began_to=day(places[k].high),
            ended=None if going else day(rung.end[k]),
            before=before[k],
            after=after[k],
        )

    return [signal(k) for k in range(rung.row.size)]


def _place(k: int, rung: Rung, standard: Standard, level: float) -> Location:
    row, start, column = int(rung.row[k]), int(rung.start[k]), int(rung.column[k])
    if start == column:
        return Location(start, start, start)
    days = slice(start, int(rung.end[k]) + 1)
    used = standard.used[row]
    before = (float(standard.events[row][used].sum()), float(standard.size[row][used].sum()))
    found = located(
        standard.kind,
        standard.events[row, days],
        standard.size[row, days],
        latest=column - start,
        level=level,
        before=before,
    )
    return Location(found.best + start, found.low + start, found.high + start)


def _levels(
    standard: Standard, row: Codes, columns: tuple[Codes, Codes], level: float, *, tried: Codes, reference: bool
) -> list[ControlLevel]:
    """The level from one column to another, with the reference or without it."""
    start, end = columns
    parts = [standard.events, standard.size, standard.counted, standard.n, np.ones_like(standard.n)]
    sums = [np.concatenate([np.zeros((len(part), 1)), part.cumsum(axis=1)], axis=1) for part in parts]
    totals = [total[row, end + 1] - total[row, start] for total in sums]
    if reference:
        learnt = [np.where(standard.used, part, 0.0).sum(axis=1)[row] for part in parts]
        totals = [total + more for total, more in zip(totals, learnt, strict=True)]
    return levels(standard.kind, totals, standard.degrees[row], level, tried=tried)


def levels(
    kind: ChartKind, totals: Sequence[Floats], degrees: Floats, level: float, *, tried: Codes | None = None
) -> list[ControlLevel]:
    """Levels from effective events and sizes, plain events and n, and days: arrays of one entry per level.

    Few ``degrees`` of freedom of the spread make their intervals as much longer as Student's t is than the normal. Days
    that were chosen since they rang, out of ``tried`` possible beginnings, have an interval that holds for all of them.
    """
    events, size = totals[:2]
    known = np.where(np.isfinite(degrees), degrees, 1e9)
    tail = (1 - level) / 2 / (1 if tried is None else tried)
    less = (normal_quantile(level) / stdtrit(known, tail)) ** 2
    low, high = limits(kind, events * less, size * less, level)
    columns = np.array([events / size, low, high, totals[2], totals[3], size, totals[4]])
    return [
        ControlLevel(estimate, least, most, counted, n, effective, int(days))
        for estimate, least, most, counted, n, effective, days in columns.T.tolist()
    ]
