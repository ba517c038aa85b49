"""Reads Parquet as raw text, like every other format, so that one set of rules types them all.

Not here: our own fact files; those are read by the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from evenhand.facts import sql
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import naming, staging
from evenhand.facts.reading.types import Limits

NESTED = ("STRUCT", "MAP", "UNION")


@dataclass(frozen=True)
class Columnar:
    """A Parquet file: its names, relation and notes."""

    columns: tuple[str, ...]
    relation: str
    notes: tuple[str, ...]


def read(path: Path, *, limits: Limits, connection: duckdb.DuckDBPyConnection) -> Columnar:
    """The file's relation; every page is read once, so that a damaged file is refused here.

    Raises RequestError when it is no Parquet file, is damaged, or has no rows.
    """
    source = f"read_parquet({staging.literal(path)}, file_row_number = true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()
        [(rows, _)] = connection.execute(
            f"SELECT count(*), bit_xor(hash(held)) FROM (SELECT * FROM {source}) AS held"
        ).fetchall()
    except (duckdb.Error, UnicodeDecodeError) as error:
        said = str(error).split("\n")[0][:300]
        raise RequestError(f"{path.name} is not readable as Parquet: {said}", hint="Write the file again.") from error
    if not rows:
        raise RequestError(f"{path.name} has no rows.", hint="Export it again with its data.")
    given = [str(name) for name, *_ in described]
    columns, notes = naming.usable(given, file=path.name, limit=limits.columns)
    texts = ", ".join(
        f"{_text(sql.name(old), str(kind))} AS {sql.name(new)}"
        for old, new, (_, kind, *_) in zip(given, columns, described, strict=True)
    )
    return Columnar(columns, f"SELECT file_row_number + 1 AS _row, {texts} FROM {source}", notes)


def _text(column: str, kind: str) -> str:
    """A column as text: lists and structures as JSON, whole floats without a point, zoned times with their offset."""
    if kind.endswith("]") or kind.startswith(NESTED):
        return f"CAST(to_json({column}) AS VARCHAR)"
    if kind in {"DOUBLE", "FLOAT"}:
        whole = f"abs({column}) < 9007199254740992 AND trunc({column}) = {column}"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    return f"nullif(CAST({column} AS VARCHAR), '')"
