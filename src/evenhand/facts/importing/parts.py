"""Opens the files of an import, each for the tables that it goes into.

Not here: storing their rows (``storing``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from evenhand.facts import reading
from evenhand.facts.contracts import Contract
from evenhand.facts.errors import RequestError
from evenhand.facts.importing import rejects
from evenhand.facts.importing.request import Progress, Request
from evenhand.facts.reading import Mapping, RawTable
from evenhand.facts.reading.formats import READINGS
from evenhand.facts.tables import TABLES

STRAIGHT_FROM = 2**24  # bytes from which sparing the staged copy is worth a second look at a file with faults


@dataclass(frozen=True)
class Part:
    """One file read for one table.

    ``elsewhere`` are columns that another table of the same import takes. ``again`` opens the file staged, when it was
    opened straight.
    """

    raw: RawTable
    contract: Contract
    mapping: Mapping
    elsewhere: tuple[str, ...] = ()
    again: Callable[[], RawTable] | None = None


def parts_of(
    request: Request, connection: duckdb.DuckDBPyConnection, work: Path, tell: Progress, *, straight: bool = False
) -> Iterator[list[Part]]:
    """The readable files, each with its tables; ``straight`` lets a big plain CSV be read without a staged copy."""
    if request.reading is not None:
        yield from _ready(request, request.reading, connection, work)
        return
    paths = reading.sources_in(request.path) if request.path.is_dir() else [request.path]
    if not paths:
        raise RequestError(
            f"{request.path} holds no file that can be read.",
            hint="Files end in .csv, .tsv, .xlsx, .jsonl, .json or .parquet.",
        )
    tables = list(dict.fromkeys(request.into))
    for path in paths:
        opened = partial(
            reading.open_source,
            path,
            limits=request.limits,
            workdir=work,
            connection=connection,
            encoding=request.encoding,
            sheet=request.sheet,
            progress=tell,
        )
        if straight and len(tables) == 1 and path.stat().st_size >= STRAIGHT_FROM:
            yield [Part(opened(straight=True), TABLES[tables[0]], request.mapping, again=opened)]
        else:
            raw = rejects.corrected(opened())
            yield _for_tables(raw, tables, request.mapping)


def _for_tables(raw: RawTable, tables: list[str], mapping: Mapping) -> list[Part]:
    taken = {table: reading.match(raw.columns, TABLES[table], mapping).columns.values() for table in tables}
    return [
        Part(
            raw,
            TABLES[table],
            mapping,
            elsewhere=tuple(column for other in tables if other != table for column in taken[other]),
        )
        for table in tables
    ]


def _ready(request: Request, name: str, connection: duckdb.DuckDBPyConnection, work: Path) -> Iterator[list[Part]]:
    by_file: dict[str, list[Part]] = {}
    for table, pairs in READINGS[name].open(request.path, connection=connection, workdir=work).items():
        for raw, mapping in pairs:
            by_file.setdefault(raw.digest, []).append(Part(raw, TABLES[table], mapping))
    yield from by_file.values()
