"""``evenhand measure acceptance``: the plan by which a delivery is taken or sent back."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.measure import SequentialPlan, SinglePlan, acceptance_plan, sequential_plan

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def plan(
    good: Annotated[float, typer.Option(help="Share of errors that shall pass, as 0.01 for 1 %.")],
    bad: Annotated[float, typer.Option(help="Share of errors that shall be sent back, as 0.05.")],
    alpha: Annotated[float, typer.Option(help="The supplier's risk: a good delivery is sent back.")] = 0.05,
    beta: Annotated[float, typer.Option(help="The buyer's risk: a bad delivery is taken.")] = 0.1,
    lot: Annotated[int | None, typer.Option(help="Units in a delivery; needed when it is small.")] = None,
    sequential: Annotated[
        bool, typer.Option("--sequential", help="Assess one after the other until it is clear.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find how many units of a delivery to assess, and from how many errors on to send it back."""
    found: SinglePlan | SequentialPlan
    if sequential:
        found = sequential_plan(good=good, alpha=alpha, bad=bad, beta=beta, lot=lot)
    else:
        found = acceptance_plan(good=good, alpha=alpha, bad=bad, beta=beta, lot=lot)
    if as_json:
        print_json("measure.acceptance", found.to_dict() | {"curve": found.rows()})
        return
    say(str(found))
    print_table(
        ("errors", "taken", "units on average"),
        [(f"{row['rate']:.2%}", f"{row['taken']:.1%}", f"{row['n']:.0f}") for row in found.rows()],
    )
    for note in found.notes if isinstance(found, SinglePlan) else ():
        warn(note.text)
