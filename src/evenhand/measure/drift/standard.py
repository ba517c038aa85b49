"""What is normal for a series: its level, its spread and its weekdays, learnt from the days of reference.

Days far outside what the rest of the reference lets expect are left out of it. Not here: whether later days are normal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from evenhand.measure.drift.family import HALF, ChartKind, skewness, variance
from evenhand.measure.drift.panel import Panel
from evenhand.measure.drift.spread import ChartSpread, Spreads, spreads
from evenhand.measure.drift.weekday import WEEK, Weekdays, adjusted, weekday_effects, weekday_of
from evenhand.measure.units import Flags, Floats

ROUNDS = 2
STRANGE = 0.0005  # the chance of a day of reference that is left out


@dataclass(frozen=True, eq=False)
class Standard:
    """What is expected of each day, series x days, and per series what that rests on.

    ``size`` is each day's effective size, ``events`` the events at the series' own level as a sample of that size
    would show them; ``counted`` and ``n`` are those of the table. ``level`` and ``degrees`` (of freedom of the spread)
    are per series. ``used`` marks the days it was learnt from.
    """

    kind: ChartKind
    level: Floats
    expected: Floats
    size: Floats
    events: Floats
    counted: Floats
    n: Floats
    spreads: Spreads
    weekdays: Weekdays
    degrees: Floats
    used: Flags

    @property
    def sigma(self) -> Floats:
        """The standard deviation of each day's value."""
        return np.asarray(np.sqrt(variance(self.kind, self.expected) / self.size))

    @property
    def off(self) -> Floats:
        """Each day's distance from what was expected, in standard deviations."""
        return (self.counted / self.n - self.expected) / self.sigma

    @property
    def lean(self) -> Floats:
        """A sixth of each day's skewness: Cornish and Fisher's correction of a normal score."""
        return skewness(self.kind, self.expected, self.size) / 6

    @property
    def score(self) -> Floats:
        """Each day's distance as a score that is standard normal while all is well, in spite of skewness."""
        off = self.off + self.lean
        return np.asarray(2 * off / (np.sqrt(np.maximum(1 + 4 * self.lean * off, 0)) + 1))

    @property
    def reference_size(self) -> Floats:
        """Per series the effective size of its reference."""
        return np.asarray(np.where(self.used, self.size, 0.0).sum(axis=1))

    @property
    def correlation(self) -> Floats:
        """Per series how far neighbouring days of reference resemble each other; 0 without a pair."""
        both = self.used[:, 1:] & self.used[:, :-1]
        off = np.where(self.used, self.off, 0.0)
        square = (off**2).sum(axis=1) / np.maximum(self.used.sum(axis=1), 1)
        product = (off[:, 1:] * off[:, :-1] * both).sum(axis=1) / np.maximum(both.sum(axis=1), 1)
        return np.where(square > 0, product / np.where(square > 0, square, 1.0), 0.0)

    def reach(self, chance: float) -> Floats:
        """Per series the score that a normal day passes, on either side, with so much of a chance.

        It is larger the fewer days of reference there are: level and spread might be others.
        """
        days = np.maximum(self.used.sum(axis=1), 1)
        known = np.where(np.isfinite(self.degrees), self.degrees, 1e9)
        return np.asarray(-stdtrit(known, chance / 2) * np.sqrt(1 + 1 / days))

    def limits(self, chance: float) -> tuple[Floats, Floats]:
        """The values of each day that a normal one passes with so much of a chance: series x days."""
        reach, lean = self.reach(chance)[:, None], self.lean
        low = np.where(2 * lean * reach < 1, lean * (reach**2 - 1) - reach, -np.inf)
        high = np.where(-2 * lean * reach < 1, lean * (reach**2 - 1) + reach, np.inf)
        top = 1.0 if self.kind is ChartKind.SHARE else np.inf
        return np.maximum(self.expected + low * self.sigma, 0.0), np.minimum(self.expected + high * self.sigma, top)


def standard(kind: ChartKind, panel: Panel, *, spread: ChartSpread, weekly: bool) -> Standard:
    """The standard of each series of the panel; ``weekly`` says that days are dates and their weekdays may matter."""
    found = _learnt(kind, panel, panel.reference, spread, weekly=weekly)
    for _ in range(ROUNDS):
        strange = found.used & (np.abs(found.score) > found.reach(STRANGE)[:, None])
        if not bool(strange.any()):
            break
        found = _learnt(kind, panel, found.used & ~strange, spread, weekly=weekly)
    return found


def _learnt(kind: ChartKind, panel: Panel, used: Flags, spread: ChartSpread, *, weekly: bool) -> Standard:
    value, weekday = panel.value, weekday_of(panel.day)
    level = _level(kind, np.where(used, panel.events, 0.0), np.where(used, panel.n, 0.0))
    flat = np.broadcast_to(level[:, None], value.shape)
    found = spreads(kind, value, panel.n, flat, used, wanted=spread, lost=np.ones(level.size))
    effects = Weekdays(np.zeros((level.size, WEEK)), np.zeros(level.size, dtype=np.bool_))
    if weekly:
        size = found.size(kind, panel.n, flat)
        effects = weekday_effects(kind, value - flat, level, size, weekday, used)
    lost = np.where(effects.seen, float(WEEK), 1.0)
    if bool(effects.seen.any()):
        expected = adjusted(kind, level, effects.effects, weekday)
        found = spreads(kind, value, panel.n, expected, used, wanted=spread, lost=lost)
    expected = adjusted(kind, level, effects.effects, weekday)
    size = found.size(kind, panel.n, expected)
    events = _at_level(kind, value, expected, level, size)
    level = _level(kind, np.where(used, events, 0.0), np.where(used, size, 0.0))
    expected = adjusted(kind, level, effects.effects, weekday)
    events = _at_level(kind, value, expected, level, size)
    degrees = found.degrees(used.sum(axis=1) - lost)
    return Standard(kind, level, expected, size, events, panel.events, panel.n, found, effects, degrees, used)


def _level(kind: ChartKind, events: Floats, size: Floats) -> Floats:
    """Events / size per series; half an event from the end of the range where there is none, or nothing else."""
    seen, total = events.sum(axis=1), np.maximum(size.sum(axis=1), HALF)
    if kind is ChartKind.RATE:
        return np.asarray(np.where(seen > 0, seen, HALF) / total)
    inside = (seen > 0) & (seen < total * (1 - 1e-12))
    return np.asarray(np.where(inside, seen / total, (seen + HALF) / (total + 2 * HALF)))


def _at_level(kind: ChartKind, value: Floats, expected: Floats, level: Floats, size: Floats) -> Floats:
    """The effective events of each day without what its weekday adds."""
    top = 1.0 if kind is ChartKind.SHARE else np.inf
    return np.asarray(size * np.clip(value - expected + level[:, None], 0.0, top))
