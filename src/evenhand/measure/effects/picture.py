"""Shares over time as a picture: one line a group, each point with its interval, and where the treatment began.

Plain SVG in the colours of the text around it; groups differ by mark and stroke, and each is named at its end. Not
here: which shares (``types``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from evenhand.facts.plain import one_line

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 320, 60, 150, 24, 44
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
LONGEST = 18
APART = 16  # pixels between two names
DASHES = ("", "6 4", "2 3")


@dataclass(frozen=True)
class Mark:
    """One point: the text below it, a share with its interval, or None where it is undefined."""

    name: str
    point: float | None
    low: float | None
    high: float | None


def lines_chart(title: str, lines: Mapping[str, Sequence[Mark]], *, start: str, earlier: int) -> str:
    """The lines of the groups on one scale; all have their points at the same places, ``earlier`` of them before."""
    held = [one for marks in lines.values() for one in marks if one.point is not None]
    ends = [value for one in held for value in (one.low, one.high, one.point) if value is not None] or [0.0, 1.0]
    low, high, step = _scale(min(ends), max(ends))
    names = [one.name for one in next(iter(lines.values()), ())]
    grid = _Grid(low, high, len(names))
    parts = [_tick(grid, low + number * step) for number in range(round((high - low) / step) + 1)]
    parts += [_name(grid, place, name) for place, name in enumerate(names)]
    parts.append(_start(grid, earlier, start))
    at: list[float] = []
    for number, (name, marks) in enumerate(lines.items()):
        parts.append(_line(grid, name, marks, number, at))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'role="img" font-family="system-ui, sans-serif" font-size="13" fill="currentColor">'
        f"<title>{escape(_told(title, lines))}</title>{''.join(parts)}</svg>"
    )


@dataclass(frozen=True)
class _Grid:
    """Where shares and places lie in the picture."""

    low: float
    high: float
    places: int

    def x(self, place: float) -> float:
        wide = (WIDTH - LEFT - RIGHT) / max(self.places, 1)
        return round(LEFT + (place + 0.5) * wide, 1)

    def y(self, share: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (share - self.low) / (self.high - self.low), 1)


def _scale(lowest: float, highest: float) -> tuple[float, float, float]:
    """From, to, and step of a scale that holds all values, within 0..1."""
    step = next((one for one in STEPS if (highest - lowest) / one <= 6), STEPS[-1])
    low, high = math.floor(lowest / step + 1e-9) * step, math.ceil(highest / step - 1e-9) * step
    return low, max(high, low + step), step


def _tick(grid: _Grid, share: float) -> str:
    y = grid.y(share)
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="currentColor" opacity="0.2"/>'
        f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{100 * share:.3g}\N{NARROW NO-BREAK SPACE}%</text>'
    )


def _name(grid: _Grid, place: int, name: str) -> str:
    every = math.ceil(grid.places / 6)
    if place % every:
        return ""
    return f'<text x="{grid.x(place)}" y="{HEIGHT - 10}" text-anchor="middle">{escape(_short(name))}</text>'


def _start(grid: _Grid, earlier: int, start: str) -> str:
    x = grid.x(earlier - 0.5)
    return (
        f'<line x1="{x}" x2="{x}" y1="{TOP - 4}" y2="{HEIGHT - BOTTOM}" stroke="currentColor" stroke-dasharray="3 3"/>'
        f'<text x="{x}" y="{TOP - 9}" text-anchor="middle">{escape(_short(start))}</text>'
    )


def _line(grid: _Grid, name: str, marks: Sequence[Mark], number: int, taken: list[float]) -> str:
    shift = 6 * (number - 0.5) if number else -3
    known = [(grid.x(place) + shift, one) for place, one in enumerate(marks) if one.point is not None]
    path = " ".join(f"{x:.1f},{grid.y(one.point or 0.0)}" for x, one in known)
    dash = f' stroke-dasharray="{DASHES[number % len(DASHES)]}"' if number else ""
    parts = [f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="2"{dash}/>']
    for x, one in known:
        if one.low is not None and one.high is not None:
            parts.append(
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{grid.y(one.low)}" y2="{grid.y(one.high)}" '
                'stroke="currentColor" opacity="0.6"/>'
            )
        parts.append(_dot(x, grid.y(one.point or 0.0), number))
    if known:
        x, last = known[-1]
        y = _free(grid.y(last.point or 0.0), taken)
        taken.append(y)
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{y + 4:.1f}">{escape(_short(name))}</text>')
    return "".join(parts)


def _dot(x: float, y: float, number: int) -> str:
    if number == 0:
        return f'<circle cx="{x:.1f}" cy="{y}" r="4.5"/>'
    return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'


def _free(y: float, taken: Sequence[float]) -> float:
    """A height for a name that does not lie on another one."""
    while any(abs(y - other) < APART for other in taken):
        y += APART / 2
    return y


def _short(name: str) -> str:
    plain = one_line(name)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _told(title: str, lines: Mapping[str, Sequence[Mark]]) -> str:
    """The picture in words, for readers who hear it."""
    said = [
        f"{one_line(name)} {one_line(one.name)}: {one.point:.3g}, from {one.low:.3g} to {one.high:.3g}"
        for name, marks in lines.items()
        for one in marks
        if one.point is not None and one.low is not None and one.high is not None
    ]
    return f"{one_line(title)}. " + "; ".join(said)
