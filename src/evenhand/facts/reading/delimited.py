"""Reads CSV and TSV: the engine's own reader where it can be shown to lose nothing, a careful one elsewhere.

The quick reader's rows are counted against the line ends outside quotes; where the sums differ (mixed line
ends, quotes inside words, a header over two lines) the file is read again by ``careful``. Records whose structure is
broken become rejects with their line; they never stop the rest.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb

from evenhand.facts import sql
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import careful, naming, scanning, staging
from evenhand.facts.reading.scanning import CHUNK, Scan
from evenhand.facts.reading.types import Limits

DELIMITERS = (",", ";", "\t", "|")
HEAD_BYTES = 2**20
HEAD_RECORDS = 200
REASONS = {
    "MISSING COLUMNS": careful.FEWER,
    "TOO MANY COLUMNS": careful.MORE,
    "UNQUOTED VALUE": careful.QUOTES,
    "LINE SIZE OVER MAXIMUM": "The record is longer than what is read of one record.",
}


@dataclass(frozen=True)
class Delimited:
    """A staged CSV: its dialect, names, relation, rejects and where its lines can be found."""

    delimiter: str
    columns: tuple[str, ...]
    relation: str
    rejected: str | None
    lines: str | None
    notes: tuple[str, ...]


def staged(
    path: Path, *, name: str, scan: Scan, limits: Limits, workdir: Path, connection: duckdb.DuckDBPyConnection
) -> Delimited:
    """Stages a UTF-8 CSV file.

    Raises RequestError when there is no header, no row, a line past ``limits.record`` or too many columns.
    """
    if scan.longest > limits.record:
        raise RequestError(
            f"{name} has a line of {scan.longest / 2**20:,.0f} MiB; at most {limits.record / 2**20:,.0f} MiB are read.",
            hint="It is probably no CSV, or its line ends are lost; export it again.",
        )
    delimiter = delimiter_of(path, name=name)
    header = _header(path, delimiter, name=name)
    columns, notes = naming.usable(header, file=name, limit=limits.columns)
    dialect = _Dialect(path, name, delimiter, len(columns), limits)
    result = None if scan.lone_returns or _several_lines(header) else _quick(dialect, scan, workdir, connection)
    relation, rejected, lines, rows = result or careful.staged(
        path, name=name, delimiter=delimiter, width=len(columns), limits=limits, workdir=workdir, connection=connection
    )
    if not rows and rejected is None:
        raise RequestError(f"{name} has a header and no rows.", hint="Export it again with its data.")
    return Delimited(delimiter, columns, staging.relation(relation, columns), rejected, lines, notes)


def straight(path: Path, *, name: str, scan: Scan, limits: Limits) -> tuple[Delimited, int] | None:
    """The file itself as a relation, with the number of rows that it must give; None for a file that is not plain.

    Plain is: no line end inside quotes, no lone carriage return. Spares a big file the staging.
    """
    if scan.quoted_breaks or scan.lone_returns or scan.longest > limits.record:
        return None
    delimiter = delimiter_of(path, name=name)
    columns, notes = naming.usable(_header(path, delimiter, name=name), file=name, limit=limits.columns)
    dialect = _Dialect(path, name, delimiter, len(columns), limits)
    cells = zip(staging.cells(len(columns)), columns, strict=True)
    renamed = "".join(f", {cell} AS {sql.name(column)}" for cell, column in cells)
    relation = f"SELECT 0::BIGINT AS _row{renamed} FROM {dialect.strict_reader()}"
    return Delimited(delimiter, columns, relation, None, None, notes), scan.breaks + scan.ends_open - 1


@dataclass(frozen=True)
class _Dialect:
    path: Path
    name: str
    delimiter: str
    width: int
    limits: Limits

    def reader(self, *, parallel: bool, rejects: str) -> str:
        """The engine's reader with nothing left to guess, broken records kept aside."""
        return (
            f"{self._said()}, parallel = {str(parallel).lower()}, store_rejects = true, "
            f"rejects_table = '{rejects}', rejects_scan = '{rejects}_scan', rejects_line_size_limit = 0)"
        )

    def strict_reader(self) -> str:
        """The engine's reader that ends with an error at the first broken record."""
        return f"{self._said()})"

    def _said(self) -> str:
        typed = ", ".join(f"'{cell}': 'VARCHAR'" for cell in staging.cells(self.width))
        size = max(self.limits.record, 2**20)
        return (
            f"read_csv({staging.literal(self.path)}, auto_detect = false, header = true, "
            f"delim = {sql.text(self.delimiter)}, quote = '\"', escape = '\"', nullstr = '', columns = {{{typed}}}, "
            f"max_line_size = {size}, buffer_size = {size}"
        )


