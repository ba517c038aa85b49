"""The work database as it stood at one moment, written to files while others go on working.

SQLite by its online backup, PostgreSQL by COPY in one REPEATABLE READ transaction: neither needs a tool of the system.
Not here: bringing it back (``loading``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection
from psycopg import sql

from evenhand.facts import disk

FILE = "work.sqlite3"
FOLDER = "work"

TABLES = """
SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
GROUP BY table_name ORDER BY table_name
"""
NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY id"


class Snapshot(Protocol):
    """A moment of the database that is held still."""

    migrations: tuple[str, ...]

    def write(self, folder: Path) -> dict[str, Any]:
        """Writes it below a folder; what ``loading`` must know of it."""


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Holds the database of this deployment still, for the one who looks."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as source:
            yield _SqliteSnapshot(source)
        return
    raw: psycopg.Connection[Any] = connection.get_new_connection(connection.get_connection_params())
    with closing(raw):
        yield _PostgresSnapshot(raw)


class _SqliteSnapshot:
    def __init__(self, source: sqlite3.Connection) -> None:
        self.source = source
        source.execute("BEGIN")  # in WAL mode the first read fixes what this connection sees, and keeps nobody waiting
        self.migrations = tuple(name for (name,) in source.execute(MIGRATIONS))

    def write(self, folder: Path) -> dict[str, Any]:
        """One file."""
        with closing(sqlite3.connect(folder / FILE)) as target:
            self.source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # so that it is one file, wherever it is copied to
        disk.flush_file(folder / FILE)
        return {"file": FILE}


class _PostgresSnapshot:
    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw
        raw.isolation_level, raw.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        self.migrations = tuple(name for (name,) in raw.execute(MIGRATIONS).fetchall())

    def write(self, folder: Path) -> dict[str, Any]:
        """One file a table, as COPY writes it; columns, row counts and the counters of ids are told."""
        (folder / FOLDER).mkdir()
        tables = {}
        for table, columns in self.raw.execute(TABLES).fetchall():
            rows = self._copy(table, columns, folder / FOLDER / f"{table}.copy")
            tables[table] = {"columns": columns, "rows": rows}
        return {"tables": tables, "numbers": dict(self.raw.execute(NUMBERS).fetchall())}

    def _copy(self, table: str, columns: list[str], path: Path) -> int:
        statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self.raw.cursor() as cursor, path.open("wb") as file:
            with cursor.copy(statement) as copied:
                for block in copied:
                    file.write(block)
            rows = cursor.rowcount
        disk.flush_file(path)
        return rows
