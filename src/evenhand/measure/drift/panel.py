"""Several series side by side: one row each, its days with something seen from the left on.

Series of similar length share a panel, so that memory grows with the days and not with series times the longest one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.drift.reading import Daily
from evenhand.measure.units import Codes, Flags, Floats

CELLS = 400_000  # days that are worked on at a time


@dataclass(frozen=True, eq=False)
class Panel:
    """Rows are series (``series``: their places), columns their days in order.

    ``place`` is the entry of ``Daily`` that a cell holds, and ``seen`` says that it holds one. ``events`` is 0 and
    ``n`` is 1 where it holds none. ``reference`` marks the days that the chart learns from.
    """

    series: Codes
    place: NDArray[np.int64]
    seen: Flags
    day: NDArray[np.int64]
    events: Floats
    n: Floats
    reference: Flags

    @property
    def value(self) -> Floats:
        """Events / n."""
        return self.events / self.n


def panels(daily: Daily, reference: Flags, wanted: Flags) -> Iterator[Panel]:
    """The days with n above 0 of the ``wanted`` series; ``reference`` has one entry per entry of ``daily``."""
    held = np.flatnonzero(daily.n > 0)
    length = np.bincount(daily.series[held], minlength=len(daily.names))
    start = np.concatenate([[0], length.cumsum()])[:-1]
    order = np.argsort(length, kind="stable")
    order = order[wanted[order] & (length[order] > 0)]
    while order.size:
        cells = length[order] * np.arange(1, order.size + 1)
        taken = max(1, int(np.searchsorted(cells, CELLS, side="right")))
        yield _panel(daily, reference, held, order[:taken], start, length)
        order = order[taken:]


def _panel(daily: Daily, reference: Flags, held: NDArray[np.intp], series: Codes, start: Codes, length: Codes) -> Panel:
    column = np.arange(int(length[series].max()))
    seen = column < length[series][:, None]
    place = held[np.where(seen, start[series][:, None] + column, 0)]
    return Panel(
        series=series,
        place=place,
        seen=seen,
        day=daily.day[place],
        events=np.where(seen, daily.events[place], 0.0),
        n=np.where(seen, daily.n[place], 1.0),
        reference=reference[place] & seen,
    )
