"""``evenhand first-administrator``: the person who sets a new console up."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli.desks import Home, open_desks
from evenhand.cli.options import Json
from evenhand.cli.output import print_json, say

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def first_administrator(
    username: Annotated[str, typer.Argument(help="The login name.")],
    name: Annotated[str, typer.Option(help="The name that others see; else the login name.")] = "",
    data: Home = None,
    as_json: Json = False,
) -> None:
    """Add the person who sets a new console up, once; everybody else is added in the console.

    The one-time password is printed once and kept nowhere.
    """
    open_desks(data)
    from evenhand.ops.people.services import add_first_administrator  # here, so that help needs no desks
    from evenhand.ops.people.types import Details
    from evenhand.ops.spine import clock

    made = add_first_administrator(Details(username=username, name=name or username), at=clock.now())
    if as_json:
        print_json("first-administrator", {"username": made.person.username, "password": made.password})
        return
    say(f"{made.person.name} signs in as {made.person.username} with the one-time password {made.password}")
    say("It is shown this once. A new one is asked for at the first login.")
