"""The best division of days into stretches of one level, by an exact dynamic programme that prunes as it goes (PELT).

Source: Killick, Fearnhead and Eckley, J. Am. Stat. Assoc. 107 (2012) 1590-1598. Not here: how sure a change is.
"""

from __future__ import annotations

import numpy as np

from evenhand.measure.drift.family import ChartKind, best_fit
from evenhand.measure.units import Codes, Floats


def best_starts(kind: ChartKind, events: Floats, size: Floats, *, shortest: int, penalty: float) -> list[int]:
    """The first days of all stretches, 0 first, with the largest likelihood less half the ``penalty`` per change.

    ``events`` and ``size`` are effective, one per day; a stretch has at least ``shortest`` days. A start that can no
    longer win stays until a stretch of that length could follow the end that beat it.
    """
    days = events.size
    seen, total = (np.concatenate([[0.0], part.cumsum()]) for part in (events, size))
    cost, begun = np.full(days + 1, np.inf), np.zeros(days + 1, dtype=np.int64)
    cost[0] = -penalty
    starts, doomed = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    for end in range(shortest, days + 1):
        starts, doomed = np.append(starts, end - shortest), np.append(doomed, days)
        whole = cost[starts] - 2 * best_fit(kind, seen[end] - seen[starts], total[end] - total[starts])
        best = int(whole.argmin())
        cost[end], begun[end] = whole[best] + penalty, starts[best]
        doomed = np.where(whole > cost[end], np.minimum(doomed, end + shortest - 1), doomed)
        starts, doomed = starts[doomed > end], doomed[doomed > end]
    return _traced(begun, days)


def _traced(begun: Codes, end: int) -> list[int]:
    found = []
    while end > 0:
        end = int(begun[end])
        found.append(end)
    return found[::-1]
