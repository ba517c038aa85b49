"""The charts of one panel: standard, statistic and alarms of all its series at once.

Not here: the table (``reading``), the finished result (``overall``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measure.drift.alarms import Quiet, quiet
from evenhand.measure.drift.asked import Asked, ChartRule
from evenhand.measure.drift.ewma import lean_of, limits_for, spread_of
from evenhand.measure.drift.family import evidence, moved, ratio_of, widest_shift
from evenhand.measure.drift.panel import Panel
from evenhand.measure.drift.signals import Rung, drifts, single_days, together
from evenhand.measure.drift.standard import Standard, standard
from evenhand.measure.drift.steady import cut_where_it_moved
from evenhand.measure.drift.types import SignalKind
from evenhand.measure.drift.walks import Walk, average, cusum
from evenhand.measure.units import Flags, Floats

OF_A_DAY = 1 / 10  # of the false alarms, those of single days outside their limits, beside a statistic that remembers
TYPICAL = 1.5  # standard deviations of a typical day that a chart looks for unless a shift is stated
WEIGHT = 0.2  # of a day in the average
NOWHERE = 1e9  # a threshold that is never reached: a side that nobody asked about


@dataclass(frozen=True, eq=False)
class Judged:
    """What a panel's charts say; arrays are series x days, or per series."""

    panel: Panel
    standard: Standard
    limits: tuple[Floats, Floats]
    statistic: Floats
    open: Flags
    rung: Rung
    shift: Floats
    threshold: Floats
    chance: Floats
    watched: Flags


def judged(panel: Panel, asked: Asked, *, dated: bool) -> Judged:
    """The charts of all series of a panel."""
    panel = panel if asked.reference else cut_where_it_moved(asked.kind, panel)
    known = standard(asked.kind, panel, spread=asked.spread, weekly=asked.weekdays and dated)
    watched = panel.seen & ~panel.reference
    shift = _shift(known, panel.seen, asked)
    belief = quiet(known, panel.seen, shift, asked.direction.sides)
    alone = asked.rule is ChartRule.LIMITS
    remembered = asked.false_alarms * (1.0 if alone else 1 - OF_A_DAY)
    of_a_day = asked.false_alarms * (1.0 if alone else OF_A_DAY)
    ends = known.limits(of_a_day * 2 / len(asked.direction.sides))
    threshold = belief.threshold(remembered)
    walks = _sums(known, watched, shift, threshold, asked)
    chance = _chance(belief, walks, watched, asked)
    if asked.rule is ChartRule.EWMA:
        threshold, walks = _averages(known, watched, remembered, asked)
    rung, statistic, held = _rung(known, panel, watched, ends, walks, asked)
    return Judged(panel, known, ends, statistic, held, rung, shift, threshold, chance, watched)


def _shift(known: Standard, seen: Flags, asked: Asked) -> Floats:
    """What the statistic looks for, per series."""
    if asked.shift is not None:
        return np.full(known.level.size, asked.shift)
    sigma = np.where(seen, known.sigma, np.nan)
    return np.minimum(TYPICAL * np.nanmedian(sigma, axis=1), widest_shift(asked.kind, known.level))


def _sums(known: Standard, watched: Flags, shift: Floats, threshold: Floats, asked: Asked) -> tuple[Walk, Walk]:
    """The CUSUMs up and down; a side that nobody asked about never rings."""
    ratio = ratio_of(asked.kind, known.level, shift)[:, None]

    def walk(side: int) -> Walk:
        after = moved(asked.kind, known.expected, ratio**side)
        steps = evidence(asked.kind, known.size * known.counted / known.n, known.size, known.expected, after)
        wanted = side in asked.direction.sides
        return cusum(np.where(watched, steps, 0.0) if wanted else np.zeros_like(steps), threshold)

    return walk(1), walk(-1)


def _averages(known: Standard, watched: Flags, rate: float, asked: Asked) -> tuple[Floats, tuple[Walk, Walk]]:
    """The EWMA up and down, with limits that lean as the average does."""
    size = np.where(watched, known.size, 0.0).sum(axis=1) / np.maximum(watched.sum(axis=1), 1)
    typical = np.where(size > 0, size, known.size[:, 0])
    limit = limits_for(
        rate * 2 / len(asked.direction.sides),
        WEIGHT,
        days=np.maximum(known.reference_size / typical, 1.0),
        degrees=known.degrees,
    )
    middle = np.where(watched, known.lean, 0.0).sum(axis=1) / np.maximum(watched.sum(axis=1), 1)
    lean = lean_of(WEIGHT) * middle * (limit**2 - 1)

    def walk(side: int) -> Walk:
        end = np.maximum(limit + side * lean, 0.5) if side in asked.direction.sides else np.full_like(limit, NOWHERE)
        return average(side * known.off, watched, WEIGHT, end * spread_of(WEIGHT))

    return limit * spread_of(WEIGHT), (walk(1), walk(-1))


def _chance(belief: Quiet, walks: tuple[Walk, Walk], watched: Flags, asked: Asked) -> Floats:
    """The chance of a CUSUM as high in as many quiet days, per series."""
    days = watched.sum(axis=1)
    horizon = np.maximum(days, asked.horizon or 0).astype(float)
    highest = np.maximum(walks[0].highest, walks[1].highest)
    return np.where(days > 0, belief.chance(highest, horizon), np.nan)


def _rung(
    known: Standard, panel: Panel, watched: Flags, ends: tuple[Floats, Floats], walks: tuple[Walk, Walk], asked: Asked
) -> tuple[Rung, Floats, Flags]:
    """All alarms, the statistic and the days in a drift; a day outside its limits in a drift rings no second time."""
    value = panel.value
    above, below = panel.seen & (value > ends[1]), panel.seen & (value < ends[0])
    up, down = walks
    if asked.rule is ChartRule.LIMITS:
        found = []
        statistic, held = np.full_like(value, np.nan), np.zeros_like(watched)
    else:
        found = [drifts(up, watched, SignalKind.UP), drifts(down, watched, SignalKind.DOWN)]
        above, below = above & ~up.open, below & ~down.open
        statistic = np.where(watched, np.where(up.height >= down.height, up.height, -down.height), np.nan)
        held = (up.open | down.open) & watched
    sides = asked.direction.sides
    days = [single_days(above & (1 in sides), SignalKind.ABOVE), single_days(below & (-1 in sides), SignalKind.BELOW)]
    return together([*found, *days]), statistic, held
