"""Compaction: many small files of a month become one, with every row, version and batch number kept.

Not here: erasure, which does change rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from evenhand.facts import views
from evenhand.facts.errors import EvenhandError
from evenhand.facts.manifest import NOTHING
from evenhand.facts.store import Facts


@dataclass(frozen=True)
class Compaction:
    """How many files there were and are."""

    files_before: int
    files_after: int


def compact(facts: Facts, *, at_least: int = 2) -> Compaction:
    """Merges the files of each table and month that has ``at_least`` of them; readers see the same rows throughout."""
    before = len(facts.state().files)
    with facts.writing("compact") as batch:
        for table, contract in facts.tables.items():
            for _, group in groupby(batch.state.of_table(table), key=lambda file: file.month):
                files = list(group)
                if len(files) >= at_least:
                    rows = views.rows(contract, files, folder=facts.folder)
                    batch.replace(table, rows, files=files)
            if any(change != NOTHING for change in batch.change(table).values()):
                raise EvenhandError(f"Compaction would have changed the rows of {table}; nothing was replaced.")
    return Compaction(before, len(facts.state().files))
