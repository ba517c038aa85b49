"""What an import, or its dry run, has to tell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class TableOutcome:
    """Rows of one file for one table: accepted (new or superseding), skipped as duplicates, or kept out."""

    table: str
    accepted: int = 0
    duplicates: int = 0
    conflicts: int = 0
    rejected: int = 0
    superseded: int = 0


@dataclass(frozen=True)
class Outcome:
    """The whole import. ``rows`` are records read; ``known_files`` were imported before and were not read again."""

    rows: int
    tables: tuple[TableOutcome, ...]
    rejects_file: Path | None
    known_files: tuple[str, ...]
    notes: tuple[str, ...]
    batch: int | None

    def total(self, count: str) -> int:
        """The sum of one count over all tables."""
        return sum(getattr(table, count) for table in self.tables)


@dataclass(frozen=True)
class TablePreview:
    """How a file would be read into one table: our column to theirs, the first rows, and what would be rejected."""

    table: str
    columns: dict[str, str]
    kept_aside: tuple[str, ...]
    rows: int
    rejected: int
    reasons: tuple[tuple[str, str, int], ...]
    first: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """A dry run: nothing was written."""

    file: str
    format: str
    encoding: str | None
    delimiter: str | None
    tables: tuple[TablePreview, ...]
