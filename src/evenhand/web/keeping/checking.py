"""Whether a deployment is fit to run: each part with a finding, and what to do where something is amiss.

Not here: how well the work goes (``evenhand.web.background``).
"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max

from evenhand.facts.errors import RequestError
from evenhand.ops.spine import lease
from evenhand.ops.spine.facts import whole
from evenhand.ops.spine.models import OutboxRow
from evenhand.web.configuration import Configuration

LITTLE_ROOM, TOO_LITTLE_ROOM = 2_000_000_000, 200_000_000  # bytes
UNFINISHED = "restore.unfinished"  # stands in the data folder while a backup is being brought back
SKEW = timedelta(seconds=5)
UPGRADE = "Run: evenhand upgrade."
LATER = "Install that version again, or restore the backup from before the upgrade."


class Level(StrEnum):
    """How much a finding matters: with an error the console does not start."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """What was found of one part; ``hint`` says what to do."""

    part: str
    level: Level
    text: str
    hint: str | None = None


Check = Callable[[Configuration], Iterator[Finding]]


def check(configuration: Configuration) -> tuple[Finding, ...]:
    """All findings; where a part fails that others build on, these are left out."""
    found: list[Finding] = []
    for stage in STAGES:
        told = [finding for part in stage for finding in part(configuration)]
        found += told
        if any(finding.level is Level.ERROR for finding in told):
            break  # what comes next would fail for the same reason
    return tuple(found)


def missing_migrations() -> list[str]:
    """The migrations that the database lacks, as app.name."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def later_migrations() -> list[str]:
    """The migrations that the database has and this version does not know, as app.name: a later one was here.

    Only those beyond what this version knows of an app: one that a squashed migration replaced lies before.
    """
    known: dict[str, str] = {}
    for app, name in MigrationLoader(connection).disk_migrations:
        known[app] = max(name, known.get(app, ""))
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in known and name > known[app])


def _settings(configuration: Configuration) -> Iterator[Finding]:
    faults = [message for message in checks.run_checks() if message.is_serious()]
    for message in faults:
        yield Finding("settings", Level.ERROR, f"{message.id}: {message.msg}", message.hint)
    if configuration.debug:
        yield Finding("settings", Level.WARNING, "debug is on: errors show their inside.", "Leave EVENHAND_DEBUG out.")
    if not faults:
        kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
        yield Finding(
            "settings", Level.OK, f"{kind}, data in {configuration.home}, times in {configuration.time_zone}."
        )


def _folder(configuration: Configuration) -> Iterator[Finding]:
    """The data folder can be written to, has room, and is not half restored."""
    if (configuration.home / UNFINISHED).exists():
        yield Finding("data folder", Level.ERROR, "A restore was not finished.", "Empty it and restore again.")
    probe = configuration.home / ".writable"
    try:
        configuration.home.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x")
        probe.unlink()
        free = shutil.disk_usage(configuration.home).free
    except OSError as error:
        text = f"{configuration.home} cannot be written to: {error.strerror}."
        yield Finding("data folder", Level.ERROR, text, "Let the user that runs Evenhand own the data folder.")
        return
    level = Level.ERROR if free < TOO_LITTLE_ROOM else Level.WARNING if free < LITTLE_ROOM else Level.OK
    hint = None if level is Level.OK else "Free some room, or move the data to a larger disk."
    yield Finding("data folder", level, f"{free / 1e9:.1f} GB free in {configuration.home}.", hint)


def _secrets(configuration: Configuration) -> Iterator[Finding]:
    """Keys are readable by their owner alone."""
    found = [path for path in (configuration.home / "secret.key", configuration.key_file) if path.exists()]
    open_to_others = [path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]
    for path in open_to_others:
        yield Finding("keys", Level.ERROR, f"Others can open {path}.", f"Run: chmod 600 {path}.")
    if not open_to_others:
        yield Finding("keys", Level.OK, f"{len(found)} readable by their owner alone.")


def _database(_configuration: Configuration) -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        first = str(error).splitlines()[0]
        yield Finding("database", Level.ERROR, f"It does not answer: {first}.", "Check database_url and the server.")
    else:
        yield Finding("database", Level.OK, "It answers.")


def _migrations(_configuration: Configuration) -> Iterator[Finding]:
    missing, later = missing_migrations(), later_migrations()
    if later:
        yield Finding("migrations", Level.ERROR, f"A later version has been here: {later[0]}.", LATER)
    elif missing:
        yield Finding("migrations", Level.ERROR, f"The database lacks {len(missing)} migrations.", UPGRADE)
    else:
        yield Finding("migrations", Level.OK, "The database is up to date.")


def _clocks(_configuration: Configuration) -> Iterator[Finding]:
    """The database's clock and this machine's tell the same time; on SQLite there is but one."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        before = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
        after = datetime.now(UTC)
    skew = max(before - there, there - after, timedelta(0))
    if skew > SKEW:
        text = f"This machine and the database differ by {skew.total_seconds():.0f} seconds."
        yield Finding("clock", Level.WARNING, text, "Synchronise both with NTP.")
    else:
        yield Finding("clock", Level.OK, "This machine and the database tell the same time.")


def _facts(_configuration: Configuration) -> Iterator[Finding]:
    """The manifest can be read, its files are there, and it is not older than the work."""
    try:
        facts = whole()
        state = facts.state()
    except (RequestError, OSError) as error:
        yield Finding("facts", Level.ERROR, str(error), "Restore the data folder from a backup.")
        return
    missing = [path for path in state.files if not (facts.folder / path).is_file()]
    known: int | None = OutboxRow.objects.aggregate(known=Max("batch"))["known"]
    if missing:
        text = f"{len(missing)} of {len(state.files)} files are missing, first {missing[0]}."
        yield Finding("facts", Level.ERROR, text, "Restore them from a backup.")
    elif known is not None and known > state.batch:
        text = f"They end at batch {state.batch}; the work database knows of batch {known}."
        yield Finding("facts", Level.ERROR, text, "Restore the facts that belong to this database.")
    else:
        yield Finding("facts", Level.OK, f"{len(state.files)} files, {state.entries} entries.")


def _worker(configuration: Configuration) -> Iterator[Finding]:
    if lease.is_held(at=datetime.now(UTC)):
        yield Finding("worker", Level.OK, "It is alive.")
    else:
        hint = "Start it: evenhand worker." if configuration.database_url else "evenhand serve starts it."
        yield Finding("worker", Level.WARNING, "No background worker is alive.", hint)


STAGES: tuple[tuple[Check, ...], ...] = (
    (_settings, _folder, _secrets, _database),
    (_migrations, _clocks),
    (_facts, _worker),
)
"""The parts in the order in which they build on each other."""
