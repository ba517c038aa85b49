"""The days of the demo, counted from today, in UTC: the operation ended yesterday, what is due lies ahead.

Not here: what happens on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from evenhand.simulate import Operation


@dataclass(frozen=True)
class Calendar:
    """``today`` is a midnight; the operation covers the days before it."""

    today: datetime
    begins: datetime

    @classmethod
    def of(cls, operation: Operation, *, now: datetime) -> Calendar:
        """The calendar of an operation that ends yesterday."""
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(today, today - (operation.end - operation.start))

    def day(self, number: int, *, hour: float = 0.0) -> datetime:
        """An hour of a day: 0 is today, -1 yesterday."""
        return self.today + timedelta(days=number, hours=hour)

    def moved(self, operation: Operation) -> timedelta:
        """How far the operation is moved in time."""
        return self.begins - operation.start
