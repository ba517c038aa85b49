"""``evenhand measure agreement``: how far judges agree, from a file with one row per label."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.measure import Agreement, Coefficient, Part, agreement
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SHOWN = 40
COLUMNS = ("estimate", "interval", "se", "items")


@app.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, TSV, XLSX, JSON or Parquet file.")],
    item: Annotated[str | None, typer.Option(help="Column of the item, when it is not found by itself.")] = None,
    judge: Annotated[str | None, typer.Option(help="Column of the judge.")] = None,
    label: Annotated[str | None, typer.Option(help="Column of the label.")] = None,
    by: Annotated[list[str] | None, typer.Option("--by", help="Column to slice by; may be repeated.")] = None,
    classes: Annotated[
        list[str] | None, typer.Option("--class", help="A possible label; repeat in the order of the scale.")
    ] = None,
    missing: Annotated[list[str] | None, typer.Option(help="A label that counts as none; unable unless named.")] = None,
    repeats: Annotated[str, typer.Option(help="Same judge, same item again: refuse, first, last or keep.")] = "refuse",
    scale: Annotated[str, typer.Option(help="nominal, ordinal or interval.")] = "nominal",
    rule: Annotated[str, typer.Option(help="Several labels: primary, any, exact or clause.")] = "primary",
    depth: Annotated[int | None, typer.Option(help="Parts of a dotted code to compare: 1 makes HT.2.1 HT.")] = None,
    interval: Annotated[str, typer.Option(help="linearised or bootstrap.")] = "linearised",
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap.")] = 1,
    chart: Annotated[Path | None, typer.Option(help="File to write the picture to: .svg.")] = None,
    as_json: Json = False,
) -> None:
    """Measure how far judges agree beyond chance, overall, by label and by slice."""
    found = agreement(
        path,
        item=item,
        judge=judge,
        label=label,
        by=by or (),
        classes=classes,
        missing=missing if missing is not None else ("unable",),
        repeats=repeats,
        scale=scale,
        rule=rule,
        depth=depth,
        interval=interval,
        level=level,
        seed=seed,
    )
    if chart is not None:
        chart.write_text(found.chart(), encoding="utf-8")
    if as_json:
        values: dict[str, Any] = found.to_dict() | {"file": path, "chart": chart}
        print_json("measure-agreement", values, warnings=json_ready(found.warnings))
    else:
        _print(found, chart)


def _print(found: Agreement, chart: Path | None) -> None:
    judges = f" by {found.judges:,} judges" if found.judges is not None else ""
    say(f"{found.labels:,} labels{judges} on {found.items:,} items; {found.pairable_items:,} have two labels or more.")
    print_table(("", *COLUMNS), [(one.title, *_cells(one)) for one in found.coefficients])
    for note in found.explanation:
        say(f"In words: {note.text}.")
    _print_parts("label", found.by_label)
    for by in dict.fromkeys(part.by for part in found.slices):
        _print_parts(by, [part for part in found.slices if part.by == by])
    if chart is not None:
        say(f"Written: {chart}")
    for note in found.warnings:
        warn(note.text)


def _print_parts(by: str, parts: list[Part] | tuple[Part, ...]) -> None:
    """One line per label or slice: what it is of all labels, then its figures with their intervals."""
    listed = sorted(parts, key=lambda part: -part.labels)[:SHOWN]
    titles = [one.title for one in _main(listed[0])] if listed else []
    rows = [(part.value or "(none)", f"{part.share:.1%}", *map(_short, _main(part))) for part in listed]
    print_table((f"by {by}", "of labels", *titles), rows)
    if len(parts) > SHOWN:
        say(f"… and {len(parts) - SHOWN:,} more (--json shows all).")


def _main(part: Part) -> list[Coefficient]:
    """The figures that fit on a line: the share of agreeing pairs, alpha, and AC1 or AC2."""
    return [part.coefficients[0], *(one for one in part.coefficients if one.name in ("alpha", "ac1", "ac2"))]


def _cells(one: Coefficient) -> tuple[str, str, str, int]:
    if one.estimate is None:
        return "–", one.undefined.text if one.undefined else "", "–", one.n
    interval = "–" if one.low is None else f"{one.low:.3f} to {one.high:.3f}"
    return f"{one.estimate:.3f}", interval, "–" if one.se is None else f"{one.se:.4f}", one.n


def _short(one: Coefficient) -> str:
    if one.estimate is None:
        return "–"
    return f"{one.estimate:.2f}" if one.low is None else f"{one.estimate:.2f} ({one.low:.2f} to {one.high:.2f})"
