"""Erasure: takes the text about a person or an item out of the facts for good, and records that it was done.

Every version of the rows concerned loses its text, its attributes and what activity was done to, and is withdrawn; an
account's or person's id in them becomes null, or a random stand-in where the contract needs one. The files concerned
are rewritten and the old ones deleted at once, and rows kept out of imports go from the home's rejects files.
Judgements, findings and samples stay: they carry ids and closed values only.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from evenhand.facts import kept_out, sql, views
from evenhand.facts.contracts import Column, Contract, Subject
from evenhand.facts.engine import one_row
from evenhand.facts.entries import ERASE
from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.facts.tables import ITEMS, TABLES
from evenhand.facts.writing import Batch

EXPIRED = "expired"  # stands where the account of an expired row stood


def _expires_by(contract: Contract) -> Subject | None:
    """Whose ids decide what is left of a table's expired rows: its items', else its accounts'; None: none expires."""
    named = {column.subject for column in contract.columns}
    if Subject.ITEM in named:
        return Subject.ITEM
    return Subject.ACCOUNT if contract.own_words and Subject.ACCOUNT in named else None


EXPIRING = {name: subject for name, each in TABLES.items() if (subject := _expires_by(each))}
"""The tables whose rows can expire, and by whose ids."""


@dataclass(frozen=True)
class Erasure:
    """What was done: rows rewritten, files replaced, and the digest under which it is recorded."""

    subject_digest: str
    rule: str
    rows: int
    files: int


def erase(facts: Facts, subject: Subject, subject_id: str, *, rule: str, source: str | None = None) -> Erasure:
    """Erases what is kept about one subject, in one source or in all; ``rule`` is recorded as the reason.

    An account takes the text of its items with it. Safe to repeat: a second run finds nothing left and records nothing.
    """
    return _carried_out(facts, _Order(subject, subject_id, source, stand_in=f"erased-{secrets.token_hex(8)}"), rule)


def expire(
    facts: Facts,
    table: str,
    *,
    before: datetime,
    rule: str,
    held: Collection[str] = (),
    held_accounts: Collection[str] = (),
) -> Erasure:
    """Erases the text in a table's rows from before a moment, and with items all that is kept about them.

    Rows of what accounts did (``activity``) lose their account's id with it. ``held`` are ids of items, and
    ``held_accounts`` of accounts, under a legal hold: rows that name them stay. Rows without a time stay too.
    Safe to repeat.

    Raises:
        RequestError: the table holds no text, or is not one that can expire.

    """
    subject = EXPIRING.get(table)
    if subject is None:
        raise RequestError(f"Rows of {table!r} do not expire.", hint=f"Tables that can: {', '.join(EXPIRING)}.")
    holds = {Subject.ITEM: held, Subject.ACCOUNT: held_accounts}
    return _carried_out(
        facts, _Expiry(subject, "", None, stand_in=EXPIRED, table=table, before=before, held=holds), rule
    )


def _carried_out(facts: Facts, order: _Order, rule: str) -> Erasure:
    with facts.writing(ERASE) as batch:
        batch.connection.execute(f"CREATE TEMP TABLE erased_items AS {order.items(batch)}")
        found = [_erase_table(batch, contract, order) for contract in facts.tables.values()]
        rows, files = sum(rows for rows, _ in found), sum(files for _, files in found)
        if rows:
            _record(batch, order, rule=rule, rows=rows)
        items = batch.connection.execute("SELECT item_id FROM erased_items").fetchall()
        kept_out.forget(facts.home, {order.subject_id, *(item for (item,) in items)} - {""})
    return Erasure(order.digest, rule, rows, files)


def subject_digest(subject: Subject, subject_id: str, *, source: str | None) -> str:
    """The digest under which the erasure of a subject, in one source or in all, is recorded."""
    return hashlib.sha256(f"{subject}\x1f{source or ''}\x1f{subject_id}".encode()).hexdigest()


def was_erased(contract: Contract, *, among: Collection[str]) -> str:
    """SQL: whether a row with these columns of a table is about a subject that was erased, in its source or in all."""
    digests = [
        f"sha256(concat('{column.subject}', chr(31), {source}, chr(31), {sql.name(column.name)}))"
        for column in contract.columns
        if column.subject is not None and column.name in among
        for source in ("source", "''")
    ]
    tests = [f"{digest} IN (SELECT subject_digest FROM erasures)" for digest in digests]
    return f"({' OR '.join(tests) or 'false'})"


