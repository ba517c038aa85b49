"""A whole list as CSV or XLSX, streamed in the order and under the filters of the page, safe in any spreadsheet.

Text that a spreadsheet would run as a formula is guarded (``facts.spreadsheet``). Times are UTC. Not here: the rows
that somebody may see; the queryset is already scoped.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, override
from xlsxwriter.workbook import Workbook

from evenhand.facts.errors import RequestError
from evenhand.facts.spreadsheet import guard
from evenhand.ui.tables.cells import cell
from evenhand.ui.tables.declaration import M, Table
from evenhand.ui.tables.keyset import ordered
from evenhand.ui.tables.request import FORMAT, ListRequest

CHUNK = 2_000
XLSX_ROWS = 1_048_575
LONGEST_CELL = 32_000
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | int | float | None


def download(table: Table[M], rows: QuerySet[M], given: ListRequest) -> HttpResponseBase | None:
    """The file that the address asks for with ``format``; None when it asks for the page."""
    form = given.query.get(FORMAT)
    if form is None:
        return None
    column = table.sortable[given.sort]
    found = ordered(rows.filter(**given.lookups), column, descending=given.descending)
    match form:
        case "csv":
            return _csv(table, found)
        case "xlsx":
            return _xlsx(table, found)
    raise RequestError(f"format {form[:40]!r} is not a form of this list.", hint="Use csv or xlsx.")


def lines(table: Table[M], rows: QuerySet[M]) -> Iterator[list[Value]]:
    """Title row and rows, as values whose texts are guarded; reads the database in chunks."""
    yield [guard(str(column.title)) for column in table.columns]
    for row in rows.iterator(chunk_size=CHUNK):
        yield [_value(cell(column.show(row)).value) for column in table.columns]


def _value(value: object) -> Value:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    if value is None or isinstance(value, int | float):
        return value
    return guard(str(value))


def _csv(table: Table[M], rows: QuerySet[M]) -> StreamingHttpResponse:
    parts = _spoken(_csv_parts(lines(table, rows)), get_language())
    answer = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return answer


def _spoken(parts: Iterator[str], language: str | None) -> Iterator[str]:
    """The parts in the reader's language; they are made after the middleware that chose it has left."""
    while True:
        with override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


def _csv_parts(rows: Iterable[list[Value]]) -> Iterator[str]:
    """Pieces of about a chunk of rows; the first opens with the mark by which Excel knows UTF-8."""
    buffer = io.StringIO("\ufeff")
    buffer.seek(1)
    writer = csv.writer(buffer)
    for number, row in enumerate(rows, start=1):
        writer.writerow(row)
        if number % 500 == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _xlsx(table: Table[M], rows: QuerySet[M]) -> FileResponse:
    """Written to disk row by row, then sent: a workbook has its index at the end."""
    if rows.order_by()[: XLSX_ROWS + 1].count() > XLSX_ROWS:
        raise RequestError(f"This list has more than {XLSX_ROWS:,} rows, more than a sheet holds.", hint="Use csv.")
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(lines(table, rows)):
        _write(sheet, number, row)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{table.name}.xlsx", content_type=XLSX_TYPE)


def _write(sheet: Any, number: int, row: list[Value]) -> None:
    for place, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(number, place, value[:LONGEST_CELL])
        elif value is not None:
            sheet.write_number(number, place, value)
