"""Opens any supported file as raw text: looks at what it is, not only at its name, and refuses what cannot be read.

Not here: what the columns mean (``matching``) or their types (``typing_rows``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from evenhand.facts.errors import RequestError
from evenhand.facts.reading import delimited, json_lines, kinds, parquet, scanning, staging
from evenhand.facts.reading.scanning import Progress, Scan
from evenhand.facts.reading.types import Limits, RawTable

LIMITS = Limits()


@dataclass(frozen=True)
class _Opening:
    path: Path
    scan: Scan
    limits: Limits
    workdir: Path
    connection: duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class _Text:
    path: Path
    scan: Scan
    encoding: str


def open_source(
    path: Path,
    *,
    limits: Limits = LIMITS,
    workdir: Path,
    connection: duckdb.DuckDBPyConnection,
    encoding: str | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
    straight: bool = False,
) -> RawTable:
    """The file as a relation of raw text.

    ``straight`` lets a plain CSV be read without a staged copy, see ``RawTable.straight_rows``.
    ``workdir`` takes the staged copy and must outlive the relation; ``connection`` must be allowed to read the file and
    to write there. ``progress`` hears (stage, share done). Raises RequestError, with the way out, for anything that
    is not a readable CSV, TSV, XLSX, JSON lines, JSON array or Parquet file with at least one row.
    """
    kinds.checked(path)
    format_ = kinds.format_of(path)
    scan = scanning.scanned(path, progress=progress)
    opening = _Opening(path, scan, limits, workdir, connection)
    if format_ == "parquet":
        return _parquet(opening)
    if format_ == "xlsx":
        return _workbook(opening, sheet)
    found = scanning.encoding_of(path, scan, asked=encoding)
    text = _as_utf8(opening, found, progress)
    if format_ == "json":
        return _json(opening, text)
    return (_straight(opening, text) if straight else None) or _delimited(opening, text)


def _as_utf8(opening: _Opening, encoding: str, progress: Progress | None) -> _Text:
    """The text in UTF-8 and the counts of it: the file itself where it is UTF-8 already."""
    if encoding in {"utf-8", "utf-8-sig"} and opening.scan.utf8 and not opening.scan.nul:
        return _Text(opening.path, opening.scan, "utf-8")
    target = staging.fresh(opening.workdir, opening.path.suffix)
    path = scanning.transcoded(opening.path, encoding, target, progress=progress)
    scan = scanning.scanned(path)
    if scan.nul:
        raise RequestError(
            f"{opening.path.name} holds NUL characters: it is no text file in {encoding}.",
            hint="Say its encoding with --encoding.",
        )
    return _Text(path, scan, encoding)


def _straight(opening: _Opening, text: _Text) -> RawTable | None:
    found = delimited.straight(text.path, name=opening.path.name, scan=text.scan, limits=opening.limits)
    if found is None:
        return None
    # No value is longer than the longest line, since no line end is inside quotes.
    return replace(_csv(opening, text, found[0]), straight_rows=found[1], longest=text.scan.longest)


def _delimited(opening: _Opening, text: _Text) -> RawTable:
    made = delimited.staged(
        text.path,
        name=opening.path.name,
        scan=text.scan,
        limits=opening.limits,
        workdir=opening.workdir,
        connection=opening.connection,
    )
    return _csv(opening, text, made)


def _csv(opening: _Opening, text: _Text, made: delimited.Delimited) -> RawTable:
    guessed = f"{opening.path.name} was read as GB18030; if letters look wrong, say its encoding with --encoding."
    return RawTable(
        name=opening.path.name,
        format="tsv" if made.delimiter == "\t" else "csv",
        encoding=text.encoding,
        delimiter=made.delimiter,
        columns=made.columns,
        relation=made.relation,
        rejected=made.rejected,
        digest=opening.scan.digest,
        bytes=opening.scan.bytes,
        limits=opening.limits,
        lines=made.lines,
        text=text.path,
        notes=made.notes + ((guessed,) if text.encoding == "gb18030" else ()),
    )


def _json(opening: _Opening, text: _Text) -> RawTable:
    layout = json_lines.layout_of(text.path)
    made = json_lines.staged(
        text.path,
        layout,
        name=opening.path.name,
        limits=opening.limits,
        workdir=opening.workdir,
        connection=opening.connection,
    )
    lines = layout is json_lines.Layout.LINES
    return RawTable(
        name=opening.path.name,
        format="jsonl" if lines else "json",
        encoding=text.encoding,
        delimiter=None,
        columns=made.columns,
        relation=made.relation,
        rejected=made.rejected,
        digest=opening.scan.digest,
        bytes=opening.scan.bytes,
        limits=opening.limits,
        unit="line" if lines else "record",
        may_hold_nul=True,
        notes=made.notes,
    )


def _workbook(opening: _Opening, sheet: str | None) -> RawTable:
    from evenhand.facts.reading import workbooks  # here, since few files are workbooks and its parser loads slowly

    made = workbooks.staged(
        opening.path, sheet=sheet, limits=opening.limits, workdir=opening.workdir, connection=opening.connection
    )
    return RawTable(
        name=opening.path.name,
        format="xlsx",
        encoding=None,
        delimiter=None,
        columns=made.columns,
        relation=made.relation,
        rejected=None,
        digest=opening.scan.digest,
        bytes=opening.scan.bytes,
        limits=opening.limits,
        lines=made.lines,
        unit="row",
        notes=made.notes,
    )


def _parquet(opening: _Opening) -> RawTable:
    made = parquet.read(opening.path, limits=opening.limits, connection=opening.connection)
    return RawTable(
        name=opening.path.name,
        format="parquet",
        encoding=None,
        delimiter=None,
        columns=made.columns,
        relation=made.relation,
        rejected=None,
        digest=opening.scan.digest,
        bytes=opening.scan.bytes,
        limits=opening.limits,
        unit="record",
        may_hold_nul=True,
        notes=made.notes,
    )
