"""When work arrives: the period, its weeks and hours, and a burst in one market.

Not here: what arrives. Times inside are whole microseconds since 1970 in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.simulate.chance import Real, Whole, cumulative, pick
from evenhand.simulate.types import Planted, Trouble
from evenhand.simulate.world import MARKET_CODES, MARKETS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
USUAL_START = datetime(2026, 1, 5, tzinfo=UTC)
SECOND = 1_000_000
HOUR = 3_600 * SECOND
WEEKDAYS = np.array([1.08, 1.05, 1.02, 1.0, 1.05, 0.92, 0.88])
BURST_MARKET = "BR"


@dataclass(frozen=True)
class Period:
    """The time that an operation covers: from ``start`` for so many weeks."""

    start: datetime
    weeks: int

    @property
    def end(self) -> datetime:
        """The first moment after the period."""
        return self.start + timedelta(weeks=self.weeks)

    def at(self, share: float) -> datetime:
        """The moment after this share of the period, on a full hour."""
        return self.start + timedelta(hours=round(share * self.weeks * 168))


def period(start: datetime | None, weeks: int) -> Period:
    """The period that begins here, or at the usual start.

    Raises:
        RequestError: the start has no time zone.

    """
    begin = start or USUAL_START
    if begin.tzinfo is None:
        raise RequestError(
            f"The start {begin.isoformat()} has no time zone, so the operation has no place in time.",
            hint="Give start a time zone, for example datetime(2026, 1, 5, tzinfo=UTC).",
        )
    return Period(begin.astimezone(UTC), weeks)


def microseconds(moment: datetime) -> int:
    """Whole microseconds from 1970 to this moment."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def intensity(covered: Period, planted: tuple[Planted, ...]) -> Real:
    """Work per hour, market by market, and in the last column the burst: shape (hours, markets + 1)."""
    hours = np.arange(covered.weeks * 168)
    begin = microseconds(covered.start) // HOUR
    rows = np.zeros((len(hours), len(MARKETS) + 1))
    for column, market in enumerate(MARKETS):
        local = begin + hours + market.offset
        weekday = (local // 24 + 3) % 7  # 1970 began on a Thursday
        rows[:, column] = market.share * WEEKDAYS[weekday] * (1 + 0.55 * np.sin((local % 24 - 9) * np.pi / 12))
    for burst in (one for one in planted if one.kind is Trouble.VOLUME_BURST):
        within = (hours >= _hour(covered, burst.begins)) & (hours < _hour(covered, burst.ends))
        rows[:, -1] += within * (burst.size - 1) * rows[:, MARKET_CODES.index(BURST_MARKET)]
    return rows


def _hour(covered: Period, moment: datetime) -> int:
    return (moment - covered.start) // timedelta(hours=1)


def arrivals(
    covered: Period, rates: Real, *, count: int, share: tuple[float, float], rng: np.random.Generator
) -> tuple[Whole, Whole]:
    """Times in order, and the column of ``rates`` each arrival belongs to, of one consecutive share of all work."""
    low, high = share
    edges = np.append(0.0, cumulative(rates.sum(axis=1))[0])
    uniform = low + (high - low) * np.sort(rng.random(count))
    hours = np.interp(uniform, edges, np.arange(len(edges)))
    hour = np.minimum(hours.astype(np.int64), len(rates) - 1)
    column = pick(cumulative(rates), hour, rng.random(count))
    return microseconds(covered.start) + (hours * HOUR).astype(np.int64), column
