"""One worksheet, written from the top down: texts stay texts, numbers stay numbers, unknown stays empty.

Not here: what the sheets hold (``xlsx``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from evenhand.facts.plain import plain

LONGEST_CELL = 32_000
LONGEST_NAME = 31

Value = str | int | float | None

_LOOKS: dict[str, dict[str, object]] = {
    "": {"valign": "top"},
    "wrap": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 15},
    "section": {"bold": True, "font_size": 12},
    "head": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "font_color": "#565d60"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "level": {"num_format": "0.0%", "valign": "top"},
    "chance": {"num_format": "0.000%", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "decimal": {"num_format": "#,##0.0", "valign": "top"},
}


def looks(book: Workbook) -> dict[str, Format]:
    """The cell formats of a workbook by name."""
    return {name: book.add_format(dict(values)) for name, values in _LOOKS.items()}


class Sheet:
    """A worksheet that is filled row by row and never goes back, so that it needs little memory."""

    def __init__(self, book: Workbook, name: str, *, widths: Sequence[float], formats: dict[str, Format]) -> None:
        self._sheet = book.add_worksheet(_free_name(name, {sheet.get_name().lower() for sheet in book.worksheets()}))
        self._formats = formats
        self._next = 0
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)

    def heads(self, texts: Iterable[str], *, columns: int = 0) -> None:
        """A row of column heads that stays in sight, with the first ``columns`` columns; use it once per sheet."""
        self.row(texts, "head")
        self._sheet.freeze_panes(self._next, columns)
        self._sheet.repeat_rows(self._next - 1)

    def row(self, values: Iterable[Value], *kinds: str) -> None:
        """One row; ``kinds`` name the formats of its cells, the last one holding for the rest."""
        for column, value in enumerate(values):
            kind = kinds[min(column, len(kinds) - 1)] if kinds else ""
            self._cell(column, value, self._formats[kind])
        self._next += 1

    def gap(self) -> None:
        """An empty row."""
        self._next += 1

    def _cell(self, column: int, value: Value, look: Format) -> None:
        if isinstance(value, str):
            if value:
                self._sheet.write_string(self._next, column, plain(value)[:LONGEST_CELL], look)
        elif value is not None and math.isfinite(value):
            self._sheet.write_number(self._next, column, value, look)


def _free_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts for a sheet and that no other sheet has."""
    name = re.sub(r"[\[\]:*?/\\]", " ", plain(name)).strip(" '\n")[:LONGEST_NAME].strip(" '") or "Sheet"
    number, free = 2, name
    while free.lower() in taken or free.lower() == "history":
        free = f"{name[: LONGEST_NAME - 4]} {number}"
        number += 1
    return free
