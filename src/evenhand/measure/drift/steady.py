"""Effective sizes of days whose level may move, and whether a stretch of days has one level.

The spread comes from neighbouring days alone, so that a move widens it little. Not here: several changes (``changes``).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evenhand.measure.drift.family import ChartKind, best_fit, variance
from evenhand.measure.drift.panel import Panel
from evenhand.measure.drift.spread import neighbours_between
from evenhand.measure.units import Flags, Floats

SHORTEST = 5  # days that a level lasts
KEPT = 28  # days of a reference that moved, at least
CUT_AT = 0.01  # the chance to cut a reference that did not move


def penalty(days: Floats, chance: float) -> Floats:
    """What a further change has to gain (twice the log-likelihood), so that a series without any has one by ``chance``.

    Measured on standard normal days, scaled by their own moving range: docs/methods/drift.md.
    """
    return np.asarray(2 * np.log((6 + days / 45) / chance))


def steady_sizes(kind: ChartKind, events: Floats, n: Floats, used: Flags, expected: Floats | None = None) -> Floats:
    """Effective sizes, series x days; ``expected`` is what weekdays let expect, otherwise all days' level is."""
    if expected is None:
        seen, size = np.where(used, events, 0.0).sum(axis=1), np.where(used, n, 0.0).sum(axis=1)
        expected = np.broadcast_to(((seen + 0.5) / (size + 1))[:, None], n.shape)
    unit = variance(kind, expected)
    between = neighbours_between(events / n - expected, unit / n, used)
    return np.asarray(n / (1 + n * between[:, None] / unit))


def cut_where_it_moved(kind: ChartKind, panel: Panel) -> Panel:
    """The panel with each reference ended before the likeliest change in it, where one shows and enough is left."""
    used = panel.reference
    size = np.where(used, steady_sizes(kind, panel.events, panel.n, used), 0.0)
    events = size * panel.value
    left = events.cumsum(axis=1), size.cumsum(axis=1)
    total = [part[:, -1:] for part in left]
    days = used.cumsum(axis=1)
    inside = (days >= SHORTEST) & (days <= days[:, -1:] - SHORTEST) & (left[1] < total[1])
    right = [np.where(inside, whole - part, 1.0) for whole, part in zip(total, left, strict=True)]
    parts = [np.where(inside, part, 1.0) for part in left]
    with np.errstate(invalid="ignore"):
        gain = 2 * (best_fit(kind, *parts) + best_fit(kind, *right) - best_fit(kind, *total))
    gain = np.where(inside, gain, -np.inf)
    at = gain.argmax(axis=1)
    moved = gain.max(axis=1) > penalty(days[:, -1], CUT_AT)
    kept = days[np.arange(at.size), at]
    last = np.where(moved & (kept >= KEPT), at, used.shape[1])
    return replace(panel, reference=used & (np.arange(used.shape[1]) <= last[:, None]))
