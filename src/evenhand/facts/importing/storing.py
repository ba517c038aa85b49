"""Stores the rows of one file for one table, and hands those kept out to the keeper of rejects.

Not here: opening files (``parts``), the decision on repeating rows (``identity``).
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from evenhand.facts.engine import one_row
from evenhand.facts.importing import gold, identity, rejects
from evenhand.facts.importing.outcome import TableOutcome
from evenhand.facts.importing.parts import Part
from evenhand.facts.importing.request import Request
from evenhand.facts.importing.rows import Rows, rows_of
from evenhand.facts.writing import Batch

LOOKED_AT = 100_000  # rows of a big file that are looked at for times without a zone


def store_part(
    batch: Batch, part: Part, request: Request, keeper: rejects.Keeper
) -> tuple[int, list[TableOutcome], list[str]]:
    """Stores one file's rows for one table, and the gold labels beside them: records read, outcomes, notes."""
    if part.again is not None:
        taken = _store_straight(batch, part, request)
        if taken is not None:
            return taken
        part = replace(part, raw=rejects.corrected(part.again()))
    rows = rows_of_part(part, request)
    stored = identity.store(batch, rows.incoming, supersede=request.supersede)
    rejected = keeper.take_clashes(part.raw, stored, part.contract.table)
    (records,) = one_row(batch.connection, f"SELECT count(*) FROM ({part.raw.relation})")
    all_taken = rows.gold is None and stored.records == records
    structural = keeper.take_broken(part.raw)
    invalid = 0 if all_taken else keeper.take_invalid(part.raw, rows)
    outcomes = [
        TableOutcome(
            part.contract.table, stored.accepted, stored.duplicates, rejected, structural + invalid, stored.superseded
        )
    ]
    if rows.gold is not None:
        outcomes.append(gold.store(batch, rows, part.raw, keeper, supersede=request.supersede))
    return records + structural, outcomes, [*part.raw.notes, *rows.notes(batch.connection)]


def _store_straight(batch: Batch, part: Part, request: Request) -> tuple[int, list[TableOutcome], list[str]] | None:
    """Stores a plain file without a copy of its text; None, and nothing stored, unless every row is good and new."""
    raw, table = part.raw, part.contract.table
    if raw.straight_rows is None or rejects.MARKS[-1] in raw.columns:
        return None
    rows = rows_of_part(part, request)
    mark = batch.mark(table)
    try:
        accepted = None if rows.gold else identity.store_new(batch, rows.incoming)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        accepted = None
    if accepted is None or accepted != raw.straight_rows:
        batch.rewind(table, mark)
        return None
    first = replace(part, raw=replace(raw, relation=f"SELECT * FROM ({raw.relation}) LIMIT {LOOKED_AT}"))
    notes = rows_of_part(first, request).notes(batch.connection)
    return accepted, [TableOutcome(table, accepted)], [*raw.notes, *notes]


def rows_of_part(part: Part, request: Request) -> Rows:
    """The rows of a part, as the request wants them read."""
    return rows_of(
        part.raw,
        part.contract,
        part.mapping,
        source=request.source_name,
        timezone=request.timezone,
        elsewhere=part.elsewhere,
    )
