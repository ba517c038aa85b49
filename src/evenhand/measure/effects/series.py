"""The interrupted time series: a line through the days before the start, and how level and slope changed from it on.

For a change that met all at once, so that nobody is left to be held against. Formulas: docs/methods/effects.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, t

from evenhand.facts.errors import RequestError
from evenhand.measure.chart import Bar
from evenhand.measure.effects.cells import Cells, summed_cells
from evenhand.measure.effects.correlated import Fitted, fitted, foretold_variance
from evenhand.measure.effects.days import LEVEL, SLOPE, WEEK, Daily, columns, daily
from evenhand.measure.effects.groups import Said, pooled
from evenhand.measure.effects.needed import CHANCE
from evenhand.measure.effects.picture import Mark, lines_chart
from evenhand.measure.effects.reading import Moment, Named, Rows, read_rows
from evenhand.measure.effects.types import EffectNeeded, points
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import Floats
from evenhand.measure.result import Estimate, Method, Note, Result
from evenhand.measure.tables import TableLike

LEAST_BEFORE, LEAST_AFTER = 14, 7  # days
SHOWN = 24  # periods in a picture
LONGEST = 104  # weeks that are looked ahead


@dataclass(frozen=True)
class SeriesShift(Result):
    """One change at the start, in shares (0.01 is one percentage point), with its interval."""

    name: str
    estimate: float
    low: float
    high: float
    level: float
    p_value: float

    def bars(self) -> Sequence[Bar]:
        """The change on a line."""
        return (Bar(self.name, self.estimate, self.low, self.high),)

    def __str__(self) -> str:
        """The change in a few words."""
        return f"{self.name} {points(self.estimate)} points ({points(self.low)} to {points(self.high)})"


@dataclass(frozen=True)
class SeriesPeriod(Result):
    """A stretch of days from ``begins`` on: the share seen, and the one that the line from before foretells."""

    begins: str
    after: bool
    seen: Estimate
    foretold: float
    low: float
    high: float


@dataclass(frozen=True)
class Interruption(Result):
    """How a share moved at ``start``, beside the line it was on.

    ``jump`` is the change of level at the start, ``slope`` that of the slope, a week, and ``mean`` the mean distance
    from the line of before over all days after. ``dispersion`` is how many times the variance of a day is what its
    rows alone would make, ``correlation`` how far neighbouring days resemble each other.
    """

    metric: str
    start: str
    jump: SeriesShift
    slope: SeriesShift
    mean: SeriesShift
    level: float
    method: Method
    n: int
    days_before: int
    days_after: int
    dispersion: float
    correlation: float
    periods: tuple[SeriesPeriod, ...]
    needed: tuple[EffectNeeded, ...]
    design: str
    warnings: tuple[Note, ...]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per change."""
        return [one.to_dict() for one in (self.jump, self.slope, self.mean)]

    def bars(self) -> Sequence[Bar]:
        """The three changes."""
        return [bar for one in (self.jump, self.slope, self.mean) for bar in one.bars()]

    def chart(self) -> str:
        """The shares over time beside what the line from before foretells."""
        seen = [Mark(one.begins, one.seen.estimate, one.seen.low, one.seen.high) for one in self.periods]
        line = [Mark(one.begins, one.foretold, one.low, one.high) for one in self.periods]
        earlier = sum(not one.after for one in self.periods)
        return lines_chart(self.metric, {"seen": seen, "line from before": line}, start=self.start, earlier=earlier)

    def __str__(self) -> str:
        """The changes in a sentence."""
        days = f"{self.days_before:,} days before, {self.days_after:,} after"
        return (
            f"{self.metric}: {self.jump}; {self.slope}; {self.mean}; {self.level:.0%} intervals, {days}, n {self.n:,}"
        )

    def __repr__(self) -> str:
        return f"<{self}>"


def interrupted_series(
    table: TableLike,
    *,
    start: Moment,
    outcome: str | None = None,
    time: str | None = None,
    weight: str | None = None,
    half_width: float | None = None,
    level: float = 0.95,
) -> Interruption:
    """How far a share left its own line at ``start``: for a change that met all at once.

    Rows and columns are those of ``effect``; they are summed by day. ``half_width``, in 0..1, asks how many weeks an
    interval of the jump as short as that would still take. Raises RequestError as ``effect`` does, and for fewer than
    14 days with rows before the start or 7 after it.
    Sources: Wagner, Soumerai, Zhang and Ross-Degnan, J. Clin. Pharm. Ther. 27 (2002) 299-309; docs/methods/effects.md.
    """
    normal_quantile(level)
    if half_width is not None and not 0 < half_width < 1:
        raise RequestError(f"half_width is {half_width}.", hint="Give 2 points as 0.02.")
    rows = read_rows(table, Named(outcome=outcome, time=time, weight=weight))
    at = rows.moment(start)
    days = daily(rows, at)
    _check(days, rows.told(at))
    lines = columns(days)
    found = fitted(lines, days.share, days.variance, days.day)
    said = Said(rows.columns["outcome"], level, "interrupted time series")
    jump, slope, mean = (_shift(found, name, one, level) for name, one in _combinations(days, lines.shape[1]).items())
    return Interruption(
        metric=said.metric,
        start=rows.told(at),
        jump=jump,
        slope=slope,
        mean=mean,
        level=level,
        method=Method.RESTRICTED_LIKELIHOOD,
        n=int(days.n.sum()),
        days_before=int(np.count_nonzero(~days.after)),
        days_after=int(np.count_nonzero(days.after)),
        dispersion=found.dispersion,
        correlation=found.correlation,
        periods=_periods(rows, days, found, lines, said),
        needed=_needed(days, found, jump, half_width, level),
        design=said.design,
        warnings=_remarks(rows, days, jump),
    )


