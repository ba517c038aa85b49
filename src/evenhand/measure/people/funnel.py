"""The funnel: each person's rate over the number of audits, between the limits that chance alone would keep.

Plain SVG without script, in the colour of the text around it. Source: Spiegelhalter, Statistics in Medicine 24 (2005)
1185-1202. Not here: who is flagged (``naming``); the limits of a funnel flag nobody.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom

from evenhand.facts.plain import one_line
from evenhand.measure.units import Flags, Floats

LEVELS = (0.95, 0.998)
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 64, 24, 28, 52
POINTS = 60
NAMED = 12  # names in the picture
LONGEST = 18
LINE, WIDE = 13, 7.5  # height of a line, width of a letter at most
MARGIN = 1.25
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


@dataclass(frozen=True, eq=False)
class Funnel:
    """``judge``, ``n`` (audits' worth), ``rate`` and ``named`` per person; the limits at each of ``sizes``.

    ``limits[l]`` holds the lower and the upper limit at the level ``LEVELS[l]`` around ``mean``, in rates.
    """

    judge: tuple[str, ...]
    n: Floats
    rate: Floats
    named: Flags
    mean: float
    target: float | None
    sizes: Floats
    limits: tuple[tuple[Floats, Floats], ...]

    @classmethod
    def of(
        cls,
        *,
        judge: Sequence[str],
        n: ArrayLike,
        rate: ArrayLike,
        named: ArrayLike,
        mean: float,
        target: float | None,
    ) -> Funnel:
        """The funnel of these people around the mean rate."""
        worth = np.asarray(n, dtype=np.float64)
        ends = max(1.0, worth.min() / MARGIN), max(2.0, worth.max() * MARGIN)
        sizes = np.unique(np.geomspace(*ends, POINTS).round().astype(np.float64))
        return cls(
            judge=tuple(judge),
            n=worth,
            rate=np.asarray(rate, dtype=np.float64),
            named=np.asarray(named, dtype=np.bool_),
            mean=mean,
            target=target,
            sizes=sizes,
            limits=tuple(
                (_limit(sizes, mean, (1 - level) / 2), _limit(sizes, mean, (1 + level) / 2)) for level in LEVELS
            ),
        )


def _limit(sizes: Floats, mean: float, chance: float) -> Floats:
    """The rate below which a share of people with the mean rate lies: binomial, with whole counts smoothed."""
    count = binom.ppf(chance, sizes, mean)
    reached, before = binom.cdf(count, sizes, mean), binom.cdf(count - 1, sizes, mean)
    limit = (count - (reached - chance) / np.maximum(reached - before, 1e-300)) / sizes
    return np.asarray(np.clip(limit, 0.0, 1.0))


def funnel_chart(funnel: Funnel) -> str:
    """The funnel as an SVG document; only flagged people are named."""
    scale = _Scale.of(funnel)
    marks = "".join([*map(scale.mark_rate, scale.rates()), *map(scale.mark_size, scale.sizes())])
    lines = [scale.level(funnel.mean, 'stroke-width="1.5"', "mean")]
    lines += [scale.level(funnel.target, 'stroke-dasharray="2 4"', "target")] if funnel.target is not None else []
    dashes = ("", ' stroke-dasharray="6 4"')
    curves = [
        scale.curve(funnel.sizes, limit, dash)
        for dash, limits in zip(dashes, funnel.limits, strict=True)
        for limit in limits
    ]
    places = np.argsort(funnel.named, kind="stable")
    points = [scale.point(funnel.n[k], funnel.rate[k], named=bool(funnel.named[k])) for k in places]
    names = _names(scale, funnel)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'role="img" font-family="system-ui, sans-serif" font-size="13" fill="currentColor">'
        f"<title>{escape(_told(funnel))}</title>{marks}{''.join(lines)}{''.join(curves)}{''.join(points)}"
        f"{''.join(names)}{_axes()}</svg>"
    )


def _names(scale: _Scale, funnel: Funnel) -> list[str]:
    """The names of the flagged from the top down, each beside its own point; one without room there is left out.

    A name that stood apart from its point might be read as that of another person. All are in the picture's title.
    """
    named = np.flatnonzero(funnel.named)
    taken: list[_Room] = []
    shown: list[str] = []
    for k in named[np.argsort(-funnel.rate[named], kind="stable")][:NAMED]:
        told = one_line(funnel.judge[k])
        told = told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"
        x, y = scale.x(float(funnel.n[k])), scale.y(float(funnel.rate[k]))
        room = next((one for one in _beside(x, y, told) if not any(one.meets(other) for other in taken)), None)
        if room is not None:
            taken.append(room)
            shown.append(room.text(told))
    return shown


def _beside(x: float, y: float, told: str) -> list[_Room]:
    """The two places of a name, to the right of its point and to the left, that lie within the picture."""
    width = WIDE * len(told)
    rooms = [_Room(x + 8, x + 8 + width, y, "start"), _Room(x - 8 - width, x - 8, y, "end")]
    return [one for one in rooms if one.left >= LEFT and one.right <= WIDTH - RIGHT]


@dataclass(frozen=True)
class _Room:
    """Where a name stands: its ends, its line, and the end at which its point is."""

    left: float
    right: float
    y: float
    anchor: str

    def meets(self, other: _Room) -> bool:
        return self.left < other.right and other.left < self.right and abs(self.y - other.y) < LINE

    def text(self, told: str) -> str:
        x = self.left if self.anchor == "start" else self.right
        return (
            f'<text x="{x:.1f}" y="{self.y + 4:.1f}" text-anchor="{self.anchor}" font-size="12">{escape(told)}</text>'
        )


@dataclass(frozen=True)
class _Scale:
    """Places in the picture: audits on a logarithmic scale, rates on a plain one from 0."""

    low: float
    high: float
    top: float
    step: float

    @classmethod
    def of(cls, funnel: Funnel) -> _Scale:
        low, high = float(funnel.sizes.min()), float(funnel.sizes.max())
        highest = max(funnel.rate.max(), float(np.median(funnel.limits[-1][1])), funnel.target or 0.0, funnel.mean)
        step = next((step for step in STEPS if highest / step <= 6), STEPS[-1])
        return cls(low, max(high, low * 1.1), min(max(step, math.ceil(highest / step) * step), 1.0), step)

    def x(self, n: float) -> float:
        share = math.log(max(n, self.low) / self.low) / math.log(self.high / self.low)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * min(share, 1.0), 1)

    def y(self, rate: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(rate, self.top) / self.top, 1)

    def rates(self) -> list[float]:
        return [number * self.step for number in range(round(self.top / self.step) + 1)]

    def sizes(self) -> list[int]:
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        held = [k * 10**power for power in powers if power >= 0 for k in (1, 2, 5)]
        return [size for size in held if self.low <= size <= self.high]

    def mark_rate(self, rate: float) -> str:
        y = self.y(rate)
        return (
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="currentColor" opacity="0.15"/>'
            f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{round(100 * rate, 6):g} %</text>'
        )

    def mark_size(self, size: int) -> str:
        return f'<text x="{self.x(size)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size:,}</text>'

    def level(self, rate: float, form: str, told: str) -> str:
        y = self.y(rate)
        return (
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="currentColor" {form}/>'
            f'<text x="{WIDTH - RIGHT}" y="{y - 5}" text-anchor="end" font-size="11">{told}</text>'
        )

    def curve(self, sizes: Floats, limit: Floats, dash: str) -> str:
        points = " ".join(f"{self.x(n)},{self.y(rate)}" for n, rate in zip(sizes, limit, strict=True))
        return f'<polyline points="{points}" fill="none" stroke="currentColor" opacity="0.6"{dash}/>'

    def point(self, n: float, rate: float, *, named: bool) -> str:
        form = 'r="5"' if named else 'r="3.5" fill="none" stroke="currentColor" opacity="0.7"'
        return f'<circle cx="{self.x(n)}" cy="{self.y(rate)}" {form}/>'


def _axes() -> str:
    return (
        f'<text x="{LEFT - 8}" y="{TOP - 12}" font-size="12">errors, adjusted for the cases</text>'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 12}" text-anchor="end" font-size="12">'
        "audits (their worth on average cases); lines: 95 % and 99.8 % of people who have the mean rate</text>"
    )


def _told(funnel: Funnel) -> str:
    """The picture in words, for readers who hear it."""
    above = int((funnel.rate > np.interp(funnel.n, funnel.sizes, funnel.limits[-1][1])).sum())
    named = [one_line(funnel.judge[k]) for k in np.flatnonzero(funnel.named)]
    flagged = f"flagged: {', '.join(named)}" if named else "nobody is flagged"
    return (
        f"Rates of {len(funnel.judge):,} people around {funnel.mean:.3g}; {above:,} lie above "
        f"what chance alone would do once in a thousand; {flagged}"
    )
