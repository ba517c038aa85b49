"""Proof that the facts are whole: the chain, each file's bytes, and each batch's count and digest.

Not here: the ledger of who did what, which seals the manifest's head.
"""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.facts import digest, disk, views
from evenhand.facts.manifest import NOTHING, Digest
from evenhand.facts.store import Facts
from evenhand.facts.tables import TABLES


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
    """Reads every live file; RequestError when the manifest itself is broken."""
    state = facts.state()
    faults: list[str] = []
    for file in state.files.values():
        path = facts.folder / file.path
        if not path.exists():
            faults.append(f"{file.path} is missing.")
        elif disk.digest_of(path) != file.sha256:
            faults.append(f"{file.path} is not the file that was written: its SHA-256 differs.")
    if not faults:
        faults = [fault for table in TABLES for fault in _batch_faults(facts, table)]
    rows = sum(file.rows for file in state.files.values())
    return Verification(state.entries, state.head, len(state.files), rows, tuple(faults))


def _batch_faults(facts: Facts, table: str) -> list[str]:
    state = facts.state()
    relation = views.rows(TABLES[table], state.of_table(table), folder=facts.folder)
    with facts.connection() as connection:
        found = connection.execute(digest.query(TABLES[table], relation)).fetchall()
    here = {number: Digest.of(rows, high, low) for number, rows, high, low in found}
    told = state.digests.get(table, {})
    return [
        f"Batch {number} of {table} holds {here.get(number, NOTHING).rows} rows where {told.get(number, NOTHING).rows} "
        "were committed, or their content differs."
        for number in sorted(here.keys() | told.keys())
        if here.get(number, NOTHING) != told.get(number, NOTHING)
    ]
