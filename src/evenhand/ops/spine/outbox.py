"""The way from work to facts, first half: a service leaves a fact row in the transaction of its change.

Not here: bringing the rows into the facts (``publisher``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from evenhand.facts.contracts import Column, Contract
from evenhand.facts.tables import TABLES
from evenhand.ops.spine.desks import Erasing
from evenhand.ops.spine.models import OutboxRow, SetAsideRow


def publish(table: str, rows: Iterable[Mapping[str, Any]], *, at: datetime) -> None:
    """Leaves rows of a fact table for the publisher; within the transaction of the change that they tell of.

    A row names columns of the contract; source and the key are required, ``version`` when it is not the first.
    Raises RuntimeError outside a transaction, ValueError for a column that the table does not have.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Fact rows are written in the transaction of the change that they tell of.")
    known = set(TABLES[table].names)
    written = [_written(row) for row in rows]
    unknown = {name for row in written for name in row} - known
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}.")
    OutboxRow.objects.bulk_create((OutboxRow(table=table, row=row, written_at=at) for row in written), batch_size=1_000)


def try_again(row: SetAsideRow, *, at: datetime) -> None:
    """Puts a row that was set aside back among the waiting, after what stood in its way has been mended."""
    with transaction.atomic():
        OutboxRow.objects.create(table=row.table, row=row.row, written_at=at)
        row.delete()


def erase(subject: Erasing, _at: datetime) -> int:
    """Empties what the outbox keeps about a subject; how many rows that were.

    What it wrote or did goes; rows of others about it lose their text, and its id where it may be left out.
    """
    found = 0
    for contract in TABLES.values():
        for column in contract.columns:
            if column.subject == subject.kind:
                found += sum(_erase(model, contract, column, subject) for model in (OutboxRow, SetAsideRow))
    return found


def _erase(model: type[OutboxRow | SetAsideRow], contract: Contract, column: Column, subject: Erasing) -> int:
    rows: QuerySet[Any] = model._default_manager.filter(**{"table": contract.table, f"row__{column.name}": subject.id})
    if subject.source is not None:
        rows = rows.filter(row__source=subject.source)
    if contract.own_words:
        return rows.delete()[0]
    gone = {each.name for each in contract.every_column if each.erasable}
    gone |= {column.name} if column.nullable else set()
    kept = list(rows)
    for row in kept:
        row.row = {name: value for name, value in row.row.items() if name not in gone}
    rows.bulk_update(kept, ["row"], batch_size=500)
    return len(kept)


def _written(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _as_json(value) for name, value in row.items() if value is not None}


def _as_json(value: Any) -> Any:
    match value:
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"{value} has no time zone.")
            return value.isoformat()
        case date() | UUID():
            return str(value)
        case _:
            return value
