"""The rejects file: every row kept out, with its line, column, value and reason, ready to be corrected and imported.

Cells that a spreadsheet would run are guarded on the way out and taken as they were on the way in.
"""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import duckdb

from evenhand.facts import reading, sql
from evenhand.facts.errors import RequestError
from evenhand.facts.importing.identity import Stored
from evenhand.facts.importing.rows import Rows
from evenhand.facts.reading import RawTable
from evenhand.facts.spreadsheet import guard, unguard, unguarded

MARKS = ("reject_line", "reject_column", "reject_value", "reject_reason")
REASONS = {
    "conflict": "another row has the same id and other content; --supersede makes it a new version",
    "erased": "this row was erased and does not come back",
}


def digest_text(text: str) -> str:
    """SHA-256 of a text, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def corrected(raw: RawTable) -> RawTable:
    """A rejects file as the file it came from: without our marks, and its guarded cells as they were."""
    if MARKS[-1] not in raw.columns:
        return raw
    columns = {column: unguard(column) for column in raw.columns if column not in MARKS}
    cells = ", ".join(f"{unguarded(sql.name(column))} AS {sql.name(name)}" for column, name in columns.items())
    return replace(raw, columns=tuple(columns.values()), relation=f"SELECT _row, {cells} FROM ({raw.relation})")


class Keeper:
    """Collects the rows kept out of one import, file by file; writes nothing when there are none."""

    def __init__(self, folder: Path, work: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.work = work
        self.connection = connection
        self.placed: Path | None = None
        self._written: set[tuple[str, int]] = set()
        self._files: dict[str, tuple[TextIOWrapper, Path, Path]] = {}

    def take_broken(self, raw: RawTable) -> int:
        """Keeps records of broken structure; returns how many."""
        broken = self.connection.execute(raw.rejected).fetchall() if raw.rejected else []
        self._write(raw, [((line, "", value, reason), ()) for line, value, reason in broken])
        return len(broken)

    def take_invalid(self, raw: RawTable, rows: Rows) -> int:
        """Keeps rows with a value that cannot be; returns how many."""
        bad = self.connection.execute(
            f"SELECT t._row, _column, _value, _reason, {sql.names(raw.columns)} FROM (SELECT _row, _column, _value, "
            f"_reason FROM ({rows.typed}) WHERE _reason IS NOT NULL) t JOIN ({raw.relation}) r USING (_row) ORDER BY 1"
        ).fetchall()
        return self._take(raw, bad)

    def take_clashes(self, raw: RawTable, stored: Stored, table: str) -> int:
        """Keeps the rows that clash with another of the same id, and the lines of erased ones; returns how many."""
        if stored.clashes is None or not stored.conflicts:
            return 0
        key = f"'id of {table}'"
        cells = ", ".join(f"CASE WHEN _decision = 'conflict' THEN r.{sql.name(name)} END" for name in raw.columns)
        clashing = self.connection.execute(
            f"SELECT d._row, {key}, NULL, _decision, {cells} FROM {stored.clashes} d JOIN ({raw.relation}) r "
            "USING (_row) WHERE _decision IN ('conflict', 'erased') ORDER BY 1"
        ).fetchall()
        return self._take(raw, [(row[0], row[1], row[2], REASONS[row[3]], *row[4:]) for row in clashing])

    def finish(self) -> None:
        """Writes the rejects files out, while what can go wrong still leaves the facts as they were."""
        for file, _, _ in self._files.values():
            file.close()
            self.folder.mkdir(parents=True, exist_ok=True)

    def place(self) -> None:
        """Puts the rejects files in their place, once the import stands; ``placed`` is the first of them."""
        for _, part, place in self._files.values():
            try:
                shutil.move(part, place)
            except OSError as error:
                raise RequestError(
                    f"The import is done, but its rejects file cannot be put into {self.folder}: {error.strerror}.",
                    hint="Import the file again: what is in the facts already is skipped.",
                ) from error
            self.placed = self.placed or place

    def _take(self, raw: RawTable, rows: Sequence[Sequence[Any]]) -> int:
        if rows:
            lines = reading.line_of(raw, {row[0] for row in rows}, connection=self.connection)
            self._write(raw, [((lines.get(row[0], row[0]), *row[1:4]), row[4:]) for row in rows])
        return len(rows)

    def _write(self, raw: RawTable, rows: Iterable[tuple[Sequence[Any], Sequence[Any]]]) -> None:
        """Writes each line once, also when two tables refuse it: it is to be corrected and imported once."""
        for marks, values in rows:
            if (raw.digest, marks[0]) in self._written:
                continue
            self._written.add((raw.digest, marks[0]))
            writer = csv.writer(self._file(raw))
            writer.writerow([guard(str(value)) if value is not None else "" for value in (*marks, *values)])

    def _file(self, raw: RawTable) -> TextIOWrapper:
        if raw.digest not in self._files:
            stem = re.sub(r"[^\w.-]+", "_", Path(raw.name).stem)[:80]
            name = f"{stem}-{raw.digest[:8]}.rejects.csv"
            part = self.work / name
            file = part.open("w", encoding="utf-8-sig", newline="")
            csv.writer(file).writerow([*MARKS, *(guard(column) for column in raw.columns)])
            self._files[raw.digest] = (file, part, self.folder / name)
        return self._files[raw.digest][0]
