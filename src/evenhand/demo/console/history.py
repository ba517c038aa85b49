"""The simulated operation as facts, moved in time so that it ended yesterday, in one batch.

It is moved rather than simulated for this day, so that a seed gives the same decisions, and the same figures, on every
day. What falls after the end has not happened yet. Not here: the simulation (``simulate``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from evenhand.facts import sql
from evenhand.facts.contracts import Kind
from evenhand.facts.store import Facts
from evenhand.facts.tables import TABLES
from evenhand.simulate import Operation


def bring(facts: Facts, simulated: Operation, *, moved: timedelta, until: datetime) -> None:
    """Stores all tables of the operation, as an import of another tool's decisions would."""
    with facts.writing("demo") as batch:
        for table, rows in simulated.tables.items():
            batch.connection.register("simulated", rows)
            batch.add(table, _happened(table, moved=moved, until=until))
            batch.connection.unregister("simulated")


def _happened(table: str, *, moved: timedelta, until: datetime) -> str:
    """The rows of a table, moved, that happened before a moment; an appeal may still be open then."""
    contract = TABLES[table]
    hours = f"INTERVAL {int(moved.total_seconds() // 3600)} HOUR"  # hours, since a day may have 23 of them somewhere
    times = [sql.name(column.name) for column in contract.columns if column.kind is Kind.TIME]
    shifted = ", ".join(f"{name} + {hours} AS {name}" for name in times)
    rows = f"SELECT * REPLACE ({shifted}) FROM simulated"
    return f"(SELECT * FROM ({rows}) WHERE {sql.name(str(contract.time))} < {sql.text(until.isoformat())}::TIMESTAMPTZ)"
