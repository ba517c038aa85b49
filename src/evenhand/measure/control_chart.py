"""A control chart as a picture: days along, their values with the level and the limits that were expected of each.

Plain SVG without script or style sheet, in the colour of the text around it. Alarms differ by shape, not by colour.
Not here: what rings (``drift``), pictures of intervals (``chart``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from evenhand.facts.plain import one_line

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 320, 56, 12, 34, 66
STEPS = (1, 2, 2.5, 5, 10)
LABELS = 6  # along the days


class Mark(StrEnum):
    """The shape of a day: a dot, an arrow head for a drift, a diamond for a single day."""

    NONE = "a day"
    UP = "drift upwards"
    DOWN = "drift downwards"
    ABOVE = "above the limits"
    BELOW = "below the limits"


SHAPES = {
    Mark.UP: "M0,-8 L7,5 L-7,5 Z",
    Mark.DOWN: "M0,8 L7,-5 L-7,-5 Z",
    Mark.ABOVE: "M0,-6 L6,0 L0,6 L-6,0 Z",
    Mark.BELOW: "M0,-6 L6,0 L0,6 L-6,0 Z",
}


@dataclass(frozen=True)
class Point:
    """A day: its label, where it stands along, and its numbers; None where there are none."""

    label: str
    at: int
    value: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    mark: Mark
    reference: bool


@dataclass(frozen=True)
class Charted:
    """What a chart shows: its title, the name of the chart, its days in order, and the days when drifts ``began``."""

    title: str
    chart: str
    points: Sequence[Point]
    began: Collection[str]
    percent: bool


@dataclass(frozen=True)
class _Frame:
    """The ends of both scales."""

    first: int
    last: int
    low: float
    high: float
    step: float

    def x(self, at: int) -> float:
        """Where a day stands."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (at - self.first) / max(self.last - self.first, 1), 1)

    def y(self, value: float) -> float:
        """Where a value stands."""
        inside = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * inside, 1)


def control_chart(charted: Charted) -> str:
    """The chart as an SVG document."""
    frame = _frame(charted.points)
    parts = [
        f'<text x="0" y="14" font-weight="600">{escape(_heading(charted))}</text>',
        *_scale(frame, percent=charted.percent),
        *_days(charted.points, frame),
        *_reference(charted.points, frame),
        _steps(charted.points, frame, lambda point: point.upper, 'stroke-dasharray="2 3"'),
        _steps(charted.points, frame, lambda point: point.lower, 'stroke-dasharray="2 3"'),
        _steps(charted.points, frame, lambda point: point.centre, 'stroke-dasharray="9 4" opacity="0.7"'),
        _line(charted.points, frame),
        *_began(charted, frame),
        *_marks(charted.points, frame),
        *_legend(charted),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'role="img" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">'
        f"<title>{escape(_told(charted))}</title>{''.join(parts)}</svg>"
    )


def _heading(charted: Charted) -> str:
    return one_line(", ".join(part for part in (charted.title, charted.chart) if part))


def _frame(points: Sequence[Point]) -> _Frame:
    """Round ends around all values and limits, in four to eight steps."""
    shown = [one for point in points for one in (point.value, point.lower, point.upper) if one is not None]
    lowest, highest = min(shown, default=0.0), max(shown, default=1.0)
    span = (highest - lowest) or abs(highest) or 1.0
    tens = 10.0 ** math.floor(math.log10(span / 5))
    step = next(step * tens for step in STEPS if span / (step * tens) <= 6)
    low, high = math.floor(lowest / step + 1e-9) * step, math.ceil(highest / step - 1e-9) * step
    places = [point.at for point in points] or [0]
    return _Frame(min(places), max(places), low, max(high, low + step), step)


def _scale(frame: _Frame, *, percent: bool) -> Iterator[str]:
    """Lines across with their values."""
    for number in range(round((frame.high - frame.low) / frame.step) + 1):
        value = frame.low + number * frame.step
        y = frame.y(value)
        told = f"{round(value * 100, 6):g} %" if percent else f"{round(value, 9):g}"
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="currentColor" opacity="0.12"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{told}</text>'


def _days(points: Sequence[Point], frame: _Frame) -> Iterator[str]:
    """A few of the days, evenly spread, below."""
    last = len(points) - 1
    count = min(len(points), LABELS)
    for place in sorted({round(last * number / max(count - 1, 1)) for number in range(count)}):
        x, y = frame.x(points[place].at), HEIGHT - BOTTOM
        anchor = "start" if place == 0 else "end" if place == last else "middle"
        yield f'<line x1="{x}" x2="{x}" y1="{y}" y2="{y + 5}" stroke="currentColor" opacity="0.6"/>'
        yield f'<text x="{x}" y="{y + 18}" text-anchor="{anchor}">{escape(points[place].label)}</text>'


