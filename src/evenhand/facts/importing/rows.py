"""The rows of one file for one table: matched, typed, with their source, the good ones apart from the rejected.

Not here: storing them (``identity``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb

from evenhand.facts import reading, sql
from evenhand.facts.contracts import Column, Contract
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
        naive = 0 if self.zone_given else one_row(connection, self.naive_times)[0]
        if naive:
            notes.append(
                f"{naive:,} times carry no time zone and were read as {self.timezone}; --timezone says otherwise."
            )
        if self.match.attributes:
            notes.append(f"Columns kept aside in attributes: {', '.join(self.match.attributes)}.")
        return notes


def rows_of(
    raw: RawTable,
    contract: Contract,
    mapping: Mapping,
    *,
    source: str,
    timezone: str | None,
    elsewhere: tuple[str, ...] = (),
) -> Rows:
    """Matches and types a file for a table; RequestError when nothing fills a needed column."""
    match = _matched(raw, contract, mapping, elsewhere)
    _require(raw, match, contract)
    typed = reading.typed(raw, match, contract, timezone=timezone)
    has_gold = contract.table == "judgements" and "gold" in match.columns
    good = _good(typed.relation, source=source, straight=raw.straight_rows is not None)
    key = contract.key[0]
    own = [column.name for column in contract.columns if _present(column, match, mapping) or column.name == key]
    kept = ("attributes",) if match.attributes else ()
    columns = sql.names(("_row", *own, "source", *kept))
    brought = key in match.columns or key in mapping.constants
    labelled = " WHERE label IS NOT NULL" if has_gold else ""
    return Rows(
        match=match,
        typed=typed.relation,
        incoming=Incoming(
            contract, f"(SELECT {columns} FROM {good}{labelled})", (*own, *kept), None if brought else key
        ),
        gold=good if has_gold else None,
        naive_times=typed.naive_times,
        timezone=typed.timezone,
        zone_given=timezone is not None or mapping.timezone is not None,
    )


def _good(typed: str, *, source: str, straight: bool) -> str:
    """The rows without a fault. Read straight, the first fault ends the query: no filter looks at each row twice."""
    named = f"coalesce(source, {sql.text(source)})"
    if straight:
        stopped = f"CASE WHEN _reason IS NULL THEN {named} ELSE error('a row with a fault') END"
        return f"(SELECT * REPLACE ({stopped} AS source) FROM ({typed}))"
    return f"(SELECT * REPLACE ({named} AS source) FROM ({typed}) WHERE _reason IS NULL)"


def _matched(raw: RawTable, contract: Contract, mapping: Mapping, elsewhere: tuple[str, ...]) -> Match:
    """The match, with the columns kept aside in name order: a row is the same in any order of its columns.

    What another table of the import takes is left to it: text about persons stays in ``items`` alone.
    """
    match = reading.match(raw.columns, contract, mapping, elsewhere=elsewhere)
    return replace(match, attributes=tuple(sorted(match.attributes)))


def _present(column: Column, match: Match, mapping: Mapping) -> bool:
    """Whether anything in the file, the map or the contract gives the column a value."""
    stated = column.name == "violating" and bool(mapping.violating or mapping.not_violating)
    return stated or column.default is not None or column.name in match.columns or column.name in mapping.constants


def _require(raw: RawTable, match: Match, contract: Contract) -> None:
    """Refuses a file none of whose columns can fill a needed one."""
    missing = [name for name in match.missing if name not in contract.key or len(contract.key) > 1]
    if contract.table == "judgements" and "gold" in match.columns:
        missing = [name for name in missing if name != "label"]
    if contract.key[0] == "item_id" and "item_id" not in match.columns:
        missing = ["item_id"]
    if missing:
        raise RequestError(
            f"{raw.name} has no column for {', '.join(missing)} of {contract.table}; "
            f"it has {', '.join(raw.columns[:20])}.",
            hint='Say which column it is in a map file (--map): [columns] their_name = "' + missing[0] + '".',
        )
