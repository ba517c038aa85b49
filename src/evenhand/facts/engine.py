"""Opens the query engine: DuckDB in memory, with the memory, threads and spill room that the settings allow.

Not here: any SQL. A connection sees only the folders it is given, fetches nothing and loads no extension.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from evenhand.facts.errors import RequestError

ROW_GROUP = 122_880  # rows of a Parquet row group; a month's rows are written out as soon as so many have come


@dataclass(frozen=True)
class Settings:
    """Limits of one engine connection: ``memory`` as DuckDB reads it ("1GB"), ``threads`` at least 1."""

    memory: str = "1GB"
    threads: int = os.cpu_count() or 1

    @classmethod
    def from_environment(cls) -> Settings:
        """EVENHAND_MEMORY and EVENHAND_THREADS, where they are set."""
        threads = os.environ.get("EVENHAND_THREADS", str(cls.threads))
        if not threads.isdecimal() or int(threads) < 1:
            raise RequestError(f"EVENHAND_THREADS is {threads!r}.", hint="Give a whole number from 1.")
        return cls(memory=os.environ.get("EVENHAND_MEMORY", cls.memory), threads=int(threads))


def connect(
    settings: Settings, *, spill: Path, allowed: Sequence[Path], timezone: str = "UTC"
) -> duckdb.DuckDBPyConnection:
    """A connection in memory that may touch ``allowed`` folders and spill to ``spill``, and nothing else."""
    try:
        connection = duckdb.connect(":memory:", config={"threads": settings.threads, "memory_limit": settings.memory})
    except duckdb.Error as error:
        raise RequestError(f"EVENHAND_MEMORY is {settings.memory!r}.", hint="Give a size such as 1GB.") from error
    folders = [str(folder.resolve()) for folder in (spill, *allowed)]
    connection.execute("SET temp_directory = $1", [str(spill)])
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET parquet_metadata_cache = true")  # a fact file never changes under its name
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET partitioned_write_flush_threshold = {ROW_GROUP}")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    _set_zone(connection, timezone)
    connection.execute("SET allowed_directories = $1", [folders])
    connection.execute("SET enable_external_access = false")
    return connection


def _set_zone(connection: duckdb.DuckDBPyConnection, timezone: str) -> None:
    try:
        connection.execute("SET TimeZone = $1", [timezone])
    except duckdb.Error as error:
        raise RequestError(
            f"There is no time zone {timezone!r}.", hint="Give a name such as Asia/Kuala_Lumpur, or UTC."
        ) from error


def one_row(
    connection: duckdb.DuckDBPyConnection, statement: str, parameters: Mapping[str, Any] | None = None
) -> tuple[Any, ...]:
    """The only row of a query such as an aggregate; the result is read to its end, so the connection is free again."""
    rows = connection.execute(statement, dict(parameters or {})).fetchall()
    row: tuple[Any, ...] = rows[0]
    return row
