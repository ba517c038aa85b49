"""``evenhand facts``: what is stored, whether it is whole, and tidying it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import duckdb
import typer

from evenhand.cli.options import HOME, Data, Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.facts.compaction import compact
from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.facts.summary import Summary, summarise
from evenhand.facts.verification import Verification, verify

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def show(
    verify_all: Annotated[
        bool, typer.Option("--verify", help="Prove that nothing was altered, dropped or added.")
    ] = False,
    compact_all: Annotated[bool, typer.Option("--compact", help="Merge the small files of each month first.")] = False,
    data: Data = HOME,
    as_json: Json = False,
) -> None:
    """Show what is stored: tables, rows, period, sources, horizon."""
    facts = Facts.open(data)
    if compact_all:
        done = compact(facts)
        if not as_json:
            say(f"{done.files_before:,} files became {done.files_after:,}.")
    verified = verify(facts) if verify_all else None
    altered = verified is not None and not verified.ok
    summary = None if altered else _summary(facts)
    if as_json:
        held = {"tables": []} if summary is None else asdict(summary)
        print_json("facts", held if verified is None else held | {"verified": asdict(verified) | {"ok": verified.ok}})
    else:
        _print(summary, verified)
    if altered:
        raise typer.Exit(1)


def _summary(facts: Facts) -> Summary:
    try:
        return summarise(facts)
    except duckdb.Error as error:
        raise RequestError(
            f"The facts in {facts.home} cannot be read: {str(error).splitlines()[0]}",
            hint="'evenhand facts --verify' says which files are damaged; restore those from a backup.",
        ) from error


def _print(summary: Summary | None, verified: Verification | None) -> None:
    if summary is not None and not summary.tables:
        say("No facts yet. Import a file: evenhand import FILE --into judgements.")
    elif summary is not None:
        print_table(
            ("table", "rows", "first", "last", "without time", "sources", "files", "MB"),
            [
                (t.table, t.rows, t.first, t.last, t.undated, ", ".join(t.sources), t.files, round(t.bytes / 1e6, 1))
                for t in summary.tables
            ],
        )
        say(f"Facts to {summary.horizon} (batch {summary.batch}, entry {summary.entries}, head {summary.head[:12]}).")
    if verified is None:
        return
    for fault in verified.faults:
        warn(fault)
    if verified.ok:
        say(f"Whole: {verified.rows:,} rows in {verified.files:,} files are what the {verified.entries:,} entries say.")
