"""Imports a file or a folder: reads, matches, types, stores and commits it as one batch, and tells what was kept out.

A dry run does all but store. An import that dies half way leaves the facts as they were. Not here: how a format is read
(``reading``), how repeating rows are decided (``identity``).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from evenhand.facts import kept_out
from evenhand.facts.engine import one_row
from evenhand.facts.importing import rejects
from evenhand.facts.importing.outcome import Outcome, Preview, TableOutcome, TablePreview
from evenhand.facts.importing.parts import Part, parts_of
from evenhand.facts.importing.request import Progress, Request, check
from evenhand.facts.importing.storing import rows_of_part, store_part
from evenhand.facts.store import Facts
from evenhand.facts.writing import Batch


def import_path(facts: Facts, request: Request, *, progress: Progress | None = None) -> Outcome:
    """Imports a file or folder into the facts, as one batch.

    Raises RequestError when the file cannot be read or a needed column is missing; then nothing has changed.
    """
    check(request)
    tell = progress or (lambda stage, share: None)
    allowed = [request.path.parent, request.path]
    with facts.writing("import", allowed=allowed, timezone=request.zone) as batch:
        work = batch.staging / "work"
        work.mkdir()
        run = _Run(
            batch,
            request,
            rejects.Keeper(request.rejects_folder or facts.home / kept_out.FOLDER, work, batch.connection),
        )
        batch.after_commit.append(run.keeper.place)
        for parts in parts_of(request, batch.connection, work, tell, straight=True):
            run.take(parts, tell)
        run.finish()
        tell("committing", 0.9)
    return run.outcome()


class _Run:
    """One import on its way: counts what each file brought."""

    def __init__(self, batch: Batch, request: Request, keeper: rejects.Keeper) -> None:
        self.batch, self.request, self.keeper = batch, request, keeper
        self.known = _known_files(batch)
        self.rows = 0
        self.outcomes: list[TableOutcome] = []
        self.seen: list[str] = []
        self.notes: list[str] = []
        self.files: list[dict[str, object]] = []

    def take(self, parts: Sequence[Part], tell: Progress) -> None:
        """Stores a file's tables, or recognises the file."""
        name, fingerprint = parts[0].raw.name, _fingerprint(self.request, parts)
        if fingerprint in self.known:
            self.seen.append(name)
            self.outcomes.append(TableOutcome(parts[0].contract.table, duplicates=self.known[fingerprint]))
            self.rows += self.known[fingerprint]
            return
        records = 0
        for part in parts:
            tell(f"storing {part.contract.table}", 0.5)
            found, outcomes, notes = store_part(self.batch, part, self.request, self.keeper)
            records = max(records, found)
            self.outcomes.extend(outcomes)
            self.notes.extend(note for note in notes if note not in self.notes)
        self.rows += records
        self.known[fingerprint] = records
        self.files.append({"name": name, "fingerprint": fingerprint, "rows": records})

    def finish(self) -> None:
        """Leaves word of the files in the manifest, so that they are recognised, and writes the rejects out."""
        if self.files:
            self.batch.note = {
                "files": self.files,
                "source": self.request.source_name,
                "into": list(self.request.into),
            }
        self.keeper.finish()

    def outcome(self) -> Outcome:
        """What the import has to tell, once committed."""
        number = self.batch.number if self.files else None
        return Outcome(self.rows, tuple(self.outcomes), self.keeper.placed, tuple(self.seen), tuple(self.notes), number)


def preview_path(
    facts: Facts, request: Request, *, first: int = 5, progress: Progress | None = None
) -> tuple[Preview, ...]:
    """A dry run: how each file would be read, its first rows, and what would be rejected and why."""
    check(request)
    tell = progress or (lambda stage, share: None)
    found = []
    with tempfile.TemporaryDirectory(prefix="evenhand-") as work:
        allowed = [request.path.parent, request.path, Path(work)]
        with facts.connection(allowed=allowed, timezone=request.zone) as connection:
            for parts in parts_of(request, connection, Path(work), tell):
                raw = parts[0].raw
                tables = tuple(_preview(part, request, connection, first) for part in parts)
                found.append(Preview(raw.name, raw.format, raw.encoding, raw.delimiter, tables))
    return tuple(found)


def _known_files(batch: Batch) -> dict[str, int]:
    return {file["fingerprint"]: file["rows"] for note in batch.state.notes_of("import") for file in note["files"]}


def _fingerprint(request: Request, parts: Sequence[Part]) -> str:
    """What makes a file the same import again: its bytes, and how it was read and stored."""
    tables, mappings = [part.contract.table for part in parts], [repr(part.mapping) for part in parts]
    asked = [request.source_name, request.zone, request.encoding, request.sheet, request.supersede]
    return rejects.digest_text(json.dumps([parts[0].raw.digest, tables, mappings, asked]))


def _preview(part: Part, request: Request, connection: duckdb.DuckDBPyConnection, first: int) -> TablePreview:
    rows = rows_of_part(part, request)
    (count,) = one_row(connection, f"SELECT count(*) FROM ({part.raw.relation})")
    reasons = connection.execute(
        f"SELECT _column, _reason, count(*) AS n FROM ({rows.typed}) WHERE _reason IS NOT NULL "
        "GROUP BY ALL ORDER BY n DESC, 1, 2"
    ).fetchall()
    shown = connection.execute(f"SELECT * FROM {rows.incoming.relation} ORDER BY _row LIMIT {int(first)}")
    names = [column[0] for column in shown.description]
    return TablePreview(
        table=part.contract.table,
        columns=dict(rows.match.columns),
        kept_aside=rows.match.attributes,
        rows=count,
        rejected=sum(row[2] for row in reasons),
        reasons=tuple((str(row[0]), str(row[1]), int(row[2])) for row in reasons[:20]),
        first=tuple(
            {name: value for name, value in zip(names, row, strict=True) if value is not None}
            for row in shown.fetchall()
        ),
        notes=(*part.raw.notes, *rows.notes(connection)),
    )
