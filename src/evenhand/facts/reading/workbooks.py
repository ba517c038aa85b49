"""Reads XLSX: one sheet, as text, after the package has been weighed.

Not here: formatting; a cell is its value, a formula its last computed value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import duckdb
import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from evenhand.facts.errors import RequestError
from evenhand.facts.reading import careful, naming, packages, staging
from evenhand.facts.reading.types import Limits

EXACT = 2**53
MOST_ROWS = 2**20


@dataclass(frozen=True)
class Sheet:
    """A staged sheet: names, relation, and the sheet row of each record."""

    columns: tuple[str, ...]
    relation: str
    lines: str
    notes: tuple[str, ...]


def staged(
    path: Path, *, sheet: str | None, limits: Limits, workdir: Path, connection: duckdb.DuckDBPyConnection
) -> Sheet:
    """Stages one sheet, the first unless named.

    Raises RequestError when the package is no workbook, would unpack past the limits, or lacks the sheet or its rows.
    """
    packages.weigh(path, limits=limits)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            return _sheet(_chosen(book, sheet, path.name), path.name, limits, workdir, connection)
        finally:
            book.close()
    except RequestError:
        raise
    # The reader of a hostile workbook fails in as many ways as its parsers have.
    except Exception as error:
        raise RequestError(
            f"{path.name} cannot be read as a workbook: {_plain(error)}.",
            hint="Open it, save it as .xlsx or CSV, and try again.",
        ) from error


def _plain(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__


def _chosen(book: openpyxl.Workbook, sheet: str | None, file: str) -> ReadOnlyWorksheet:
    sheets = {found.title: found for found in book.worksheets}
    if sheet is not None and sheet not in sheets:
        raise RequestError(f"{file} has no sheet {sheet!r}.", hint=f"Its sheets are {', '.join(sheets)}.")
    if not sheets:
        raise RequestError(f"{file} has no sheet with cells.", hint="Export it as CSV.")
    chosen = sheets[sheet] if sheet is not None else next(iter(sheets.values()))
    if not isinstance(chosen, ReadOnlyWorksheet):
        raise RequestError(f"The sheet {chosen.title!r} of {file} holds no cells.", hint="Name another one.")
    return chosen


def _sheet(
    sheet: ReadOnlyWorksheet, file: str, limits: Limits, workdir: Path, connection: duckdb.DuckDBPyConnection
) -> Sheet:
    # The size that a sheet claims may be wrong, in both directions.
    sheet.reset_dimensions()
    rows = _rows(sheet)
    first = next(rows, None)
    if first is None:
        raise RequestError(
            f"The sheet {sheet.title!r} of {file} is empty.", hint="Name another one, or export it again."
        )
    header = _trimmed(first[1])
    columns, notes = naming.usable(header, file=file, limit=limits.columns)
    width = len(columns)
    even = ((line, _evened(row, width)) for line, row in rows)
    target, count = careful.kept(even, width, limits=limits, workdir=workdir, connection=connection)
    if not count:
        raise RequestError(
            f"The sheet {sheet.title!r} of {file} has a header and no rows.", hint="Export it again with its data."
        )
    return Sheet(columns, staging.relation(target, columns), careful.lines_of(target, width), notes)


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    """Sheet row number and cells as text, of every row that holds something."""
    # A read-only sheet borrows the method of an ordinary one, which its types do not know.
    for number, cells in enumerate(cast("Worksheet", sheet).iter_rows(values_only=True), start=1):
        if number > MOST_ROWS:
            raise RequestError(f"The sheet {sheet.title!r} claims a row past {MOST_ROWS:,}.", hint="Export it as CSV.")
        row = [as_text(cell) for cell in cells]
        if any(row):
            yield number, row


def _trimmed(header: Sequence[str]) -> list[str]:
    filled = [position for position, cell in enumerate(header, start=1) if cell.strip()]
    return list(header[: filled[-1]]) if filled else list(header)


def _evened(row: list[str], width: int) -> list[str]:
    return (row + [""] * (width - len(row)))[:width]


def as_text(cell: object) -> str:
    """A cell's value as text: times in ISO form, whole numbers without a point, nothing as ""."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
