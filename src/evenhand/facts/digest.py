"""SQL for the content of a row and the order-free digest of many.

The text of a row holds the columns that are never null, in order, then names each other non-null one, with U+001F
between them (doubled inside free text), so that different rows have different texts and a column that is added later
and null changes nothing. The digest is the sum of the rows' MD5, cut to 60 bits: the same in any order, file layout,
thread count and after compaction. It finds damage and loss; the manifest's SHA-256 of each file and its chain find
tampering.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import duckdb

from evenhand.facts import sql, upcasts, views
from evenhand.facts.contracts import Column, Contract, Kind
from evenhand.facts.manifest import NOTHING, Digest, FactFile

SUM = "sum(('0x' || substr(hash, 1, 15))::BIGINT)"  # the first 60 bits of each row's MD5


def content(columns: Iterable[Column]) -> str:
    """SQL giving one text for the values of these columns: those that are never null first, then the others by name."""
    ordered = sorted(columns, key=lambda column: column.nullable)
    parts = (
        f"{sql.text(f'{column.name}=')} || {_as_text(column)}" if column.nullable else _as_text(column)
        for column in ordered
    )
    return f"concat_ws(chr(31), {', '.join(parts)})"


def row_columns(contract: Contract) -> tuple[Column, ...]:
    """The columns that a digest covers: all but the batch number, which the digest is kept under."""
    return tuple(column for column in contract.every_column if column.name != "batch")


def query(contract: Contract, relation: str, *, filled: Container[str] | None = None) -> str:
    """SQL giving (batch, rows, sum) per batch of a relation: what ``manifest.Digest.of`` takes.

    ``filled`` names the columns that are not null throughout: the others add nothing, and are not read.
    """
    covered = [column for column in row_columns(contract) if filled is None or column.name in filled]
    return (
        f"SELECT batch, count(*), {SUM} FROM (SELECT batch, md5({content(covered)}) AS hash FROM {relation}) "
        "GROUP BY batch ORDER BY batch"
    )


def as_read(
    connection: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[FactFile], *, folder: Path
) -> dict[int, Digest]:
    """The digest of each batch in these files, in the columns of today's contract."""
    if not files:
        return {}
    added = {name for file in files for name in upcasts.added(contract, version=file.contract)}
    filled = _filled_columns(connection, files, folder=folder) | added
    statement = query(contract, views.rows(contract, files, folder=folder), filled=filled)
    return {batch: Digest.of(rows, total) for batch, rows, total in connection.execute(statement).fetchall()}


def as_written(
    connection: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[FactFile], *, folder: Path
) -> dict[int, Digest]:
    """The digest of each batch in these files, each file in the columns of the contract it was written under.

    So an up-cast that gives older rows a value leaves the digests of their batches as they were committed.
    """
    found: dict[int, Digest] = {}
    for version in sorted({file.contract for file in files}):
        of_version = [file for file in files if file.contract == version]
        filled = _filled_columns(connection, of_version, folder=folder) - set(upcasts.added(contract, version=version))
        statement = query(contract, views.rows(contract, of_version, folder=folder), filled=filled)
        for batch, rows, total in connection.execute(statement).fetchall():
            found[batch] = found.get(batch, NOTHING) + Digest.of(rows, total)
    return found


def _filled_columns(connection: duckdb.DuckDBPyConnection, files: Sequence[FactFile], *, folder: Path) -> set[str]:
    """Columns that are there and not null throughout, by the files' own statistics.

    A list counts as filled: statistics tell an empty list from none as little as they tell it from a null.
    """
    paths = sql.texts(str(folder / file.path) for file in files)
    found = connection.execute(
        f"SELECT split_part(path_in_schema, ', ', 1) FROM parquet_metadata({paths}) "
        "WHERE contains(path_in_schema, ', ') OR NOT coalesce(stats_null_count = num_values, false)"
    ).fetchall()
    return {name for (name,) in found}


def _as_text(column: Column) -> str:
    quoted = sql.name(column.name)
    match column.kind:
        case Kind.TEXT:
            return f"replace({quoted}, chr(31), chr(31) || chr(31))" if column.payload else quoted
        case Kind.TIME:
            return f"epoch_us({quoted})::VARCHAR"
        case Kind.TEXTS:
            return f"to_json({quoted})::VARCHAR"
        case _:
            return f"{quoted}::VARCHAR"
