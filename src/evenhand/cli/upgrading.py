"""``evenhand upgrade``: the database and the data folder of this version."""

from __future__ import annotations

import typer

from evenhand.cli.desks import Home, open_desks
from evenhand.cli.options import Json
from evenhand.cli.output import print_json, say

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def upgrade(data: Home = None, as_json: Json = False) -> None:
    """Bring the database up to this version. Safe to repeat."""
    configuration = open_desks(data)
    from evenhand.web.keeping.upgrading import upgrade as bring_up_to_date  # here, so that help needs no desks

    done = bring_up_to_date(configuration)
    if as_json:
        print_json("upgrade", {"migrations": done.migrations, "settled": done.settled})
        return
    say(f"{len(done.migrations)} migrations applied." if done.migrations else "The database is up to date.")
    if done.settled:
        say(f"{done.settled:,} outbox rows were in the facts already and are marked now.")
