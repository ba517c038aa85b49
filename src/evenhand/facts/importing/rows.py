"""The rows of one file for one table: matched, typed, with their source, the good ones apart from the rejected.

Not here: storing them (``identity``).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from evenhand.facts import reading, sql
from evenhand.facts.contracts import Contract
from evenhand.facts.engine import one_row
from evenhand.facts.errors import RequestError
from evenhand.facts.importing.identity import Incoming
from evenhand.facts.reading import Mapping, Match, RawTable


@dataclass(frozen=True)
class Rows:
    """``typed`` has every record with its ``_reason``; ``incoming`` the good ones; ``gold`` those with a gold label."""

    match: Match
    typed: str
    incoming: Incoming
    gold: str | None
    naive_times: str
    timezone: str
    zone_given: bool

    def notes(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """Sentences about choices made while reading."""
        notes = list(self.match.notes)
        (naive,) = one_row(connection, self.naive_times)
        if naive and not self.zone_given:
            notes.append(
                f"{naive:,} times carry no time zone and were read as {self.timezone}; --timezone says otherwise."
            )
        if self.match.attributes:
            notes.append(f"Columns kept aside in attributes: {', '.join(self.match.attributes)}.")
        return notes


def rows_of(raw: RawTable, contract: Contract, mapping: Mapping, *, source: str, timezone: str | None) -> Rows:
    """Matches and types a file for a table; RequestError when nothing fills a needed column."""
    match = reading.match(raw.columns, contract, mapping)
    _require(raw, match, contract)
    typed = reading.typed(raw, match, contract, timezone=timezone)
    good = f"(SELECT * REPLACE (coalesce(source, {sql.text(source)}) AS source) FROM ({typed.relation}) WHERE _reason IS NULL)"
    own = [column.name for column in contract.columns]
    columns = sql.names(("_row", *own, "source", "attributes"))
    key = contract.key[0]
    brought = key in match.columns or key in mapping.constants
    labelled = " WHERE label IS NOT NULL" if contract.table == "judgements" else ""
    has_gold = contract.table == "judgements" and "gold" in match.columns
    return Rows(
        match=match,
        typed=typed.relation,
        incoming=Incoming(contract, f"(SELECT {columns} FROM {good}{labelled})", None if brought else key),
        gold=good if has_gold else None,
        naive_times=typed.naive_times,
        timezone=typed.timezone,
        zone_given=timezone is not None or mapping.timezone is not None,
    )


def _require(raw: RawTable, match: Match, contract: Contract) -> None:
    """Refuses a file none of whose columns can fill a needed one."""
    missing = [name for name in match.missing if name not in contract.key or len(contract.key) > 1]
    if contract.table == "judgements" and "gold" in match.columns:
        missing = [name for name in missing if name != "label"]
    if contract.key[0] == "item_id" and "item_id" not in match.columns:
        missing = ["item_id"]
    if missing:
        raise RequestError(
            f"{raw.name} has no column for {', '.join(missing)} of {contract.table}; it has {', '.join(raw.columns[:20])}.",
            hint='Say which column it is in a map file (--map): [columns] their_name = "' + missing[0] + '".',
        )
