"""Figures with their intervals as a picture: plain SVG that needs no script, no style sheet and no other package.

Colours follow the text around it, so that it fits light and dark pages. Not here: what is shown (each result says so).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evenhand.facts.plain import one_line

WIDTH, NAMES, NOTES, ROW, TOP = 720, 210, 130, 26, 30
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
LONGEST = 30


@dataclass(frozen=True)
class Bar:
    """One line of a picture: a point with its interval, or none of them where the figure is undefined."""

    name: str
    point: float | None
    low: float | None
    high: float | None
    note: str = ""


def interval_chart(bars: Sequence[Bar]) -> str:
    """The bars below each other on one scale, as an SVG document."""
    low, high, step = _scale(bars)
    height = TOP + ROW * len(bars) + 8
    marks = [low + number * step for number in range(round((high - low) / step) + 1)]
    parts = [_mark(mark, _place(mark, low, high), height) for mark in marks]
    parts += [_line(bar, TOP + ROW * number + ROW // 2, low, high) for number, bar in enumerate(bars)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" font-family="system-ui, sans-serif" font-size="13" fill="currentColor">'
        f"<title>{escape(_told(bars))}</title>{''.join(parts)}</svg>"
    )


def _scale(bars: Sequence[Bar]) -> tuple[float, float, float]:
    """Round ends around all intervals, in at most about six steps."""
    held = [value for bar in bars for value in (bar.low, bar.point, bar.high) if value is not None]
    lowest, highest = min(held, default=0.0), max(held, default=1.0)
    step = next((step for step in STEPS if (highest - lowest) / step <= 6), STEPS[-1])
    low, high = math.floor(lowest / step + 1e-9) * step, math.ceil(highest / step - 1e-9) * step
    return low, max(high, low + step), step


def _place(value: float, low: float, high: float) -> float:
    return round(NAMES + (WIDTH - NAMES - NOTES) * (value - low) / (high - low), 1)


def _mark(value: float, x: float, height: int) -> str:
    faint = ' opacity="0.2"' if abs(value) > 1e-9 else ' opacity="0.6"'
    return (
        f'<line x1="{x}" x2="{x}" y1="{TOP - 6}" y2="{height - 4}" stroke="currentColor"{faint}/>'
        f'<text x="{x}" y="{TOP - 12}" text-anchor="middle">{round(value, 6):g}</text>'
    )


def _line(bar: Bar, y: int, low: float, high: float) -> str:
    name = one_line(bar.name)
    shown = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
    parts = [f'<text x="0" y="{y + 4}">{escape(shown)}</text>']
    if bar.low is not None and bar.high is not None:
        ends = f'x1="{_place(bar.low, low, high)}" x2="{_place(bar.high, low, high)}"'
        parts.append(f'<line {ends} y1="{y}" y2="{y}" stroke="currentColor" stroke-width="2"/>')
    if bar.point is not None:
        parts.append(f'<circle cx="{_place(bar.point, low, high)}" cy="{y}" r="4.5"/>')
    note = bar.note if bar.point is not None else "undefined"
    return "".join([*parts, f'<text x="{WIDTH}" y="{y + 4}" text-anchor="end">{escape(one_line(note))}</text>'])


def _told(bars: Sequence[Bar]) -> str:
    """The picture in words, for readers who hear it."""
    return "; ".join(_in_words(bar) for bar in bars)


def _in_words(bar: Bar) -> str:
    if bar.point is None:
        return f"{one_line(bar.name)}: undefined"
    if bar.low is None or bar.high is None:
        return f"{one_line(bar.name)}: {bar.point:.3g}"
    return f"{one_line(bar.name)}: {bar.point:.3g}, from {bar.low:.3g} to {bar.high:.3g}"
