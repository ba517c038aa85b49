"""``evenhand import``: files into the facts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.options import HOME, Data, Json
from evenhand.cli.output import print_json, print_table, progress, say, warn
from evenhand.facts import reading
from evenhand.facts.importing import Outcome, Preview, Request, import_path, preview_path
from evenhand.facts.store import Facts

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def import_file(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, TSV, XLSX, JSON or Parquet file, or a folder.")],
    into: Annotated[str, typer.Option(help="Table or tables it goes into, comma-separated.")] = "judgements",
    source: Annotated[str | None, typer.Option(help="Where the rows come from; part of their identity.")] = None,
    map_file: Annotated[Path | None, typer.Option("--map", help="A map file (TOML): which column is what.")] = None,
    reading_name: Annotated[
        str | None, typer.Option("--from", help="A ready reading: label-studio, hatecheck.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Zone of times that name none, such as Asia/Kuala_Lumpur.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding, when it is not found by itself.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Worksheet of a workbook; the first unless named.")] = None,
    supersede: Annotated[
        bool, typer.Option("--supersede", help="A known id with other content is a new version.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show how it would be read; write nothing.")] = False,
    data: Data = HOME,
    as_json: Json = False,
) -> None:
    """Bring a file of decisions, items, reports, actions, appeals or activity in."""
    started = time.monotonic()
    request = Request(
        path=path,
        into=tuple(table.strip() for table in into.split(",") if table.strip()),
        source=source,
        mapping=reading.load_mapping(map_file) if map_file else reading.Mapping(),
        reading=reading_name,
        timezone=timezone,
        encoding=encoding,
        sheet=sheet,
        supersede=supersede,
    )
    if dry_run:
        with progress() as report:
            previews = preview_path(Facts.for_preview(data), request, progress=report)
        _show_preview(previews, as_json=as_json)
        return
    with progress() as report:
        outcome = import_path(Facts.open(data, create=True), request, progress=report)
    _show_outcome(outcome, seconds=time.monotonic() - started, as_json=as_json)


def _show_outcome(outcome: Outcome, *, seconds: float, as_json: bool) -> None:
    if as_json:
        values: dict[str, Any] = {
            "rows": outcome.rows,
            **{
                count: outcome.total(count)
                for count in ("accepted", "rejected", "duplicates", "conflicts", "superseded")
            },
            "tables": [vars(table) for table in outcome.tables],
            "known_files": outcome.known_files,
            "rejects_file": outcome.rejects_file,
            "batch": outcome.batch,
            "seconds": round(seconds, 3),
        }
        print_json("import", values, warnings=outcome.notes)
        return
    for name in outcome.known_files:
        say(f"{name} was imported before, read in the same way: nothing to do.")
    counts = ("accepted", "duplicates", "conflicts", "rejected", "superseded")
    print_table(("table", *counts), [(t.table, *(getattr(t, c) for c in counts)) for t in outcome.tables])
    say(f"{outcome.rows:,} rows read in {seconds:.1f} s.")
    for note in outcome.notes:
        warn(note)
    if outcome.rejects_file:
        warn(f"What was kept out, each row with its reason: {outcome.rejects_file}. Correct it and import it again.")


def _show_preview(previews: tuple[Preview, ...], *, as_json: bool) -> None:
    if as_json:
        files = [vars(preview) | {"tables": [vars(table) for table in preview.tables]} for preview in previews]
        print_json("import-preview", {"files": files})
        return
    for preview in previews:
        kind = ", ".join(part for part in (preview.format, preview.encoding) if part)
        for table in preview.tables:
            rejected = f"{table.rejected:,} would be rejected"
            say(f"{preview.file} ({kind}): {table.rows:,} rows into {table.table}, {rejected}.")
            print_table(("our column", "from"), sorted(table.columns.items()))
            for note in table.notes:
                warn(note)
            for column, reason, count in table.reasons:
                warn(f"{count:,} rows: {column}: {reason}")
            for row in table.first:
                say(" · ".join(f"{name}={value}" for name, value in row.items() if name != "_row"))
    say("Nothing was written.")
