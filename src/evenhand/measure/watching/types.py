"""What a watched share looks like: one interval per look, true at all of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.chart import Bar
from evenhand.measure.result import Method, Note, Result

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
SHOWN = 30  # looks in a picture, evenly spread, the last among them


@dataclass(frozen=True)
class Look:
    """What was known after ``n`` observations: shares in 0..1.

    ``estimate`` is None before the first observation; ``low`` and ``high`` are None from the look on at which no single
    share agrees with everything seen.
    """

    n: int
    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Watched(Result):
    """A share with its interval at every look; with a chance of ``level`` all of the intervals hold it.

    An interval is the part common to this look's and all earlier ones, so that it never grows. The estimate is that of
    all observations up to the look, and may lie outside. ``sharpest_at`` is the number of observations at which the
    interval is shortest beside one that is looked at once.
    """

    metric: str
    looks: tuple[Look, ...]
    level: float
    method: Method
    sharpest_at: int
    notes: tuple[Note, ...] = ()

    @property
    def n(self) -> int:
        """The observations up to the last look."""
        return self.looks[-1].n

    @property
    def estimate(self) -> float | None:
        """The estimate at the last look."""
        return self.looks[-1].estimate

    @property
    def low(self) -> float | None:
        """The lower end at the last look."""
        return self.looks[-1].low

    @property
    def high(self) -> float | None:
        """The upper end at the last look."""
        return self.looks[-1].high

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per look, numbered from 1."""
        return [
            {"look": number, "n": look.n, "estimate": look.estimate, "low": look.low, "high": look.high}
            for number, look in enumerate(self.looks, start=1)
        ]

    def bars(self) -> Sequence[Bar]:
        """The looks from the first to the last; of many, some that are evenly spread."""
        last = len(self.looks) - 1
        shown = np.unique(np.linspace(0, last, min(last + 1, SHOWN)).round().astype(np.int64))
        return [_bar(int(place) + 1, self.looks[place]) for place in shown]

    def __str__(self) -> str:
        """The last look in a sentence."""
        if self.estimate is None or self.low is None or self.high is None:
            return f"{self.metric}: undefined ({'; '.join(note.text for note in self.notes)})"
        return (
            f"{self.metric}: {self.estimate:.1%}, {self.level:.0%} interval at every look {self.low:.1%} to "
            f"{self.high:.1%}; look {len(self.looks):,}, n {self.n:,}, {self.method}"
        )


def watched(
    *, metric: str, n: Counts, estimate: Floats, limits: tuple[Floats, Floats], level: float, method: Method, at: int
) -> Watched:
    """The result from what holds at each look; ``limits`` are those of the look alone."""
    low, high = np.maximum.accumulate(limits[0]), np.minimum.accumulate(limits[1])
    empty = low > high
    looks = zip(n.tolist(), _or_none(estimate, n == 0), _or_none(low, empty), _or_none(high, empty), strict=True)
    return Watched(metric, tuple(Look(*look) for look in looks), level, method, at, notes=_notes(n, empty))


def _or_none(values: Floats, unknown: Flags) -> list[float | None]:
    return [None if gone else float(value) for value, gone in zip(values, unknown, strict=True)]


def _notes(n: Counts, empty: Flags) -> tuple[Note, ...]:
    nothing = (Note("watching_nothing"),) if n[-1] == 0 else ()
    return nothing + ((Note("watching_moved", {"look": int(empty.argmax()) + 1}),) if empty.any() else ())


def _bar(number: int, look: Look) -> Bar:
    return Bar(f"look {number:,}", look.estimate, look.low, look.high, note=f"n {look.n:,}")
