"""Rejects files that lie in a home: taking the rows of an erased subject out of them.

Not here: writing them (``importing.rejects``), nor files that a person has put elsewhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from evenhand.facts.spreadsheet import unguard

FOLDER = "rejects"
LONGEST_CELL = 2**30


def forget(home: Path, ids: Collection[str]) -> int:
    """Takes every row that names one of the ids out of the home's rejects files; how many there were."""
    csv.field_size_limit(LONGEST_CELL)
    named = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in ids))
    return sum(_forget_in(path, ids, named) for path in sorted((home / FOLDER).glob("*.csv")))


def _forget_in(path: Path, ids: Collection[str], named: re.Pattern[str]) -> int:
    taken, part = 0, path.with_name(f".{path.name}.part")
    with (
        path.open(encoding="utf-8-sig", errors="replace", newline="") as old,
        part.open("w", encoding="utf-8-sig", newline="") as new,
    ):
        writer = csv.writer(new)
        for row in csv.reader(old):
            if _is_about(row, ids, named):
                taken += 1
            else:
                writer.writerow(row)
    part.replace(path) if taken else part.unlink()
    return taken


def _is_about(row: Sequence[str], ids: Collection[str], named: re.Pattern[str]) -> bool:
    """Whether a cell is one of the ids, or a record of broken structure (its text is the third cell) has one in it."""
    return any(unguard(cell) in ids for cell in row) or (len(row) <= 4 and any(named.search(cell) for cell in row[2:3]))
