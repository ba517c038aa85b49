"""``evenhand measure hours``: what a number of assessing hours buys."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.cli.pairs import named_parts, named_shares
from evenhand.measure import Aim, Bought, what_hours_buy
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def buy(
    hours: Annotated[list[float], typer.Argument(metavar="HOURS...", help="Hours of assessing, one or several.")],
    metric: Annotated[
        list[str], typer.Option("--metric", help="As accuracy=0.95, or missed=0.1/0.02: of 2 % of the decisions.")
    ],
    slices: Annotated[
        list[str] | None, typer.Option("--slice", help="As en=0.6: its part of the decisions; may be repeated.")
    ] = None,
    minutes: Annotated[float, typer.Option(help="Minutes of one assessment.")] = 2.0,
    second: Annotated[float, typer.Option(help="Part that a second person assesses, as 0.1.")] = 0.0,
    population: Annotated[int | None, typer.Option(help="Decisions in all, when they are few.")] = None,
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    as_json: Json = False,
) -> None:
    """Find how short the intervals get for so many hours, overall and by slice."""
    found = what_hours_buy(
        hours,
        metrics=[Aim(name, rate, of) for name, (rate, of) in named_parts("--metric", metric).items()],
        slices=named_shares("--slice", slices or []),
        minutes=minutes,
        second_share=second,
        population=population,
        level=level,
    )
    if as_json:
        print_json("measure-hours", found.to_dict(), warnings=json_ready(found.notes))
        return
    _print(found)


def _print(found: Bought) -> None:
    if found.second:
        say(f"One in {1 / found.second_share:.0f} is assessed twice: {found.second:,} at the most hours.")
    rows = [
        (
            f"{one.hours:g}",
            one.assessed,
            one.slice,
            one.metric,
            round(one.n),
            f"{one.expected:.1%}",
            "–" if one.half_width is None else f"±{one.half_width:.2%}",
        )
        for one in found.figures
    ]
    print_table(("hours", "assessed", "slice", "metric", "n", "expected", "half-width"), rows)
    for note in found.notes:
        warn(note.text)
