"""Compaction: many small files of a month become one, with every row, version and batch number kept.

Not here: erasure, which does change rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from evenhand.facts import views
from evenhand.facts.entries import NOTHING, FactFile, State
from evenhand.facts.errors import EvenhandError
from evenhand.facts.store import Facts

SMALL = 128 * 1024  # bytes: below some sixteen times this, files are of the first size
STEP = 5  # powers of two: each size holds files up to 32 times as big as the one before


@dataclass(frozen=True)
class Compaction:
    """How many files there were and are."""

    files_before: int
    files_after: int


def compact(facts: Facts, *, at_least: int = 2) -> Compaction:
    """Merges the files of each table and month that has ``at_least`` of them; readers see the same rows throughout."""
    return _merged(facts, at_least, alike=lambda file: file.month)


def compact_alike(facts: Facts, *, at_least: int) -> Compaction:
    """Merges files of a table and month that are of about one size, where there are ``at_least`` of that size.

    For steady small batches: a row is rewritten a few times over its life, not each time a batch comes.
    """
    return _merged(facts, at_least, alike=lambda file: f"{file.month} {_size(file)}")


def _size(file: FactFile) -> int:
    return (file.bytes // SMALL).bit_length() // STEP


def _merged(facts: Facts, at_least: int, *, alike: Callable[[FactFile], str]) -> Compaction:
    before = len(facts.state().files)
    with facts.writing("compact") as batch:
        for table, contract in facts.tables.items():
            for files in _groups(batch.state, table, alike):
                if len(files) >= at_least:
                    rows = views.rows(contract, files, folder=facts.folder)
                    batch.replace(table, rows, files=files)
            if any(change != NOTHING for change in batch.change(table).values()):
                raise EvenhandError(f"Compaction would have changed the rows of {table}; nothing was replaced.")
    return Compaction(before, len(facts.state().files))


def _groups(state: State, table: str, alike: Callable[[FactFile], str]) -> list[list[FactFile]]:
    return [list(group) for _, group in groupby(sorted(state.of_table(table), key=alike), key=alike)]
