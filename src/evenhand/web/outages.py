"""Failures of what we stand on, told apart from our own: the database is away, or the disk is full.

Not here: the page that says so (``refusals``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand.facts.disk import FULL_DISK
from evenhand.facts.errors import DiskFull

SQLITE_FULL = ("SQLITE_FULL", "SQLITE_IOERR")  # a file that may not grow is an I/O error to SQLite
SQLITE_AWAY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_PROTOCOL")
POSTGRES_FULL = "53100"
POSTGRES_AWAY = ("08", "40", "53", "55P03", "57P")  # connections, deadlocks, resources, locks, a server that ends


@dataclass(frozen=True)
class Outage:
    """What is missing and for how long it makes sense to wait: ``seconds`` until it is worth another try."""

    status: int
    title: str | Promise
    message: str | Promise
    hint: str | Promise
    seconds: int


AWAY = Outage(
    status=503,
    title=_("Not available at the moment"),
    message=_("The database does not answer. This was not saved; what was saved before is safe."),
    hint=_("Go back and send it again in a moment: what you typed is usually still there."),
    seconds=5,
)
FULL = Outage(
    status=507,
    title=_("The disk is full"),
    message=_("There is no room to save this. It was not saved; what was saved before is safe."),
    hint=_("Tell whoever runs this console to free some room, then go back and send it again."),
    seconds=60,
)


def outage_of(error: BaseException | None) -> Outage | None:
    """The outage that made something fail; None when the failure is our own."""
    return next((found for each in _causes(error) if (found := _told_by(each))), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it was raised from, outermost first; of the database's own, the error beneath tells more."""
    while error is not None:
        yield error
        error = error.__cause__


def _told_by(error: BaseException) -> Outage | None:
    if isinstance(error, DiskFull) or (isinstance(error, OSError) and error.errno in FULL_DISK):
        return FULL
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    beneath = error.__cause__
    named = getattr(beneath, "sqlite_errorname", None)
    return _of_sqlite(named) if named else _of_postgres(getattr(beneath, "sqlstate", None))


def _of_sqlite(named: str) -> Outage | None:
    if named.startswith(SQLITE_FULL):
        return FULL
    return AWAY if named.startswith(SQLITE_AWAY) else None


def _of_postgres(state: str | None) -> Outage | None:
    if state == POSTGRES_FULL:
        return FULL
    return AWAY if state is None or state.startswith(POSTGRES_AWAY) else None