def _reference(points: Sequence[Point], frame: _Frame) -> Iterator[str]:
    """A bracket over the days that the chart was learnt from."""
    held = [point.at for point in points if point.reference]
    if held:
        start, end, y = frame.x(held[0]), frame.x(held[-1]), TOP - 6
        yield f'<path d="M{start},{y + 5} V{y} H{end} V{y + 5}" fill="none" stroke="currentColor" opacity="0.6"/>'
        yield f'<text x="{start + 4}" y="{y - 3}" font-size="11" opacity="0.8">reference</text>'


def _steps(points: Sequence[Point], frame: _Frame, of: Callable[[Point], float | None], look: str) -> str:
    """A line that keeps each day's value for the width of the day; broken where there is none."""
    half = (frame.x(frame.first + 1) - frame.x(frame.first)) / 2
    path, before = [], None
    for point in points:
        value = of(point)
        if value is None:
            before = None
            continue
        x, y = frame.x(point.at), frame.y(value)
        path.append(f"M{x - half:.1f},{y} H{x + half:.1f}" if before is None else f"V{y} H{x + half:.1f}")
        before = y
    return f'<path d="{" ".join(path)}" fill="none" stroke="currentColor" {look}/>'


def _line(points: Sequence[Point], frame: _Frame) -> str:
    """The values, joined where neighbouring entries have one."""
    path, joined = [], False
    for point in points:
        if point.value is not None:
            path.append(f"{'L' if joined else 'M'}{frame.x(point.at)},{frame.y(point.value)}")
        joined = point.value is not None
    return f'<path d="{" ".join(path)}" fill="none" stroke="currentColor" opacity="0.45"/>'


def _began(charted: Charted, frame: _Frame) -> Iterator[str]:
    for point in charted.points:
        if point.label in charted.began:
            x = frame.x(point.at)
            look = 'stroke="currentColor" stroke-dasharray="5 4" opacity="0.8"'
            yield f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" {look}/>'
            yield f'<text x="{x}" y="{TOP - 3}" font-size="11" text-anchor="middle">began</text>'


def _marks(points: Sequence[Point], frame: _Frame) -> Iterator[str]:
    """Dots for days, and the shapes of alarms above them."""
    small = 2.4 if len(points) <= 120 else 1.6
    for point in points:
        if point.value is not None and point.mark is Mark.NONE:
            yield f'<circle cx="{frame.x(point.at)}" cy="{frame.y(point.value)}" r="{small}"/>'
    for point in points:
        if point.value is not None and point.mark is not Mark.NONE:
            place = f"translate({frame.x(point.at)},{frame.y(point.value)})"
            told = escape(f"{point.label}: {point.mark}")
            yield f'<path d="{SHAPES[point.mark]}" transform="{place}"><title>{told}</title></path>'


def _legend(charted: Charted) -> Iterator[str]:
    """What the lines and those shapes mean that occur."""
    y, x = HEIGHT - 16, LEFT
    for look, told in (('stroke-dasharray="9 4"', "expected"), ('stroke-dasharray="2 3"', "limits of a day")):
        yield f'<line x1="{x}" x2="{x + 26}" y1="{y - 4}" y2="{y - 4}" stroke="currentColor" {look}/>'
        yield f'<text x="{x + 31}" y="{y}">{told}</text>'
        x += 31 + 6 * len(told) + 14
    for shape, told in (
        ((Mark.UP,), "drift upwards"),
        ((Mark.DOWN,), "drift downwards"),
        ((Mark.ABOVE, Mark.BELOW), "a day outside the limits"),
    ):
        if any(point.mark in shape for point in charted.points):
            yield f'<path d="{SHAPES[shape[0]]}" transform="translate({x + 7},{y - 4})"/>'
            yield f'<text x="{x + 19}" y="{y}">{told}</text>'
            x += 19 + 6 * len(told) + 14


def _told(charted: Charted) -> str:
    """The picture in words, for readers who hear it."""
    rung = [f"{point.label} {point.mark}" for point in charted.points if point.mark is not Mark.NONE]
    heading = _heading(charted) or "Control chart"
    return f"{heading}: {len(charted.points)} days; " + (f"signals: {', '.join(rung)}" if rung else "no signal")
