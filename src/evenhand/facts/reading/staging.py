"""Puts a file's raw text into a Parquet file of the working folder, once, so that every later pass is quick.

A record's number is its place in the staged file, which costs nothing to read; numbering in a query would run on one
core. Not here: how each format is parsed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import duckdb

from evenhand.facts import sql

GLOB = "*?["


def fresh(workdir: Path, suffix: str) -> Path:
    """An unused path in the working folder."""
    workdir.mkdir(parents=True, exist_ok=True)
    return workdir / f"reading-{uuid4().hex}{suffix}"


def literal(path: Path) -> str:
    """The path as a SQL literal that names this one file, even when its name holds wildcards."""
    plain = str(path.resolve())
    return sql.text("".join(f"[{char}]" if char in GLOB else char for char in plain))


def cells(count: int) -> tuple[str, ...]:
    """The names of staged columns: a file's own names never become names of ours."""
    return tuple(f"c{position}" for position in range(count))


def store(connection: duckdb.DuckDBPyConnection, select: str, target: Path) -> int:
    """Writes a SELECT to a Parquet file in order; how many rows."""
    written = connection.execute(
        f"COPY ({select}) TO {sql.text(str(target.resolve()))} (FORMAT parquet, PRESERVE_ORDER true)"
    ).fetchall()
    return int(written[0][0])


def relation(staged: Path, columns: Sequence[str], *, where: str = "") -> str:
    """The SELECT of ``_row`` and the columns under their names over a staged file."""
    renamed = "".join(
        f", {cell} AS {sql.name(column)}" for cell, column in zip(cells(len(columns)), columns, strict=True)
    )
    return (
        f"SELECT file_row_number + 1 AS _row{renamed} "
        f"FROM read_parquet({literal(staged)}, file_row_number = true){where}"
    )
