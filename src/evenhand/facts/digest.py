"""SQL for the content of a row and the order-free digest of many.

The text of a row holds the columns that every row must bring, in order, then each other one that is not at its default
or null, under its number in the contract, with U+001F between them (doubled inside free text). So different rows have
different texts, and a column that is added later and null changes nothing. The digest is the sum of the rows' MD5, of
each the upper 60 bits as a little-endian number: the same in any order, file layout, thread count and after
compaction. It finds damage and loss; the manifest's SHA-256 of each file and its chain find tampering.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from pathlib import Path

import duckdb

from evenhand.facts import sql, upcasts, views
from evenhand.facts.contracts import SHARED, Column, Contract, Kind
from evenhand.facts.entries import NOTHING, Digest, FactFile


def content(contract: Contract, names: Container[str]) -> str:
    """SQL giving one text for the values of these columns of a table: one at its default, or null, adds nothing."""
    columns = [(mark, column) for mark, column in _marked(contract) if column.name in names]
    brought = [_as_text(column) for _, column in columns if _must_be_brought(column)]
    others = [_after_mark(mark, column) for mark, column in columns if not _must_be_brought(column)]
    between = [piece for text in brought for piece in ("chr(31)", text)][1:]
    return f"concat({', '.join((*between, *others))})"


def covered(contract: Contract) -> frozenset[str]:
    """The columns that a digest covers: all but the batch number, which the digest is kept under."""
    return frozenset(contract.names) - {"batch"}


def query(contract: Contract, relation: str, *, filled: Collection[str]) -> str:
    """SQL giving (batch, rows, sum) per batch of a relation: what ``manifest.Digest.of`` takes.

    ``filled`` names the columns that say something somewhere: the others add nothing, and are not read.
    """
    bits = f"(md5_number({content(contract, covered(contract) & frozenset(filled))}) >> 68)::BIGINT"
    return f"SELECT batch, count(*), sum({bits}) FROM {relation} GROUP BY batch ORDER BY batch"


def as_read(
    connection: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[FactFile], *, folder: Path
) -> dict[int, Digest]:
    """The digest of each batch in these files, in the columns of today's contract."""
    if not files:
        return {}
    added = {name for file in files for name in upcasts.added(contract, version=file.contract)}
    filled = _filled_columns(connection, contract, files, folder=folder) | added
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
        filled = _filled_columns(connection, contract, of_version, folder=folder)
        written = filled - set(upcasts.added(contract, version=version))
        statement = query(contract, views.rows(contract, of_version, folder=folder), filled=written)
        for batch, rows, total in connection.execute(statement).fetchall():
            found[batch] = found.get(batch, NOTHING) + Digest.of(rows, total)
    return found


def _filled_columns(
    connection: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[FactFile], *, folder: Path
) -> set[str]:
    """Columns that are neither null nor at their default throughout, by the files' own statistics.

    A list counts as filled: statistics tell an empty list from none as little as they tell it from a null.
    """
    paths = sql.texts(str(folder / file.path) for file in files)
    found = connection.execute(
        "SELECT DISTINCT split_part(path_in_schema, ', ', 1), "
        "CASE WHEN stats_null_count = 0 AND stats_min_value = stats_max_value THEN stats_min_value END "
        f"FROM parquet_metadata({paths}) "
        "WHERE contains(path_in_schema, ', ') OR NOT coalesce(stats_null_count = num_values, false)"
    ).fetchall()
    defaults = {column.name: column.default for column in contract.every_column}
    return {name for name, only_value in found if only_value is None or only_value != defaults.get(name)}


def _marked(contract: Contract) -> Iterator[tuple[str, Column]]:
    """Each column with its mark, which stays when columns are added at the end of the table."""
    for number, column in enumerate(contract.columns, start=1):
        yield f"{chr(31)}{number}=", column
    for number, column in enumerate(SHARED, start=1):
        yield f"{chr(31)}+{number}=", column


def _must_be_brought(column: Column) -> bool:
    return not column.nullable and column.default is None


def _after_mark(mark: str, column: Column) -> str:
    """The mark and the text of a value; null when there is nothing to tell."""
    told = f"{sql.text(mark)} || {_as_text(column)}"
    if column.default is None:
        return told
    return f"CASE WHEN {sql.name(column.name)} <> {sql.text(column.default)}::{column.kind} THEN {told} END"


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
