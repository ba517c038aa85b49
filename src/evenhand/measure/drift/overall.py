"""Control charts of a table of daily counts: what is normal, what moved, since when, and how sure that is.

Formulas, sources and what it assumes: docs/methods/drift.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from evenhand.measure.discoveries import Discovery, adjusted_chances
from evenhand.measure.drift.asked import (
    LEAST_REFERENCE,
    Asked,
    ChartDirection,
    ChartRule,
    named,
    reference_days,
    reference_until,
)
from evenhand.measure.drift.family import ChartKind
from evenhand.measure.drift.judging import Judged, judged
from evenhand.measure.drift.panel import panels
from evenhand.measure.drift.reading import Daily, read_daily
from evenhand.measure.drift.reasons import chart_name, reason, remarks, table_remarks
from evenhand.measure.drift.signals import levels, signals
from evenhand.measure.drift.spread import ORDER, ChartSpread
from evenhand.measure.drift.types import WHYS, ChartDays, Drift, DriftSignal, SeriesDrift, SignalKind
from evenhand.measure.drift.weekday import WEEK, adjusted
from evenhand.measure.result import Method, Note
from evenhand.measure.tables import TableLike
from evenhand.measure.units import Codes, Flags

FALSE_ALARMS = 0.003


def drift(
    table: TableLike,
    *,
    day: str | None = None,
    events: str | None = None,
    n: str | None = None,
    series: str | None = None,
    kind: ChartKind | str = ChartKind.SHARE,
    spread: ChartSpread | str = ChartSpread.AUTO,
    rule: ChartRule | str = ChartRule.CUSUM,
    direction: ChartDirection | str = ChartDirection.BOTH,
    false_alarms: float = FALSE_ALARMS,
    shift: float | None = None,
    reference: int | str | date | None = None,
    weekdays: bool = True,
    horizon: int | None = None,
    discovery: Discovery | str = Discovery.HOCHBERG,
    fdr: float = 0.1,
    level: float = 0.95,
) -> Drift:
    """The control chart of daily counts, or of each of many series, with the days that ring and what happened then.

    ``table`` has a row per day: ``day`` (dates, times or whole numbers; without it, rows in order), ``events`` of
    ``n``, and ``series`` where there are several; unnamed columns are found by their usual names. Days may be missing
    or have n = 0. ``kind`` is ``share`` (events among n units) or ``rate`` (events per unit of n).

    The first days are the ``reference``: so many of them, or all up to a date; left out, the first half, 180 at most,
    cut where its own level changed. ``spread`` is ``counting`` (p and u charts), ``laney`` (p' and u'),
    ``between-days``, or ``auto``, which tests for overdispersion. ``rule`` is ``cusum``, ``ewma`` or ``limits``;
    ``false_alarms`` is how many a day each series may give while nothing moves. ``shift`` is what the CUSUM looks for,
    in shares or rates (1.5 standard deviations of a day unless stated), ``direction`` is ``both``, ``up`` or ``down``.
    ``weekdays`` says that days of the week may differ. Over several series ``discovery`` holds the share of wrongly
    claimed ones at ``fdr``: ``benjamini-hochberg``, or ``benjamini-yekutieli`` for series that depend on each other in
    any way; ``horizon`` is for how many days there will be looking. ``level`` is that of the intervals.

    Raises RequestError for a table or a setting that makes no chart.
    """
    asked = Asked(
        kind=named(ChartKind, "kind", kind),
        spread=named(ChartSpread, "spread", spread),
        rule=named(ChartRule, "rule", rule),
        direction=named(ChartDirection, "direction", direction),
        discovery=named(Discovery, "discovery", discovery),
        false_alarms=false_alarms,
        shift=shift,
        reference=reference_until(reference),
        weekdays=weekdays,
        horizon=horizon,
        fdr=fdr,
        level=level,
    )
    daily = read_daily(table, day=day, events=events, n=n, series=series, kind=asked.kind)
    learnt = reference_days(daily, asked)
    found = _Found(daily, learnt)
    enough = np.bincount(daily.series, weights=learnt, minlength=len(daily.names)) >= LEAST_REFERENCE
    for panel in panels(daily, learnt, enough):
        found.take(judged(panel, asked, dated=daily.dated), asked)
    return found.result(asked, enough)


class _Found:
    """Gathers what the panels say into one result."""

    def __init__(self, daily: Daily, reference: Flags) -> None:
        self.daily = daily
        self.rung: list[DriftSignal] = []
        self.series: dict[int, SeriesDrift] = {}
        self.days = _blank(daily, reference)

    def take(self, judged: Judged, asked: Asked) -> None:
        """The days, alarms and series of a panel."""
        panel, known, days = judged.panel, judged.standard, self.days
        at = panel.place[panel.seen]
        lower, upper = judged.limits
        columns = (
            (days.value, panel.value),
            (days.centre, known.expected),
            (days.lower, lower),
            (days.upper, upper),
            (days.z, known.score),
            (days.statistic, judged.statistic),
            (days.drifting, judged.open),
            (days.reference, panel.reference),
        )
        for column, values in columns:
            column[at] = values[panel.seen]
        rung = judged.rung
        place = panel.place[rung.row, rung.column]
        days.signal[place], days.why[place] = True, rung.why
        daily = self.daily
        self.rung += signals(rung, panel, known, names=daily.names, label=daily.label, level=asked.level)
        alarms = np.bincount(rung.row, minlength=panel.series.size)
        self.series |= {one[0]: one[1] for one in _series(judged, daily, alarms, asked)}

    def result(self, asked: Asked, enough: Flags) -> Drift:
        """All of it, with the chances of the series adjusted to each other."""
        daily = self.daily
        listed = [self.series.get(k) or _undefined(daily, k) for k in range(len(daily.names))]
        chances = np.array([np.nan if one.p is None else one.p for one in listed])
        adjusted_p = adjusted_chances(chances, asked.discovery)
        listed = [one.judged(float(p), asked.fdr) for one, p in zip(listed, adjusted_p, strict=True)]
        order = {name: k for k, name in enumerate(daily.names)}
        return Drift(
            kind=asked.kind,
            rule=asked.rule,
            direction=asked.direction,
            false_alarms=asked.false_alarms,
            level=asked.level,
            method=Method.NEAR_EXACT,
            discovery=asked.discovery,
            fdr=asked.fdr,
            names=daily.names,
            dated=daily.dated,
            days=self.days,
            series=tuple(listed),
            signals=tuple(sorted(self.rung, key=lambda one: order[one.series])),
            warnings=table_remarks(daily, short=int(np.count_nonzero(~enough))),
        )


def _blank(daily: Daily, reference: Flags) -> ChartDays:
    """The days before anything is known of them."""

    def nothing() -> np.ndarray:
        return np.full(daily.day.size, np.nan)

    return ChartDays(
        series=daily.series,
        day=daily.day,
        events=daily.events,
        n=daily.n,
        value=np.where(daily.n > 0, daily.events / np.where(daily.n > 0, daily.n, 1.0), np.nan),
        centre=nothing(),
        lower=nothing(),
        upper=nothing(),
        z=nothing(),
        statistic=nothing(),
        signal=np.zeros(daily.day.size, dtype=np.bool_),
        why=np.where(daily.n > 0, WHYS.index(SignalKind.QUIET), WHYS.index(SignalKind.EMPTY)),
        drifting=np.zeros(daily.day.size, dtype=np.bool_),
        reference=reference,
    )


def _series(judged: Judged, daily: Daily, alarms: Codes, asked: Asked) -> Iterator[tuple[int, SeriesDrift]]:
    """What each chart of a panel rests on, by the series' place."""
    known, panel = judged.standard, judged.panel
    parts = (known.events, known.size, known.counted, known.n, np.ones_like(known.n))
    totals = [np.where(known.used, part, 0.0).sum(axis=1) for part in parts]
    normal = levels(known.kind, totals, known.degrees, asked.level)
    week = adjusted(known.kind, known.level, known.weekdays.effects, np.tile(np.arange(WEEK), (known.level.size, 1)))
    correlation, days, watched = known.correlation, panel.seen.sum(axis=1), judged.watched.sum(axis=1)
    reached, left_out = known.used.sum(axis=1), (panel.reference & ~known.used).sum(axis=1)
    for row, place in enumerate(panel.series.tolist()):
        spread = ORDER[int(known.spreads.taken[row])]
        yield (
            place,
            SeriesDrift(
                series=daily.names[place],
                days=int(days[row]),
                watched=int(watched[row]),
                signals=int(alarms[row]),
                chart_name=chart_name(known.kind, spread),
                spread=spread,
                why=reason(known, row, asked.spread),
                normal=normal[row],
                sigma=float(known.spreads.sigma[row]),
                between=float(np.sqrt(known.spreads.between[row])),
                overdispersion=float(known.spreads.chance[row]),
                weekdays=tuple(week[row].tolist()) if known.weekdays.seen[row] else None,
                shift=float(judged.shift[row]),
                threshold=None if asked.rule is ChartRule.LIMITS else float(judged.threshold[row]),
                p=float(judged.chance[row]) if watched[row] else None,
                warnings=remarks(
                    known, row, days=int(reached[row]), left_out=int(left_out[row]), correlation=float(correlation[row])
                ),
            ),
        )


def _undefined(daily: Daily, place: int) -> SeriesDrift:
    """A series with too few days to learn from."""
    days = int(np.count_nonzero((daily.series == place) & (daily.n > 0)))
    why = Note("drift_too_short", {"days": days, "least": LEAST_REFERENCE})
    return SeriesDrift(series=daily.names[place], days=days, watched=0, signals=0, undefined=why)
