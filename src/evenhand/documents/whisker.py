"""Where an estimate with its interval lies on a line: positions in 0..1 for any format, and the SVG for HTML.

Not here: the words beside it, nor the colours (the style sheet has those).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from evenhand.measure.result import Estimate

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
MARGIN = 0.03
FEW = 30


@dataclass(frozen=True)
class Tick:
    """A mark of the scale: where it stands (0..1) and its number."""

    at: float
    text: str


@dataclass(frozen=True)
class Scale:
    """The stretch of shares that a line shows, with its ticks and the target."""

    low: float
    high: float
    step: float
    target: float | None

    def place(self, share: float) -> float:
        """Where a share stands on the line, 0..1, with a small margin at both ends."""
        inside = (share - self.low) / (self.high - self.low)
        return round(MARGIN + (1 - 2 * MARGIN) * min(max(inside, 0.0), 1.0), 4)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The marks of the scale, from low to high."""
        count = round((self.high - self.low) / self.step)
        shares = [self.low + number * self.step for number in range(count + 1)]
        return tuple(Tick(self.place(share), f"{share * 100:.6g}") for share in shares)


@dataclass(frozen=True)
class Whisker:
    """An estimate on a scale: positions 0..1, and what is so about it."""

    low: float
    point: float
    high: float
    target: float | None
    ticks: tuple[float, ...]
    below: bool
    few: bool
    text: str


def scale_for(estimates: Sequence[Estimate], target: float | None) -> Scale:
    """The common scale of several estimates: round ends, at most about eight steps, target inside."""
    shares = [share for e in estimates for share in (e.low, e.high) if share is not None]
    shares += [target] if target is not None else []
    lowest, highest = min(shares, default=0.0), max(shares, default=1.0)
    step = next((step for step in STEPS if (highest - lowest) / step <= 6), STEPS[-1])
    low = int(lowest / step + 1e-9) * step
    high = min(-int(-highest / step + 1e-9) * step, 1.0)
    high = high + step if high < highest - 1e-9 else high
    return Scale(max(low, 0.0), min(max(high, low + step), 1.0), step, target)


def whisker(estimate: Estimate, scale: Scale, text: str) -> Whisker | None:
    """The estimate on the scale; None when it is undefined."""
    if estimate.estimate is None or estimate.low is None or estimate.high is None:
        return None
    return Whisker(
        low=scale.place(estimate.low),
        point=scale.place(estimate.estimate),
        high=scale.place(estimate.high),
        target=scale.place(scale.target) if scale.target is not None else None,
        ticks=tuple(tick.at for tick in scale.ticks),
        below=scale.target is not None and estimate.high < scale.target,
        few=estimate.n < FEW,
        text=text,
    )


def whisker_svg(mark: Whisker, number: int) -> Markup:
    """The whisker as inline SVG: classes for colours, a title for readers of the screen, no style attributes."""
    states = " ".join(name for name, so in (("low", mark.below), ("few", mark.few)) if so)
    parts = [_line("grid", at, at, "0", "24") for at in mark.ticks]
    parts.append(_line("axis", MARGIN, 1 - MARGIN, "12", "12"))
    if mark.target is not None:
        parts.append(_line("target", mark.target, mark.target, "0", "24"))
    parts.append(_line("interval", mark.low, mark.high, "12", "12"))
    parts.append(Markup('<circle class="point" cx="{}" cy="12" r="4.5"/>').format(_percent(mark.point)))
    return Markup(
        '<svg class="whisker {}" role="img" aria-labelledby="{}" height="24"><title id="{}">{}</title>{}</svg>'
    ).format(states, f"whisker-{number}", f"whisker-{number}", mark.text, Markup("").join(parts))


def scale_svg(ticks: Sequence[Tick]) -> Markup:
    """The numbers of the scale, to stand above the whiskers."""
    texts = [
        Markup('<text class="{}" x="{}" y="12" text-anchor="middle">{}</text>').format(
            "between" if number % 2 else "", _percent(tick.at), tick.text
        )
        for number, tick in enumerate(ticks)
    ]
    return Markup('<svg class="scale" aria-hidden="true" height="16">{}</svg>').format(Markup("").join(texts))


def _line(name: str, start: float, end: float, top: str, bottom: str) -> Markup:
    return Markup('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
        name, _percent(start), _percent(end), top, bottom
    )


def _percent(place: float) -> str:
    return f"{place * 100:.2f}%"
