"""What a store holds: tables, rows, periods, sources, and how far the facts reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenhand.facts import sql
from evenhand.facts.store import Facts


@dataclass(frozen=True)
class TableSummary:
    """One table as it stands. ``undated`` rows carry no time, and period filters leave them out."""

    table: str
    rows: int
    undated: int
    first: datetime | None
    last: datetime | None
    sources: tuple[str, ...]
    files: int
    bytes: int


@dataclass(frozen=True)
class Summary:
    """All tables that hold rows; ``horizon`` is when the last entry was committed."""

    tables: tuple[TableSummary, ...]
    entries: int
    batch: int
    head: str
    horizon: str | None


def summarise(facts: Facts) -> Summary:
    """Counts what is stored, with one query per table that has files."""
    state = facts.state()
    held = [table for table in facts.tables if state.of_table(table)]
    return Summary(tuple(_table(facts, table) for table in held), state.entries, state.batch, state.head, state.at)


def _table(facts: Facts, table: str) -> TableSummary:
    time = sql.name(facts.tables[table].time)
    found = facts.query(
        f"SELECT count(*) AS rows, count(*) - count({time}) AS undated, min({time}) AS first, max({time}) AS last, "
        f"list_sort(array_agg(DISTINCT source)) AS sources FROM {sql.name(table)}"
    ).to_pylist()[0]
    files = facts.state().of_table(table)
    return TableSummary(
        table=table,
        rows=found["rows"],
        undated=found["undated"],
        first=found["first"],
        last=found["last"],
        sources=tuple(found["sources"] or ()),
        files=len(files),
        bytes=sum(file.bytes for file in files),
    )
