"""``evenhand backup``: a copy of everything that is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.desks import Home, open_desks
from evenhand.cli.options import Json
from evenhand.cli.output import print_json, say, warn

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, better on another disk.")],
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Also the signing key and the secret of sessions: keep it locked away.")
    ] = False,
    data: Home = None,
    as_json: Json = False,
) -> None:
    """Copy everything that is kept into a folder.

    Work database, facts, heads of the ledger, media, with their SHA-256, while the console runs; not the signing key
    unless asked.
    """
    configuration = open_desks(data)
    from evenhand.ops.spine import clock  # here, so that help needs no desks
    from evenhand.web.keeping.backup import back_up

    made = back_up(configuration, folder, with_key=with_key, at=clock.now())
    size = sum(kept.bytes for kept in made.files.values())
    if as_json:
        print_json("backup", {"folder": folder, "files": len(made.files), "bytes": size, "with_key": made.with_key})
        return
    say(f"{len(made.files):,} files, {size / 1e6:,.1f} MB in {folder}.")
    if not made.with_key:
        warn("The signing key is not in it. Keep a copy of it apart, or the ledger cannot go on after a loss.")