def _check(days: Daily, start: str) -> None:
    before, after = int(np.count_nonzero(~days.after)), int(np.count_nonzero(days.after))
    for count, least, side in ((before, LEAST_BEFORE, "before"), (after, LEAST_AFTER, "after")):
        if count < least:
            raise RequestError(
                f"start is {start}, with rows on {count} days {side} it.",
                hint=f"A line through the days takes {LEAST_BEFORE} days before and {LEAST_AFTER} after. "
                "Take more days, or compare before and after without a line.",
            )


def _combinations(days: Daily, count: int) -> dict[str, Floats]:
    """The three changes as sums of coefficients."""
    unit = np.eye(count)
    weeks = float(np.average(days.day[days.after], weights=days.n[days.after])) / WEEK
    return {"jump": unit[LEVEL], "slope a week": unit[SLOPE], "mean since": unit[LEVEL] + weeks * unit[SLOPE]}


def _shift(found: Fitted, name: str, combination: Floats, level: float) -> SeriesShift:
    low, high = found.limits(combination, level)
    return SeriesShift(name, found.estimate(combination), low, high, level, found.p_value(combination))


def _periods(rows: Rows, days: Daily, found: Fitted, lines: Floats, said: Said) -> tuple[SeriesPeriod, ...]:
    length = WEEK * max(1, -(-int(days.day[-1] - days.day[0] + 1) // (WEEK * SHOWN)))
    number = days.day // length
    names, period = np.unique(number, return_inverse=True)
    seen = pooled(_by_period(rows, days, period, names.size), said)
    before = lines.copy()
    before[:, [LEVEL, SLOPE]] = 0
    told = []
    for place, one in enumerate(seen):
        inside = period == place
        line = np.average(before[inside], axis=0, weights=days.n[inside])
        low, high = found.limits(line, said.level)
        if one is not None:
            begins = rows.told(_moment(rows, days, int(names[place]) * length))
            told.append(SeriesPeriod(begins, bool(names[place] >= 0), one, found.estimate(line), low, high))
    return tuple(told)


def _moment(rows: Rows, days: Daily, day: int) -> int:
    return (int(rows.time.min()) // rows.day - int(days.day[0]) + day) * rows.day


def _by_period(rows: Rows, days: Daily, period: np.ndarray, periods: int) -> Cells:
    place = np.unique(rows.time // rows.day, return_inverse=True)[1].astype(np.int32)
    return summed_cells(place, period[place], rows.value, rows.weight, (days.day.size, periods))


def _needed(
    days: Daily, found: Fitted, jump: SeriesShift, half_width: float | None, level: float
) -> tuple[EffectNeeded, ...]:
    quantile = float(t.ppf((1 + level) / 2, found.degrees))
    reached_by = abs(jump.estimate) * quantile / (quantile + float(norm.ppf(CHANCE)))
    goal = f"to exclude zero with a chance of {CHANCE:.0%} if the jump is {points(jump.estimate)} points"
    asked = [(goal, reached_by, jump.low > 0 or jump.high < 0)] if jump.estimate else []
    if half_width is not None:
        goal = f"for an interval of the jump of ± {100 * half_width:.3g} points"
        asked.append((goal, half_width, (jump.high - jump.low) / 2 <= half_width))
    return tuple(_weeks(days, found, goal, half, reached, quantile) for goal, half, reached in asked)


def _weeks(days: Daily, found: Fitted, goal: str, half: float, reached: bool, quantile: float) -> EffectNeeded:
    a_day = float(days.n[days.after].mean())
    if reached:
        return EffectNeeded(goal, half, 0, 0.0, None, reached=True)

    def enough(weeks: int) -> bool:
        more = int(days.day[-1]) + 1 + np.arange(WEEK * weeks)
        lines = columns(days, more)
        variance = np.append(days.variance, np.full(more.size, days.variance[days.after].mean()))
        jump = np.eye(lines.shape[1])[LEVEL]
        foretold = foretold_variance(found, lines, variance, np.append(days.day, more), jump)
        return bool(quantile * foretold**0.5 <= half)

    if not enough(LONGEST):
        return EffectNeeded(goal, half, None, None, None, reached=False)
    low, high = 0, LONGEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return EffectNeeded(goal, half, round(a_day * WEEK * high), float(high), None, reached=False)


def _remarks(rows: Rows, days: Daily, jump: SeriesShift) -> tuple[Note, ...]:
    notes = [Note("effect_series")]
    if not days.weekdays:
        notes.append(Note("effect_no_weekdays"))
    if rows.missing:
        notes.append(Note("effect_missing", {"count": rows.missing}))
    return tuple(notes)
