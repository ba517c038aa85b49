"""``evenhand measure design``: how to draw a sample, from a file of strata or of units with scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.cli.pairs import named_shares, named_texts
from evenhand.cli.tables import check_table_file, write_table
from evenhand.facts.errors import RequestError
from evenhand.measure import DrawnUnits, ScoreDesign, StratifiedDesign, TwoPhaseDesign, design
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SHOWN = 40


@app.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A file with a row per stratum, or per scored unit.")],
    kind: Annotated[str | None, typer.Option(help="stratified, score or two-phase, when it is not plain.")] = None,
    size: Annotated[int | None, typer.Option(help="Units to draw.")] = None,
    hours: Annotated[float | None, typer.Option(help="Hours of assessing, in place of a size.")] = None,
    half_width: Annotated[
        list[str] | None,
        typer.Option("--half-width", help="As 0.02, or accuracy=0.02 for one metric; may be repeated."),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option("--metric", help="NAME=COLUMN of its expected share, or NAME=COLUMN/COLUMN of what it speaks of."),
    ] = None,
    stratum: Annotated[str | None, typer.Option(help="Column of the stratum, when it is not found by itself.")] = None,
    population: Annotated[str | None, typer.Option(help="Column of the number of units in a stratum.")] = None,
    assessed: Annotated[str | None, typer.Option(help="Column of how many units the shares come from.")] = None,
    score: Annotated[str | None, typer.Option(help="Column of the score, 0 to 1.")] = None,
    reach: Annotated[str | None, typer.Option(help="Column of the views.")] = None,
    item: Annotated[str | None, typer.Option(help="Column of the unit's id.")] = None,
    sharing: Annotated[str, typer.Option(help="optimum, proportional or equal.")] = "optimum",
    floor: Annotated[int, typer.Option(help="Units of a stratum at least.")] = 8,
    uniform: Annotated[float | None, typer.Option(help="Part of the draws that goes to all units alike.")] = None,
    minutes: Annotated[float, typer.Option(help="Minutes of one assessment.")] = 2.0,
    first_minutes: Annotated[float | None, typer.Option(help="Minutes of a cheap label: two phases.")] = None,
    second: Annotated[float, typer.Option(help="Part that a second person assesses, as 0.1.")] = 0.0,
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    out: Annotated[
        Path | None, typer.Option("--out", help="File for the units drawn by score: .csv or .parquet.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 1,
    as_json: Json = False,
) -> None:
    """Find how many units to draw, from where, and how sure the figures will be."""
    check_table_file(out)
    found = design(
        path,
        kind=kind,
        size=size,
        hours=hours,
        half_width=_widths(half_width or []),
        metrics=_metrics(metric or []),
        stratum=stratum,
        population=population,
        assessed=assessed,
        score=score,
        reach=reach,
        item=item,
        sharing=sharing,
        floor=floor,
        uniform=uniform,
        minutes=minutes,
        first_minutes=first_minutes,
        second_share=second,
        level=level,
    )
    if out is not None:
        write_table(_drawn(found, seed).to_frame(), out)
    if as_json:
        values: dict[str, Any] = found.to_dict() | {"rows": json_ready(found.rows()), "file": path, "drawn": out}
        print_json("measure-design", values, warnings=json_ready(found.notes))
        return
    _print(found)
    if out is not None:
        say(f"Written: {out}")


def _print(found: StratifiedDesign | ScoreDesign | TwoPhaseDesign) -> None:
    say(str(found))
    if isinstance(found, StratifiedDesign):
        names = [f"{one.name} ±" for one in found.metrics]
        rows = [_cells(list(row.values())) for row in found.rows()]
        print_table(("stratum", "population", "size", "weight", *names), rows[:SHOWN])
        if len(rows) > SHOWN:
            say(f"… and {len(rows) - SHOWN:,} more strata (--json shows all).")
    elif isinstance(found, ScoreDesign):
        rows = [_cells(list(row.values())) for row in found.rows()]
        print_table(("score from", "to", "units", "mean score", "draws"), rows)
    else:
        rows = [_cells(list(row.values())) for row in found.rows()]
        print_table(("cheap label", "share", "rate", "first", "kept", "expert labels"), rows)
    for note in found.notes:
        warn(note.text)


def _cells(row: Sequence[object]) -> list[object]:
    return [f"{one:.4g}" if isinstance(one, float) else one for one in row]


def _drawn(found: StratifiedDesign | ScoreDesign | TwoPhaseDesign, seed: int) -> DrawnUnits:
    if not isinstance(found, ScoreDesign):
        raise RequestError(
            "--out draws units by score, and this file holds none.",
            hint="Draw from strata with evenhand sample draw, or with the design's draw in the library.",
        )
    return found.draw(seed=seed)


def _widths(given: Sequence[str]) -> float | dict[str, float] | None:
    if not given:
        return None
    if len(given) == 1 and "=" not in given[0]:
        return named_shares("--half-width", [f"half-width={given[0]}"])["half-width"]
    return named_shares("--half-width", given)


def _metrics(given: Sequence[str]) -> dict[str, str | tuple[str, str]] | None:
    columns = {name: value.partition("/") for name, value in named_texts("--metric", given).items()}
    found: dict[str, str | tuple[str, str]] = {
        name: (rate, of) if slash else rate for name, (rate, slash, of) in columns.items()
    }
    return found or None
