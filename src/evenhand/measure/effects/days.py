"""Assessed rows summed by day, and the columns by which a share moves from day to day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.effects.cells import Times, summed_cells
from evenhand.measure.effects.reading import Rows
from evenhand.measure.labels import Flags, Floats

Days: TypeAlias = NDArray[np.int64]
WEEK = 7
LEVEL, SLOPE = 2, 3  # the columns of what changes at the start
WEEKS_FOR_WEEKDAYS = 4  # of data; fewer do not tell the weekdays apart


@dataclass(frozen=True, eq=False)
class Daily:
    """The days on which something was assessed: ``day`` counted from the start, below 0 before it.

    ``share`` is that day's, ``variance`` what its rows alone give it, ``weekday`` 0 to 6.
    """

    day: Days
    share: Floats
    variance: Floats
    n: Days
    weekday: Days

    @property
    def after(self) -> Flags:
        """Which days are from the start on."""
        return np.asarray(self.day >= 0, dtype=np.bool_)

    @property
    def weekdays(self) -> bool:
        """Whether there is enough to tell the weekdays apart."""
        return bool(self.day.size >= WEEK * WEEKS_FOR_WEEKDAYS) and np.unique(self.weekday).size > 1


def daily(rows: Rows, start: int) -> Daily:
    """The days of the rows; a day ends at midnight UTC, and whole numbers are days already."""
    number = rows.time // rows.day
    days, place = np.unique(number, return_inverse=True)
    cells = summed_cells(
        place.astype(np.int32), np.zeros(place.size, np.int64), rows.value, rows.weight, (days.size, 1)
    )
    return Daily(
        day=days - start // rows.day,
        share=cells.share[:, 0],
        variance=float(cells.spread()[0]) / cells.size[:, 0],
        n=cells.count[:, 0].astype(np.int64),
        weekday=(days + 3) % WEEK,  # 1 January 1970 was a Thursday; Monday is 0
    )


def columns(daily_: Daily, more: Times | None = None) -> Floats:
    """One line per day: level, slope a week, then level and slope from the start on, then weekdays.

    ``more`` are days that may come, counted from the start, after those of ``daily_``.
    """
    later = np.zeros(0, np.int64) if more is None else more
    day = np.concatenate([daily_.day, later])
    weekday = np.concatenate([daily_.weekday, (daily_.weekday[-1] + later - daily_.day[-1]) % WEEK])
    weeks, after = day / WEEK, (day >= 0).astype(np.float64)
    parts = [np.ones_like(weeks), weeks, after, after * weeks]
    if daily_.weekdays:
        parts += [(weekday == one) * 1.0 for one in np.unique(daily_.weekday)[1:]]
    return np.stack(parts, axis=1)
