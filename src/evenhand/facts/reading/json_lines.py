"""Reads JSON lines and JSON arrays of objects: the keys of all records become columns, nested values stay JSON text.

Two passes over the text: one finds the keys and what is broken or too deep, one takes the values.
"""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import duckdb

from evenhand.facts import sql
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import naming, staging
from evenhand.facts.reading.types import Limits

HEAD = 2**20
OBJECT = "(CASE WHEN json_valid(document) THEN json_type(document) = 'OBJECT' ELSE false END)"
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
REASON = "The line is not one JSON object."


@dataclass(frozen=True)
class Objects:
    """Staged JSON records: names, relation, rejects, notes."""

    columns: tuple[str, ...]
    relation: str
    rejected: str | None
    notes: tuple[str, ...]


class Layout(StrEnum):
    """How a JSON file holds its objects."""

    LINES = "newline_delimited"
    ARRAY = "array"
    LOOSE = "unstructured"


def layout_of(path: Path) -> Layout:
    """One array, one object per line, or objects that run over several lines."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    lines = head.decode("utf-8-sig", "ignore").strip().splitlines()
    if lines and lines[0].startswith("["):
        return Layout.ARRAY
    whole = any(_is_object(line) for line in lines[:20])
    return Layout.LINES if whole or len(lines) < 2 else Layout.LOOSE


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def staged(
    path: Path, layout: Layout, *, name: str, limits: Limits, workdir: Path, connection: duckdb.DuckDBPyConnection
) -> Objects:
    """Stages the objects; broken lines of JSON lines become rejects.

    Raises RequestError when there is no object, one is too deep, or an array is broken (it has no lines to skip).
    """
    source = _lines(path, limits) if layout is Layout.LINES else _documents(path, layout, limits)
    try:
        return _staged(source, name=name, limits=limits, workdir=workdir, connection=connection)
    except duckdb.InvalidInputException as error:
        said = str(error).split("\n")[0].removeprefix("Invalid Input Error: ")[:300]
        raise RequestError(
            f"{name} is not readable as JSON: {said}", hint="Mend it, or write one object per line."
        ) from error


def _lines(path: Path, limits: Limits) -> str:
    size = max(limits.record, HEAD)
    # No JSON text holds the byte 1 unescaped, so the whole line is one field.
    return (
        f"(SELECT c AS document FROM read_csv({staging.literal(path)}, auto_detect = false, header = false, "
        f"delim = '\x01', quote = '', escape = '', columns = {{'c': 'VARCHAR'}}, max_line_size = {size}, "
        f"buffer_size = {size}, strict_mode = false))"
    )


def _documents(path: Path, layout: Layout, limits: Limits) -> str:
    return (
        f"(SELECT json::VARCHAR AS document FROM read_json_objects({staging.literal(path)}, format = '{layout}', "
        f"maximum_object_size = {limits.record}))"
    )


def _staged(source: str, *, name: str, limits: Limits, workdir: Path, connection: duckdb.DuckDBPyConnection) -> Objects:
    _refuse_deep(source, name=name, limits=limits, connection=connection)
    keys = _keys(source, name=name, limits=limits, connection=connection)
    columns, notes = naming.usable(keys, file=name, limit=limits.columns)
    target = staging.fresh(workdir, ".parquet")
    pointers = sql.texts("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)
    picked = ", ".join(f"nullif(found[{place + 1}], '') AS c{place}" for place in range(len(keys)))
    staging.store(
        connection,
        f"SELECT {picked}, CASE WHEN NOT good THEN left(document, 200) END AS broken FROM (SELECT document, good, "
        f"CASE WHEN good THEN json_extract_string(document, {pointers}) END AS found "
        f"FROM (SELECT document, document IS NULL OR {OBJECT} AS good FROM {source}))",
        target,
    )
    return _objects(target, columns, notes, connection)


def _objects(
    target: Path, columns: tuple[str, ...], notes: tuple[str, ...], connection: duckdb.DuckDBPyConnection
) -> Objects:
    filled = " OR ".join(f"{cell} IS NOT NULL" for cell in staging.cells(len(columns)))
    relation = staging.relation(target, columns, where=f" WHERE {filled}")
    rejected = (
        f"SELECT file_row_number + 1 AS _line, broken AS _value, {sql.text(REASON)} AS _reason "
        f"FROM read_parquet({staging.literal(target)}, file_row_number = true) WHERE broken IS NOT NULL"
    )
    [(broken,)] = connection.execute(f"SELECT count(*) FROM ({rejected})").fetchall()
    return Objects(columns, relation, rejected if broken else None, notes)


def _keys(source: str, *, name: str, limits: Limits, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every key of every record, in order of name; the first record's keys come first, in its order."""
    rows = connection.execute(
        f"SELECT DISTINCT unnest(json_keys(document)) AS key FROM {source} WHERE {OBJECT} "
        f"ORDER BY key LIMIT {limits.columns + 1}"
    ).fetchall()
    if not rows:
        raise RequestError(
            f"{name} holds no JSON object with a value.", hint="Write one object per line, or an array of objects."
        )
    first = connection.execute(f"SELECT json_keys(document) FROM {source} WHERE {OBJECT} LIMIT 1").fetchall()
    ordered = dict.fromkeys([*first[0][0], *(key for (key,) in rows)])
    return [key for key in ordered if "\0" not in key]


def _refuse_deep(source: str, *, name: str, limits: Limits, connection: duckdb.DuckDBPyConnection) -> None:
    """Only a document with more brackets than the limit can be too deep, so few are looked at closely."""
    opened = "strlen(document) - strlen(replace(replace(document, '[', ''), '{', ''))"
    with closing(connection.cursor()) as cursor:
        suspects = cursor.execute(f"SELECT document FROM {source} WHERE {opened} > {limits.depth}")
        while batch := suspects.fetchmany(64):
            deep = next((document for (document,) in batch if _deeper(document, limits.depth)), None)
            if deep is not None:
                raise RequestError(
                    f"{name} holds a document nested more than {limits.depth} deep: {deep[:60]!r} …",
                    hint="Flatten it; only its top level becomes columns.",
                )


def _deeper(document: str, limit: int) -> bool:
    depth = 0
    for token in TOKENS.finditer(document):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.group(), 0)
        if depth > limit:
            return True
    return False
