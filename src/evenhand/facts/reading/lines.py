"""Finds the line of a record in its file: for messages about rejects, so only a few are ever asked for.

Not here: rejects themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from evenhand.facts.reading import careful
from evenhand.facts.reading.types import RawTable


def line_of(raw: RawTable, rows: Iterable[int], *, connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """The line (in a workbook the row) on which each of these ``_row`` numbers begins.

    Where texts run over several lines the file is read once more, up to the last row asked for.
    """
    wanted = sorted(set(rows))
    if not wanted:
        return {}
    if raw.lines is not None:
        found = connection.execute(f"SELECT _row, _line FROM ({raw.lines}) WHERE _row IN (SELECT unnest($1))", [wanted])
        return {int(row): int(line) for row, line in found.fetchall()}
    return _counted(raw, wanted, _broken_lines(raw, connection))


def _broken_lines(raw: RawTable, connection: duckdb.DuckDBPyConnection) -> set[int]:
    if raw.rejected is None:
        return set()
    return {int(line) for (line,) in connection.execute(f"SELECT _line FROM ({raw.rejected})").fetchall()}


def _counted(raw: RawTable, wanted: list[int], broken: set[int]) -> dict[int, int]:
    if raw.text is None:
        return {row: row for row in wanted}
    asked, lines, row = set(wanted), {}, -1
    found = careful.records(raw.text, name=raw.name, delimiter=raw.delimiter or ",", limit=raw.limits.record)
    for line, _ in found:
        row += line not in broken
        if row in asked and line not in broken:
            lines[row] = line
        if row >= wanted[-1]:
            break
    return lines