@dataclass(frozen=True)
class _Order:
    subject: Subject
    subject_id: str
    source: str | None
    stand_in: str

    @property
    def digest(self) -> str:
        return subject_digest(self.subject, self.subject_id, source=self.source)

    def items(self, batch: Batch) -> str:
        """SQL for source and item_id of the items that an account made; other subjects take no further item."""
        made = views.rows(ITEMS, batch.state.of_table("items"), folder=batch.folder)
        condition = self._named(ITEMS) if self.subject is Subject.ACCOUNT else "false"
        return f"SELECT DISTINCT source, item_id FROM {made} WHERE {condition}"

    def names(self, column: Column) -> bool:
        """Whether the column holds ids of this sort of subject."""
        return column.subject is self.subject

    def takes(self, column: Column) -> bool:
        """Whether the column's value goes: an item's id is opaque and stays, a person's does not."""
        return column.erasable or (self.names(column) and self.subject is not Subject.ITEM)

    def holds(self, column: Column) -> str:
        """SQL: whether the column holds the subject's id."""
        return f"coalesce({sql.name(column.name)} = {sql.text(self.subject_id)}, false)"

    def _named(self, contract: Contract) -> str:
        ids = " OR ".join(self.holds(column) for column in contract.columns if self.names(column)) or "false"
        return f"(({ids}){'' if self.source is None else f' AND source = {sql.text(self.source)}'})"

    def concerned(self, contract: Contract) -> str:
        """SQL: whether a row is about the subject, or about an item that goes with it."""
        about = [column for column in contract.columns if column.subject is Subject.ITEM]
        items = [
            f"(source, {sql.name(column.name)}) IN (SELECT (source, item_id) FROM erased_items)" for column in about
        ]
        return f"({' OR '.join([self._named(contract), *items])})"

    def unfinished(self, contract: Contract) -> str:
        """SQL: whether a row about the subject still holds something to erase."""
        held = [f"{sql.name(column.name)} IS NOT NULL" for column in contract.every_column if column.erasable]
        if self.subject is not Subject.ITEM:
            held += [self.holds(column) for column in contract.columns if self.names(column)]
        if contract.own_words:
            held.append("NOT retracted")
        return f"({' OR '.join(held)})"


@dataclass(frozen=True)
class _Expiry(_Order):
    """Rows of a table from before a moment, but for those that name who or what is held."""

    table: str
    before: datetime
    held: Mapping[Subject, Collection[str]]

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"retention\x1f{self.table}\x1f{self.before.isoformat()}".encode()).hexdigest()

    def items(self, batch: Batch) -> str:
        """The items that expire, when items do."""
        rows = views.rows(ITEMS, batch.state.of_table("items"), folder=batch.folder)
        condition = self._named(ITEMS) if self.table == "items" else "false"
        return f"SELECT DISTINCT source, item_id FROM {rows} WHERE {condition}"

    def holds(self, column: Column) -> str:
        """SQL: whether the column names anybody still: an expired row is about nobody in particular."""
        return f"coalesce({sql.name(column.name)} <> {sql.text(self.stand_in)}, false)"

    def _named(self, contract: Contract) -> str:
        if contract.table != self.table:
            return "false"
        moment = f"TIMESTAMPTZ '{self.before.astimezone(UTC).isoformat()}'"
        old = f"{sql.name(contract.time)}::TIMESTAMPTZ < {moment}"
        return " AND ".join([f"coalesce({old}, false)", *map(self._is_not_held, contract.columns)])

    def _is_not_held(self, column: Column) -> str:
        held = self.held.get(column.subject, ()) if column.subject else ()
        if not held:
            return "true"
        return f"coalesce({sql.name(column.name)} NOT IN ({', '.join(map(sql.text, sorted(held)))}), true)"


def _record(batch: Batch, order: _Order, *, rule: str, rows: int) -> None:
    """Records the erasure, and that of each item that went with an account: so that none of them comes back."""
    at = f"TIMESTAMPTZ '{datetime.now(UTC).isoformat()}' AS at"
    digest = f"sha256(concat('{Subject.ITEM}', chr(31), source, chr(31), item_id))"
    batch.add(
        "erasures",
        f"(SELECT '{order.digest}' AS subject_digest, {sql.text(rule)} AS rule, {at}, {rows} AS rows, "
        f"'evenhand' AS source UNION ALL SELECT {digest}, {sql.text(rule)}, {at}, NULL, 'evenhand' FROM erased_items)",
    )


def _erase_table(batch: Batch, contract: Contract, order: _Order) -> tuple[int, int]:
    if not any(column.subject in (order.subject, Subject.ITEM) for column in contract.columns):
        return 0, 0
    condition = f"{order.concerned(contract)} AND {order.unfinished(contract)}"
    rows = files = 0
    for file in batch.state.of_table(contract.table):
        relation = views.rows(contract, [file], folder=batch.folder)
        (count,) = one_row(batch.connection, f"SELECT count(*) FROM {relation} WHERE {condition}")
        if count:
            columns = ", ".join(_erased(column, contract, order) for column in contract.every_column)
            batch.replace(contract.table, f"(SELECT {columns} FROM {relation})", files=[file])
            rows, files = rows + count, files + 1
    return rows, files


def _erased(column: Column, contract: Contract, order: _Order) -> str:
    quoted, condition = sql.name(column.name), order.concerned(contract)
    if column.name == "retracted" and contract.own_words:
        return f"retracted OR {condition} AS retracted"
    if not order.takes(column):
        return quoted
    if column.erasable:
        return f"CASE WHEN {condition} THEN NULL ELSE {quoted} END AS {quoted}"
    stand_in = "NULL" if column.nullable else sql.text(order.stand_in)
    return f"CASE WHEN {condition} AND {order.holds(column)} THEN {stand_in} ELSE {quoted} END AS {quoted}"
