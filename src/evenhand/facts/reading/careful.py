"""Reads a CSV record by record, with the line of each, where the quick reader cannot be trusted with the file.

It writes a plain copy that the engine reads without any doubt. It is many times slower, so it is the exception.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from evenhand.facts import sql
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import staging
from evenhand.facts.reading.types import Limits

FEWER = "The record has fewer fields than the header."
MORE = "The record has more fields than the header; a field that holds the delimiter must be quoted."
QUOTES = "A quote in the record is not closed or not doubled."
Reject = tuple[int, str, str]


def records(path: Path, *, name: str, delimiter: str, limit: int) -> Iterator[tuple[int, list[str] | None]]:
    """Line number and fields of every record, header included; None for fields whose quotes are broken."""
    csv.field_size_limit(limit)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "field larger" in str(error):
                    raise _endless(name, line, limit) from error
                yield line, None
                continue
            if record:
                yield line, record


def _endless(name: str, line: int, limit: int) -> RequestError:
    return RequestError(
        f"{name}: the record on line {line:,} is longer than {limit / 2**20:,.0f} MiB.",
        hint="A quote is probably not closed there; mend the line.",
    )


def staged(
    path: Path,
    *,
    name: str,
    delimiter: str,
    width: int,
    limits: Limits,
    workdir: Path,
    connection: duckdb.DuckDBPyConnection,
) -> tuple[Path, str | None, str | None, int]:
    """Stages the file: the staged path, its rejects and lines as SELECTs, and how many rows."""
    rejects: list[Reject] = []
    found = records(path, name=name, delimiter=delimiter, limit=limits.record)
    next(found, None)
    target, rows = kept(_good(found, width, rejects), width, limits=limits, workdir=workdir, connection=connection)
    return target, kept_rejects(rejects, workdir, connection), lines_of(target, width), rows


def _good(
    found: Iterable[tuple[int, list[str] | None]], width: int, rejects: list[Reject]
) -> Iterator[tuple[int, Sequence[str]]]:
    for line, record in found:
        if record is None:
            rejects.append((line, "", QUOTES))
        elif len(record) < width:
            rejects.append((line, ",".join(record)[:200], FEWER))
        elif any(record[width:]):
            rejects.append((line, ",".join(record)[:200], MORE))
        else:
            yield line, record[:width]


def kept(
    rows: Iterable[tuple[int, Sequence[str]]],
    width: int,
    *,
    limits: Limits,
    workdir: Path,
    connection: duckdb.DuckDBPyConnection,
) -> tuple[Path, int]:
    """Stages rows of text, each with its line as a last column."""
    plain, target = staging.fresh(workdir, ".csv"), staging.fresh(workdir, ".parquet")
    with plain.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows([*row, line] for line, row in rows)
    typed = ", ".join(f"'{cell}': 'VARCHAR'" for cell in staging.cells(width + 1))
    size = max(limits.record, 2**20) * 2
    reader = (
        f"read_csv({staging.literal(plain)}, auto_detect = false, header = false, delim = ',', quote = '\"', "
        f"escape = '\"', new_line = '\\n', nullstr = '', columns = {{{typed}}}, max_line_size = {size}, "
        f"buffer_size = {size}, parallel = false)"
    )
    count = staging.store(connection, f"SELECT * FROM {reader}", target)
    plain.unlink()
    return target, count


def lines_of(staged_rows: Path, width: int) -> str:
    """The SELECT of ``_row`` and ``_line`` over rows staged by ``kept``."""
    return (
        f"SELECT file_row_number + 1 AS _row, c{width}::BIGINT AS _line "
        f"FROM read_parquet({staging.literal(staged_rows)}, file_row_number = true)"
    )


def kept_rejects(rows: Sequence[Reject], workdir: Path, connection: duckdb.DuckDBPyConnection) -> str | None:
    """Stages the rejects; the SELECT of ``_line``, ``_value`` and ``_reason``, or None."""
    if not rows:
        return None
    target = staging.fresh(workdir, ".csv")
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    columns = "{'_line': 'BIGINT', '_value': 'VARCHAR', '_reason': 'VARCHAR'}"
    return (
        f"SELECT * FROM read_csv({sql.text(str(target.resolve()))}, auto_detect = false, header = false, delim = ',', "
        f"quote = '\"', escape = '\"', columns = {columns}, parallel = false)"
    )
