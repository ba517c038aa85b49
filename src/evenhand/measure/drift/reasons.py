"""SignalKind a chart was taken, and what a reader should know before trusting it."""

from __future__ import annotations

import math

from evenhand.measure.drift.family import ChartKind
from evenhand.measure.drift.reading import Daily
from evenhand.measure.drift.spread import ORDER, ChartSpread
from evenhand.measure.drift.standard import Standard
from evenhand.measure.result import Note

SHORT = 28  # days of reference
ALIKE = 2.6  # standard errors of the correlation of neighbouring days that only chance explains
TOO_ALIKE = 0.999  # chance of overdispersion from which days differ less than counting does
LETTERS = {ChartKind.SHARE: "p", ChartKind.RATE: "u"}


def chart_name(kind: ChartKind, spread: ChartSpread) -> str:
    """The usual name of the chart."""
    letter = LETTERS[kind]
    return {
        ChartSpread.COUNTING: f"{letter} chart",
        ChartSpread.LANEY: f"Laney {letter}' chart",
        ChartSpread.BETWEEN: f"{letter} chart with spread between days",
    }[spread]


def reason(known: Standard, row: int, asked: ChartSpread) -> Note:
    """SignalKind this series has the chart that it has."""
    spread = ORDER[int(known.spreads.taken[row])]
    if asked is not ChartSpread.AUTO:
        return Note("drift_chart_asked", {"chart": chart_name(known.kind, spread)})
    values: dict[str, str | int | float] = {"p": f"{float(known.spreads.chance[row]):.2g}"}
    if spread is ChartSpread.LANEY:
        values["sigma"] = f"{float(known.spreads.sigma[row]):.2f}"
    if spread is ChartSpread.BETWEEN:
        between = math.sqrt(float(known.spreads.between[row]))
        values["between"] = f"{100 * between:.2g} points" if known.kind is ChartKind.SHARE else f"{between:.2g}"
    return Note(CODES[spread], values)


CODES = {
    ChartSpread.COUNTING: "drift_chart_counting",
    ChartSpread.LANEY: "drift_chart_laney",
    ChartSpread.BETWEEN: "drift_chart_between",
}


def remarks(known: Standard, row: int, *, days: int, left_out: int, correlation: float) -> tuple[Note, ...]:
    """The warnings of a series."""
    events = float(known.counted[row][known.used[row]].sum())
    found = (
        (Note("drift_short_reference", {"days": days}), days < SHORT),
        (Note("drift_left_out", {"count": left_out}), left_out > 0),
        (Note("drift_no_events", {"days": days}), events == 0),
        (Note("drift_alike", {"correlation": f"{correlation:.2f}"}), correlation > ALIKE / math.sqrt(max(days, 1))),
        (Note("drift_too_even", {}), float(known.spreads.chance[row]) > TOO_ALIKE),
    )
    return tuple(note for note, holds in found if holds)


def table_remarks(daily: Daily, *, short: int) -> tuple[Note, ...]:
    """What a reader should know of the table; ``short`` series have too few days."""
    found = (("drift_added", daily.added), ("drift_unfilled", daily.unfilled), ("drift_without_chart", short))
    return tuple(Note(code, {"count": count}) for code, count in found if count)
