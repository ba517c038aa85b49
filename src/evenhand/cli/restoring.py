"""``evenhand restore``: a backup brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.desks import Home, open_desks
from evenhand.cli.options import Json
from evenhand.cli.output import print_json, say, warn

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="The folder that backup made.")],
    data: Home = None,
    as_json: Json = False,
) -> None:
    """Bring a backup back into an empty deployment.

    Its files, facts and ledger are verified; where anything is amiss, nothing is written.
    """
    configuration = open_desks(data)
    from evenhand.web.keeping.restoring import restore as bring_back  # here, so that help needs no desks

    done = bring_back(configuration, folder)
    if as_json:
        told = {"made_at": done.contents.made_at, "files": len(done.contents.files), "is_current": done.is_current}
        print_json("restore", told | {"facts_entries": done.contents.facts_entries, "events": done.ledger_events})
        return
    say(f"Restored as of {done.contents.made_at}: {len(done.contents.files):,} files, whole.")
    if not done.is_current:
        warn("It was made by an older version. Run: evenhand upgrade.")
    if not done.contents.with_key:
        warn(f"Put the signing key back to {configuration.key_file} before you start.")
