"""``evenhand ledger``: proof that nothing was altered or dropped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.desks import Home, open_desks
from evenhand.cli.options import Json
from evenhand.cli.output import print_json, say, warn

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def ledger() -> None:
    """The ledger: who did what to what, sealed."""


@app.command()
def verify(
    facts: Annotated[
        bool, typer.Option("--facts", help="Verify the facts, too, and that seals still cover them.")
    ] = False,
    heads: Annotated[
        Path | None, typer.Option("--heads", help="A copy of the heads, kept elsewhere, to hold the history against.")
    ] = None,
    data: Home = None,
    as_json: Json = False,
) -> None:
    """Hold the whole history against its seals; exit status 1 when anything is wrong."""
    open_desks(data)
    from evenhand.ops.ledger.checking import check  # here, so that help needs no desks

    found = check(copied_heads=heads, with_facts=facts)
    told = found.ledger
    if as_json:
        values = {
            "events": told.events,
            "seals": told.seals,
            "open_tail": told.open_tail,
            "erased": told.erased,
            "ok": found.ok,
            "first_bad": told.first_bad,
            "problems": found.sentences,
            "facts_entries": found.facts_entries,
        }
        print_json("ledger-verify", values)
    else:
        say(f"{told.events:,} events under {told.seals:,} seals; {told.open_tail:,} not sealed yet and not covered.")
        say("Whole: nothing was altered or dropped." if found.ok else "Not whole:")
        for sentence in found.sentences:
            warn(sentence)
    if not found.ok:
        raise typer.Exit(1)
