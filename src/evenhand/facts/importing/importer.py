"""Imports a file or a folder: reads, matches, types, stores and commits it as one batch, and tells what was kept out.

A dry run does all but store. An import that dies half way leaves the facts as they were. Not here: how a format is read
(``reading``), how repeating rows are decided (``identity``).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from evenhand.facts import reading
from evenhand.facts.contracts import Contract
from evenhand.facts.engine import one_row
from evenhand.facts.errors import RequestError
from evenhand.facts.importing import gold, identity, rejects
from evenhand.facts.importing.outcome import Outcome, Preview, TableOutcome, TablePreview
from evenhand.facts.importing.rows import rows_of
from evenhand.facts.reading import Limits, Mapping, RawTable
from evenhand.facts.reading.formats import READINGS, Reading
from evenhand.facts.store import Facts
from evenhand.facts.tables import TABLES
from evenhand.facts.writing import Batch

IMPORTABLE = ("judgements", "items", "reports", "actions", "appeals", "activity")
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Request:
    """What to import and how. ``source`` names where the rows come from, and is part of every key."""

    path: Path
    into: tuple[str, ...] = ("judgements",)
    source: str | None = None
    mapping: Mapping = field(default_factory=Mapping)
    reading: str | None = None
    timezone: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    supersede: bool = False
    limits: Limits = field(default_factory=Limits)
    rejects_folder: Path | None = None

    @property
    def source_name(self) -> str:
        """The source of rows that name none."""
        return self.source or self.mapping.constants.get("source") or self.reading or "import"


@dataclass(frozen=True)
class _Part:
    """One file read for one table."""

    raw: RawTable
    contract: Contract
    mapping: Mapping


def import_path(facts: Facts, request: Request, *, progress: Progress | None = None) -> Outcome:
    """Imports a file or folder into the facts, as one batch.

    Raises RequestError when the file cannot be read or a needed column is missing; then nothing has changed.
    """
    _check(request)
    tell = progress or (lambda stage, share: None)
    allowed = [request.path.parent, request.path]
    with facts.writing("import", allowed=allowed, timezone=_zone(request)) as batch:
        work = batch.staging / "work"
        work.mkdir()
        run = _Run(
            batch, request, rejects.Keeper(request.rejects_folder or facts.home / "rejects", work, batch.connection)
        )
        batch.after_commit.append(run.keeper.close)
        for parts in _parts(request, batch.connection, work, tell):
            run.take(parts, tell)
        run.annotate()
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

    def take(self, parts: Sequence[_Part], tell: Progress) -> None:
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
            found, outcomes, notes = _store(self.batch, part, self.request, self.keeper)
            records = max(records, found)
            self.outcomes.extend(outcomes)
            self.notes.extend(note for note in notes if note not in self.notes)
        self.rows += records
        self.known[fingerprint] = records
        self.files.append({"name": name, "fingerprint": fingerprint, "rows": records})

    def annotate(self) -> None:
        """Leaves word of the files in the manifest, so that they are recognised."""
        if self.files:
            self.batch.note = {
                "files": self.files,
                "source": self.request.source_name,
                "into": list(self.request.into),
            }

    def outcome(self) -> Outcome:
        """What the import has to tell, once committed."""
        number = self.batch.number if self.files else None
        return Outcome(self.rows, tuple(self.outcomes), self.keeper.placed, tuple(self.seen), tuple(self.notes), number)


def preview_path(
    facts: Facts, request: Request, *, first: int = 5, progress: Progress | None = None
) -> tuple[Preview, ...]:
    """A dry run: how each file would be read, its first rows, and what would be rejected and why."""
    _check(request)
    tell = progress or (lambda stage, share: None)
    found = []
    with tempfile.TemporaryDirectory(prefix="evenhand-") as work:
        allowed = [request.path.parent, request.path, Path(work)]
        with facts.connection(allowed=allowed, timezone=_zone(request)) as connection:
            for parts in _parts(request, connection, Path(work), tell):
                raw = parts[0].raw
                tables = tuple(_preview(part, request, connection, first) for part in parts)
                found.append(Preview(raw.name, raw.format, raw.encoding, raw.delimiter, tables))
    return tuple(found)


def _check(request: Request) -> None:
    for table in request.into:
        if table not in IMPORTABLE:
            raise RequestError(f"--into names {table!r}.", hint=f"Tables a file can go into: {', '.join(IMPORTABLE)}.")
    if request.reading is not None and request.reading not in READINGS:
        raise RequestError(f"--from names {request.reading!r}.", hint=f"Ready readings: {', '.join(READINGS)}.")
    if not request.path.exists():
        raise RequestError(f"{request.path} does not exist.", hint="Check the path.")


def _zone(request: Request) -> str:
    return request.timezone or request.mapping.timezone or "UTC"


def _parts(
    request: Request, connection: duckdb.DuckDBPyConnection, work: Path, tell: Progress
) -> Iterator[list[_Part]]:
    """The readable files, each with the tables it goes into."""
    if request.reading is not None:
        chosen: Reading = READINGS[request.reading]
        by_file: dict[str, list[_Part]] = {}
        for table, pairs in chosen.open(request.path, connection=connection, workdir=work).items():
            for raw, mapping in pairs:
                by_file.setdefault(raw.digest, []).append(_Part(raw, TABLES[table], mapping))
        yield from by_file.values()
        return
    paths = reading.sources_in(request.path) if request.path.is_dir() else [request.path]
    if not paths:
        raise RequestError(
            f"{request.path} holds no file that can be read.",
            hint="Files end in .csv, .tsv, .xlsx, .jsonl, .json or .parquet.",
        )
    for path in paths:
        raw = reading.open_source(
            path,
            limits=request.limits,
            workdir=work,
            connection=connection,
            encoding=request.encoding,
            sheet=request.sheet,
            progress=tell,
        )
        raw = rejects.corrected(raw)
        yield [_Part(raw, TABLES[table], request.mapping) for table in request.into]


def _known_files(batch: Batch) -> dict[str, int]:
    notes = [note for kind, note in batch.state.notes if kind == "import"]
    return {file["fingerprint"]: file["rows"] for note in notes for file in note["files"]}


def _fingerprint(request: Request, parts: Sequence[_Part]) -> str:
    """What makes a file the same import again: its bytes, and how it was read."""
    mapping = json.dumps([repr(part.mapping) for part in parts])
    tables = ",".join(part.contract.table for part in parts)
    how = "|".join([parts[0].raw.digest, tables, request.source_name, _zone(request), mapping])
    return rejects.digest_text(how)


def _store(
    batch: Batch, part: _Part, request: Request, keeper: rejects.Keeper
) -> tuple[int, list[TableOutcome], list[str]]:
    """Stores one file's rows for one table, and the gold labels that stand beside them."""
    rows = rows_of(part.raw, part.contract, part.mapping, source=request.source_name, timezone=request.timezone)
    stored = identity.store(batch, rows.incoming, supersede=request.supersede)
    rejected = keeper.take_clashes(part.raw, stored, part.contract.table)
    structural, invalid = keeper.take_rejects(part.raw, rows)
    outcomes = [
        TableOutcome(
            part.contract.table, stored.accepted, stored.duplicates, rejected, structural + invalid, stored.superseded
        )
    ]
    if rows.gold is not None:
        outcomes.append(gold.store(batch, rows, part.raw, keeper, supersede=request.supersede))
    (records,) = one_row(batch.connection, f"SELECT count(*) FROM ({part.raw.relation})")
    return records + structural, outcomes, [*part.raw.notes, *rows.notes(batch.connection)]


def _preview(part: _Part, request: Request, connection: duckdb.DuckDBPyConnection, first: int) -> TablePreview:
    rows = rows_of(part.raw, part.contract, part.mapping, source=request.source_name, timezone=request.timezone)
    (count,) = one_row(connection, f"SELECT count(*) FROM ({part.raw.relation})")
    reasons = connection.execute(
        f"SELECT _column, _reason, count(*) AS n FROM ({rows.typed}) WHERE _reason IS NOT NULL GROUP BY ALL ORDER BY n DESC, 1, 2"
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
