"""Proof that the facts are whole: the chain, each file's bytes, and each batch's count and digest.

Not here: the ledger of who did what, which seals the manifest's head.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from evenhand.facts import digest, disk
from evenhand.facts.entries import NOTHING, State
from evenhand.facts.store import Facts


@dataclass(frozen=True)
class Verification:
    """``faults`` are sentences, one for each thing that is not as the manifest says; empty when all is well."""

    entries: int
    head: str
    files: int
    rows: int
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def verify(facts: Facts) -> Verification:
    """Reads the manifest from its start and every live file; RequestError when the manifest itself is broken.

    Whole entries cut off the manifest's end leave a shorter chain that is whole in itself: only a head that was copied
    elsewhere tells, or the files of entries beyond the next.
    """
    state = facts.manifest.whole()
    faults = [*_checkpoint_faults(facts), *_file_faults(facts, state), *_missing_end(facts, state)]
    if not faults:
        with facts.connection() as connection:
            faults = [fault for table in facts.tables for fault in _batch_faults(facts, table, state, connection)]
    rows = sum(file.rows for file in state.files.values())
    return Verification(state.entries, state.head, len(state.files), rows, tuple(faults))


def _checkpoint_faults(facts: Facts) -> Iterator[str]:
    if not facts.manifest.checkpoint_fits():
        yield (
            f"{facts.manifest.checkpoint.name} is not what the manifest adds up to: delete it, and it is made again. "
            "What was read since it came there may be wrong."
        )


def _file_faults(facts: Facts, state: State) -> Iterator[str]:
    for file in state.files.values():
        path = facts.folder / file.path
        if not path.exists():
            yield f"{file.path} is missing."
        elif disk.digest_of(path) != file.sha256:
            yield f"{file.path} is not the file that was written: its SHA-256 differs."


def _missing_end(facts: Facts, state: State) -> Iterator[str]:
    for name, entry in facts.unnamed(state).items():
        if entry > state.entries + 1:
            yield f"{name} is of entry {entry}, but the manifest ends at {state.entries}: its end was cut off."


def _batch_faults(facts: Facts, table: str, state: State, connection: duckdb.DuckDBPyConnection) -> list[str]:
    here = digest.as_written(connection, facts.tables[table], state.of_table(table), folder=facts.folder)
    told = state.digests_of(table)
    return [
        f"Batch {number} of {table} holds {here.get(number, NOTHING).rows} rows where {told.get(number, NOTHING).rows} "
        "were committed, or their content differs."
        for number in sorted(here.keys() | told.keys())
        if here.get(number, NOTHING) != told.get(number, NOTHING)
    ]
