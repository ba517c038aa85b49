"""The one place that asks what time it is; services are told the time as ``at``.

Tests freeze it and drills shift it. Not here: time zones of people and markets.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta(0))


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return (_frozen.get() or datetime.now(UTC)) + _shift.get()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Within the block it is always this moment."""
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Within the block every moment is this much later (or, negative, earlier)."""
    token = _shift.set(_shift.get() + by)
    try:
        yield
    finally:
        _shift.reset(token)
