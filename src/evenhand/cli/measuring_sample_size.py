"""``evenhand measure sample-size``: how many units a question takes."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.measure import SampleSize, sample_size
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def size(
    expected: Annotated[float, typer.Option(help="The share to expect, as 0.95.")],
    half_width: Annotated[float | None, typer.Option(help="Half-width that its interval shall have, as 0.02.")] = None,
    target: Annotated[float | None, typer.Option(help="Share that its interval shall exclude.")] = None,
    other: Annotated[float | None, typer.Option(help="A second share, to be told from the first.")] = None,
    margin: Annotated[
        float | None, typer.Option(help="With --other: show that the first is not lower by so much or more.")
    ] = None,
    differing: Annotated[
        float | None, typer.Option(help="With --other: same items, so many an event in one of the two alone.")
    ] = None,
    power: Annotated[float, typer.Option(help="The chance to find it.")] = 0.8,
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    population: Annotated[int | None, typer.Option(help="Units in all, when they are few.")] = None,
    cluster_size: Annotated[float | None, typer.Option(help="Units that are drawn together.")] = None,
    alike: Annotated[float | None, typer.Option(help="Correlation of units drawn together, as 0.05.")] = None,
    design_effect: Annotated[float, typer.Option(help="What else multiplies the variance.")] = 1.0,
    minutes: Annotated[float, typer.Option(help="Minutes of one assessment.")] = 2.0,
    second: Annotated[float, typer.Option(help="Part that a second person assesses, as 0.1.")] = 0.0,
    as_json: Json = False,
) -> None:
    """Find how many units to assess for a half-width, a target or a difference."""
    found = sample_size(
        expected,
        half_width=half_width,
        target=target,
        other=other,
        margin=margin,
        differing=differing,
        power=power,
        level=level,
        population=population,
        cluster_size=cluster_size,
        alike=alike,
        design_effect=design_effect,
        minutes=minutes,
        second_share=second,
    )
    if as_json:
        print_json("measure-sample-size", found.to_dict(), warnings=json_ready(found.notes))
        return
    _print(found)


def _print(found: SampleSize) -> None:
    say(str(found))
    if found.half_width is not None:
        rows = [(int(row["n"]), f"±{row['half_width']:.2%}") for row in found.curve]
        print_table(("units in all", "half-width"), rows)
    else:
        print_table(("units in all", "power"), [(int(row["n"]), f"{row['power']:.1%}") for row in found.curve])
    for note in found.notes:
        warn(note.text)
