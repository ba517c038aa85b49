"""Brings a deployment up to this version; safe to repeat, and one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection

from evenhand.facts import disk
from evenhand.facts.errors import RequestError
from evenhand.ops.ledger import sealing
from evenhand.ops.spine import publisher
from evenhand.web.configuration import Configuration
from evenhand.web.keeping.checking import LATER, later_migrations, missing_migrations

WAIT = 60.0  # seconds for another upgrade to end
LOCK = 7_238_471_905  # the number of our advisory lock on PostgreSQL


@dataclass(frozen=True)
class Upgrade:
    """``migrations`` were applied now; ``settled`` outbox rows were found in the facts already, after a restore."""

    migrations: tuple[str, ...]
    settled: int


def upgrade(configuration: Configuration) -> Upgrade:
    """Makes what is missing: data folder, tables, the ledger's key, the marks of what the facts hold already.

    RequestError, and nothing is changed, when a later version has been at work on the database.
    """
    configuration.home.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(configuration):
        _refuse_the_future()
        missing = missing_migrations()
        call_command("migrate", interactive=False, verbosity=0)
        sealing.prepare()
        settled = publisher.settle_all()
    return Upgrade(tuple(missing), settled)


def _refuse_the_future() -> None:
    later = later_migrations()
    if later:
        raise RequestError(
            f"The database is of a later version than this: it has {later[0]}, which this version does not know.",
            hint=LATER,
        )


@contextmanager
def _one_at_a_time(configuration: Configuration) -> Iterator[None]:
    """Holds a lock of the database where several machines share it, of the folder where one has it alone."""
    if connection.vendor != "postgresql":
        with disk.exclusive(configuration.home / "upgrade.lock", wait=WAIT, doing="upgrade"):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
