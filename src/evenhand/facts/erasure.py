"""Erasure: takes the text about a person or an item out of the facts for good, and records that it was done.

Every version of the rows concerned loses its text and its attributes and is withdrawn; an account's or person's id
in them becomes null, or a random stand-in where the contract needs one. The files concerned are rewritten and the old
ones deleted at once. Judgements, findings and samples stay: they carry ids and closed values only.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from evenhand.facts import sql, views
from evenhand.facts.contracts import Column, Contract, Subject
from evenhand.facts.engine import one_row
from evenhand.facts.store import Facts
from evenhand.facts.tables import TABLES
from evenhand.facts.writing import Batch


@dataclass(frozen=True)
class Erasure:
    """What was done: rows rewritten, files replaced, and the digest under which it is recorded."""

    subject_digest: str
    rule: str
    rows: int
    files: int


def erase(facts: Facts, subject: Subject, subject_id: str, *, rule: str, source: str | None = None) -> Erasure:
    """Erases what is kept about one subject, in one source or in all; ``rule`` is recorded as the reason.

    Safe to repeat: a second run finds nothing left and records nothing.
    """
    digest = hashlib.sha256(f"{subject}\x1f{source or ''}\x1f{subject_id}".encode()).hexdigest()
    with facts.writing("erase") as batch:
        order = _Order(subject, subject_id, source, stand_in=f"erased-{secrets.token_hex(8)}")
        found = [_erase_table(batch, contract, order) for contract in TABLES.values()]
        rows, files = sum(rows for rows, _ in found), sum(files for _, files in found)
        if rows:
            at = datetime.now(UTC)
            batch.add(
                "erasures",
                f"(SELECT '{digest}' AS subject_digest, {sql.text(rule)} AS rule, TIMESTAMPTZ '{at.isoformat()}' AS at, "
                f"{rows} AS rows, 'evenhand' AS source)",
            )
    return Erasure(digest, rule, rows, files)


@dataclass(frozen=True)
class _Order:
    subject: Subject
    subject_id: str
    source: str | None
    stand_in: str

    def names(self, column: Column) -> bool:
        """Whether the column holds ids of this sort of subject."""
        return column.subject is self.subject

    def takes(self, column: Column) -> bool:
        """Whether the column's value goes: an item's id is opaque and stays, a person's does not."""
        return column.payload or (self.names(column) and self.subject is not Subject.ITEM)

    def concerned(self, contract: Contract) -> str:
        """SQL: whether a row is about the subject."""
        ids = " OR ".join(
            f"{sql.name(c.name)} = {sql.text(self.subject_id)}" for c in contract.columns if self.names(c)
        )
        return f"coalesce(({ids}){'' if self.source is None else f' AND source = {sql.text(self.source)}'}, false)"

    def unfinished(self, contract: Contract) -> str:
        """SQL: whether a row about the subject still holds something to erase."""
        held = [f"{sql.name(column.name)} IS NOT NULL" for column in contract.every_column if column.payload]
        if self.subject is not Subject.ITEM:
            held.append("true")
        if contract.own_words:
            held.append("NOT retracted")
        return f"({' OR '.join(held)})"


def _erase_table(batch: Batch, contract: Contract, order: _Order) -> tuple[int, int]:
    if not any(order.names(column) for column in contract.columns):
        return 0, 0
    condition = order.concerned(contract)
    rows = files = 0
    for file in batch.state.of_table(contract.table):
        relation = views.rows(contract, [file], folder=batch.folder)
        statement = f"SELECT count(*) FROM {relation} WHERE {condition} AND {order.unfinished(contract)}"
        (count,) = one_row(batch.connection, statement)
        if count:
            columns = ", ".join(_erased(column, contract, order) for column in contract.every_column)
            batch.replace(contract.table, f"(SELECT {columns} FROM {relation})", files=[file], at_once=True)
            rows, files = rows + count, files + 1
    return rows, files


def _erased(column: Column, contract: Contract, order: _Order) -> str:
    quoted, condition = sql.name(column.name), order.concerned(contract)
    if column.name == "retracted" and contract.own_words:
        return f"retracted OR {condition} AS retracted"
    if not order.takes(column):
        return quoted
    if column.nullable:
        return f"CASE WHEN {condition} THEN NULL ELSE {quoted} END AS {quoted}"
    return (
        f"CASE WHEN {condition} AND {quoted} = {sql.text(order.subject_id)} THEN {sql.text(order.stand_in)} "
        f"ELSE {quoted} END AS {quoted}"
    )