def _quick(
    dialect: _Dialect, scan: Scan, workdir: Path, connection: duckdb.DuckDBPyConnection
) -> tuple[Path, str | None, str | None, int] | None:
    """Stages with the engine's reader; None when its rows do not add up, or it gives up."""
    target, rejects = staging.fresh(workdir, ".parquet"), f"rejects_{uuid4().hex}"
    # Parallel readers may start inside a quoted text and take its lines for records.
    reader = dialect.reader(parallel=not scan.quoted_breaks, rejects=rejects)
    try:
        rows = staging.store(connection, f"SELECT * FROM {reader}", target)
        broken = _broken(connection, rejects)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None
    finally:
        connection.execute(f"DROP TABLE IF EXISTS {rejects}; DROP TABLE IF EXISTS {rejects}_scan")
    expected = scan.breaks + scan.ends_open - 1
    missing = expected - rows - len(broken)
    if missing and not 0 < missing <= scanning.blank_lines(dialect.path):
        return None
    lines = None
    if not (scan.quoted_breaks or missing or broken):
        lines = f"SELECT _row, _row + 1 AS _line FROM ({staging.relation(target, ())})"
    return target, _rejected(dialect.path, broken, workdir, connection), lines, rows


def _broken(connection: duckdb.DuckDBPyConnection, rejects: str) -> list[tuple[int, str]]:
    return connection.execute(
        f"SELECT line_byte_position - 1, any_value(error_type ORDER BY byte_position)::VARCHAR "
        f"FROM {rejects} GROUP BY ALL ORDER BY ALL"
    ).fetchall()


def _rejected(
    path: Path, broken: list[tuple[int, str]], workdir: Path, connection: duckdb.DuckDBPyConnection
) -> str | None:
    if not broken:
        return None
    offsets = [max(offset, 0) for offset, _ in broken]
    found = _at(path, offsets)
    rows = [
        (line, value, REASONS.get(error, careful.QUOTES))
        for (line, value), (_, error) in zip(found, broken, strict=True)
    ]
    return careful.kept_rejects(rows, workdir, connection)


def _at(path: Path, offsets: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Line number and beginning of the record at each byte offset, offsets ascending."""
    line, here = 1, 0
    with path.open("rb") as stream:
        for offset in offsets:
            stream.seek(here)
            while here < offset:
                piece = stream.read(min(CHUNK, offset - here))
                line, here = line + piece.count(b"\n"), here + len(piece)
            stream.seek(offset)
            # A byte position may point at the line end before the record.
            text = stream.read(1000)
            skipped = len(text) - len(text.lstrip(b"\r\n"))
            yield line + text[:skipped].count(b"\n"), _first_line(text)


def _first_line(text: bytes) -> str:
    return text.lstrip(b"\r\n").split(b"\n")[0].decode("utf-8", "ignore").rstrip("\r")[:200]


def _several_lines(header: Iterable[str]) -> bool:
    return any("\n" in field or "\r" in field for field in header)


def _head(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES).decode("utf-8-sig", "ignore")


def _records(head: str, delimiter: str) -> list[list[str]]:
    """The first complete records of the head; the last is left out, for it may be cut."""
    found: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            found += [record] if record else []
            if len(found) > HEAD_RECORDS:
                return found[:-1]
    except csv.Error:
        return found
    return found[:-1] if len(head.encode()) >= HEAD_BYTES - 4 and len(found) > 1 else found


def delimiter_of(path: Path, *, name: str) -> str:
    """The delimiter that gives most records the width of the header, and the widest header among equals."""
    head = _head(path)
    if not head.strip():
        raise RequestError(f"{name} is empty.", hint="Export it again with its data.")

    def fit(delimiter: str) -> tuple[float, int]:
        records = _records(head, delimiter)
        width = len(records[0]) if records else 0
        if width < 2:
            return (0.0, 0)
        widths = Counter(len(record) for record in records)
        return (round(widths[width] / len(records), 1), width)

    best = max(DELIMITERS, key=fit)
    return best if fit(best)[1] else "\t" if path.suffix == ".tsv" else ","


def _header(path: Path, delimiter: str, *, name: str) -> list[str]:
    records = _records(_head(path), delimiter)
    if not records:
        raise RequestError(f"{name} has no header line.", hint="Its first line must name the columns.")
    return records[0]
