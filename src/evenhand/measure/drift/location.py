"""When a level changed: how likely each day is, given the counts on both sides.

The levels are averaged over (Jeffreys' prior), and every day is as likely beforehand. Not here: whether it changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measure.drift.family import ChartKind, averaged_fit
from evenhand.measure.units import Floats


@dataclass(frozen=True)
class Location:
    """The likeliest first day of the new level, and the first and last of the likeliest days up to the level."""

    best: int
    low: int
    high: int


def located(
    kind: ChartKind,
    events: Floats,
    size: Floats,
    *,
    latest: int,
    level: float,
    before: tuple[float, float] = (0.0, 0.0),
) -> Location:
    """Places among the days given, 0 to ``latest``; effective events and sizes, one per day.

    ``before`` are events and size of days ahead of these; without them, the first day cannot begin the new level.
    """
    first = 0 if before[1] > 0 else 1
    ahead_events = before[0] + np.concatenate([[0.0], events.cumsum()])
    ahead_size = before[1] + np.concatenate([[0.0], size.cumsum()])
    left = slice(first, latest + 1)
    weight = averaged_fit(kind, ahead_events[left], ahead_size[left]) + averaged_fit(
        kind, ahead_events[-1] - ahead_events[left], ahead_size[-1] - ahead_size[left]
    )
    chance = np.exp(weight - weight.max())
    order = np.argsort(-chance, kind="stable")
    enough = int(np.searchsorted(chance[order].cumsum(), level * chance.sum())) + 1
    likely = order[:enough] + first
    return Location(int(order[0]) + first, int(likely.min()), int(likely.max()))
