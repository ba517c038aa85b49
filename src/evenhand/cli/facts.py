"""``evenhand facts``: what is stored, whether it is whole, and tidying it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from evenhand.cli.options import HOME, Data, Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.facts.compaction import compact
from evenhand.facts.store import Facts
from evenhand.facts.summary import Summary, summarise
from evenhand.facts.verification import Verification, verify


def show(
    verify_all: Annotated[
        bool, typer.Option("--verify", help="Prove that nothing was altered, dropped or added.")
    ] = False,
    compact_all: Annotated[bool, typer.Option("--compact", help="Merge the small files of each month first.")] = False,
    data: Data = HOME,
    as_json: Json = False,
) -> int:
    """Show what is stored: tables, rows, period, sources, horizon."""
    facts = Facts.open(data)
    if compact_all:
        done = compact(facts)
        if not as_json:
            say(f"{done.files_before:,} files became {done.files_after:,}.")
    summary = summarise(facts)
    verified = verify(facts) if verify_all else None
    if as_json:
        proof = {"verified": asdict(verified) | {"ok": verified.ok}} if verified else {}
        print_json("facts", asdict(summary) | proof)
    else:
        _print(summary, verified)
    return 0 if verified is None or verified.ok else 1


def _print(summary: Summary, verified: Verification | None) -> None:
    if not summary.tables:
        say("No facts yet. Import a file: evenhand import FILE --into judgements.")
        return
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
