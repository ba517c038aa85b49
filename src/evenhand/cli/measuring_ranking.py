"""``evenhand measure ranking``: people compared fairly, from a file of audits, and whom to audit next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.measure import NextAudits, Person, PersonAudits, Ranking, next_audits, ranking
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SHOWN = 40


@app.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, TSV, XLSX, JSON or Parquet file of audits.")],
    judge: Annotated[str | None, typer.Option(help="Column of the person, when it is not found by itself.")] = None,
    error: Annotated[
        str | None, typer.Option(help="Column with 1 for an error and 0 for none, a row per audit.")
    ] = None,
    events: Annotated[str | None, typer.Option(help="Column with the number of errors, in a file of counts.")] = None,
    n: Annotated[str | None, typer.Option("--n", help="Column with the number of audits, in a file of counts.")] = None,
    mix: Annotated[
        list[str] | None, typer.Option("--mix", help="Column that tells what people were given; may be repeated.")
    ] = None,
    score: Annotated[str | None, typer.Option(help="Column of a score to compare on, cut into bins.")] = None,
    bins: Annotated[int, typer.Option(help="Bins of the score.")] = 5,
    weight: Annotated[str | None, typer.Option(help="Column of the weight within the person's decisions.")] = None,
    target: Annotated[float | None, typer.Option(help="Flag who is above this share of errors, as 0.05.")] = None,
    worst: Annotated[float, typer.Option(help="Without a target: flag who is among this worst share.")] = 0.1,
    wrong: Annotated[float, typer.Option(help="Share of the flags that may be wrong.")] = 0.1,
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    audits: Annotated[int | None, typer.Option(help="Share out so many further audits.")] = None,
    floor: Annotated[float, typer.Option(help="Share of them that is spread evenly.")] = 0.2,
    seed: Annotated[int, typer.Option(help="Seed by which their fractions are rounded.")] = 1,
    chart: Annotated[Path | None, typer.Option(help="File to write the funnel to: .svg.")] = None,
    as_json: Json = False,
) -> None:
    """Compare people fairly, flag whom the audits single out, and share out further audits."""
    found = ranking(
        path,
        judge=judge,
        error=error,
        events=events,
        n=n,
        mix=mix or (),
        score=score,
        bins=bins,
        weight=weight,
        target=target,
        worst=worst,
        wrong=wrong,
        level=level,
    )
    further = next_audits(found, audits, floor=floor, seed=seed) if audits is not None else None
    if chart is not None:
        chart.write_text(found.chart(), encoding="utf-8")
    remarks = (*found.warnings, *(further.warnings if further else ()))
    if as_json:
        values: dict[str, Any] = found.to_dict() | {"next_audits": json_ready(further), "file": path, "chart": chart}
        print_json("measure-ranking", values, warnings=json_ready(remarks))
        return
    _print(found)
    if further is not None:
        _print_next(further)
    if chart is not None:
        say(f"Written: {chart}")
    for note in remarks:
        warn(note.text)


def _print(found: Ranking) -> None:
    say(str(found))
    _print_people(f"flagged as {found.said}", found, found.flagged)
    _print_people("not decided", found, [one for one in found.people if not one.flagged and one.further != 0])
    decided = sum(not one.flagged and one.further == 0 for one in found.people)
    say(f"{decided:,} more are decided and not flagged.")


def _print_people(title: str, found: Ranking, people: Iterable[Person]) -> None:
    """One line per person by name; of many, those with the largest chances."""
    likeliest = sorted(people, key=lambda one: -(found.chance(one) or 0.0))
    shown = {one.judge for one in likeliest[:SHOWN]}
    if likeliest:
        columns = ("audits", "errors", "expected", "rate", "interval", "chance", "further audits")
        print_table((title, *columns), [_cells(found, one) for one in found.people if one.judge in shown])
    if len(likeliest) > SHOWN:
        say(f"… and {len(likeliest) - SHOWN:,} more with smaller chances (--json shows all).")


def _cells(found: Ranking, one: Person) -> tuple[object, ...]:
    chance = found.chance(one)
    interval = f"{one.low:.1%} to {one.high:.1%}"
    counts = (one.audits, one.errors, f"{one.expected:.1f}", f"{one.rate:.1%}", interval)
    return (one.judge, *counts, None if chance is None else f"{chance:.0%}", one.further)


def _print_next(further: NextAudits) -> None:
    say(str(further))
    most = sorted(further.people, key=lambda one: -one.audits)[:SHOWN]
    shown = {one.judge for one in most}
    print_table(
        ("next audits of", "audits", "chance", "weight"),
        [_next_cells(one) for one in further.people if one.judge in shown],
    )
    if len(further.people) > SHOWN:
        say(f"… and {len(further.people) - SHOWN:,} more with fewer audits (--json shows all).")


def _next_cells(one: PersonAudits) -> tuple[object, ...]:
    return one.judge, one.audits, f"{one.chance:.2%}", None if one.weight is None else f"{one.weight:.3f}"
