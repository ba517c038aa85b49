"""Outbox rows, which are JSON, in the types of their fact table; those that do not fit are found and told apart.

All rows of a table at once, in the engine. Not here: which rows wait, and what becomes of them (``publisher``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from evenhand.facts import sql
from evenhand.facts.contracts import Column, Contract, Kind
from evenhand.facts.reading import casts
from evenhand.facts.writing import Batch
from evenhand.ops.spine.vocabulary import Fault

GIVEN, TYPED = "outbox_given", "outbox_typed"
MADE_HERE = frozenset({"version", "retracted", "batch"})  # the batch fills them when a row does not
ZONED = r".*[0-9](Z|[+-][0-9]{2}(:?[0-9]{2})?)"


@dataclass(frozen=True)
class Misfit:
    """A row that does not fit: its outbox id, why, and the column at fault ("" where none is)."""

    id: int
    fault: Fault
    column: str = ""


@dataclass(frozen=True)
class Fitted:
    """What became of the rows of one table, by their outbox ids."""

    added: tuple[int, ...]
    misfits: tuple[Misfit, ...] = ()


def add(batch: Batch, table: str, rows: pa.Table) -> Fitted:
    """Stages those rows (``id`` and ``row``, JSON text) of a table that fit."""
    if table not in batch.tables:
        return Fitted((), tuple(Misfit(number, Fault.UNKNOWN_TABLE) for number in _ids(rows)))
    contract, connection = batch.tables[table], batch.connection
    unreadable = _unreadable(connection, contract, rows)
    if unreadable:
        readable = [number not in unreadable for number in _ids(rows)]
        _type(connection, contract, rows.filter(pa.array(readable)))
    told = connection.execute(f"SELECT id, fault FROM {TYPED} WHERE fault IS NOT NULL ORDER BY id").fetchall()
    fitting = connection.execute(f"SELECT id FROM {TYPED} WHERE fault IS NULL ORDER BY id").fetchall()
    if fitting:
        batch.add(table, f"(SELECT * EXCLUDE (id, fault) FROM {TYPED} WHERE fault IS NULL)")
    return Fitted(
        added=tuple(number for (number,) in fitting),
        misfits=(
            *(Misfit(number, Fault.UNREADABLE) for number in sorted(unreadable)),
            *(_misfit(number, fault) for number, fault in told),
        ),
    )


def _ids(rows: pa.Table) -> list[int]:
    ids: list[Any] = rows["id"].to_pylist()
    return ids


def _misfit(number: int, told: str) -> Misfit:
    fault, _, column = told.partition(" ")
    return Misfit(number, Fault(fault), column)


def _unreadable(connection: duckdb.DuckDBPyConnection, contract: Contract, rows: pa.Table) -> set[int]:
    """The rows at which the engine stops (no JSON, half characters), found by halving; the others are typed then."""
    try:
        _type(connection, contract, rows)
    except (duckdb.DataError, duckdb.ProgrammingError):
        if len(rows) == 1:
            return set(_ids(rows))
        middle = len(rows) // 2
        halves = (rows.slice(0, middle), rows.slice(middle))
        return set().union(*(_unreadable(connection, contract, half) for half in halves))
    return set()


def _type(connection: duckdb.DuckDBPyConnection, contract: Contract, rows: pa.Table) -> None:
    """Makes the table of typed rows, each with its first fault: null where it fits."""
    connection.register(GIVEN, rows)
    found = connection.execute(f"SELECT DISTINCT unnest(json_keys(row)) FROM {GIVEN} ORDER BY 1").fetchall()
    keys = [key for (key,) in found]
    columns = [column for column in contract.every_column if column.name in keys and column.name != "batch"]
    values = "".join(f", {_value(column)} AS {sql.name(column.name)}" for column in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {TYPED} AS SELECT id, {_fault(contract, columns, keys)} AS fault{values} "
        f"FROM {GIVEN}"
    )
    connection.unregister(GIVEN)


def _given(column: Column) -> str:
    return f"json_extract_string(row, '$.{column.name}')"


def _value(column: Column) -> str:
    """SQL for the value in its type, null where it is none; a time must say its zone."""
    given = _given(column)
    if column.kind is Kind.TIME:
        return f"CASE WHEN regexp_full_match({given}, '{ZONED}') THEN TRY_CAST({given} AS TIMESTAMPTZ) END"
    return casts.cast(column, given, zone="UTC", time_format=None)


def _fault(contract: Contract, columns: Sequence[Column], keys: Sequence[str]) -> str:
    """SQL for the first thing that is wrong with a row: a fault and its column, null where nothing is."""
    known = {column.name for column in contract.every_column} - {"batch"}
    unknown = [f"WHEN {_has(key)} THEN 'unknown_column'" for key in keys if key not in known]
    missing = [
        f"WHEN {_given(column)} IS NULL THEN 'missing {column.name}'"
        for column in contract.every_column
        if not column.nullable and column.default is None and column.name not in MADE_HERE
    ]
    misfits = [
        f"WHEN {_given(column)} IS NOT NULL AND {casts.refused(column, _value(column))} "
        f"THEN 'does_not_fit {column.name}'"
        for column in columns
    ]
    return f"CASE {' '.join([*unknown, *missing, *misfits])} END"


def _has(key: str) -> str:
    return f"list_contains(json_keys(row), {sql.text(key)})"
