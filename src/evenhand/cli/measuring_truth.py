"""``evenhand measure truth``: what each item likely is and how good each judge is, from a file with a row per label."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.cli.tables import check_table_file, write_table
from evenhand.measure import JudgeSkill, Truth, truth
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SHOWN = 40
ALARMING = 0.05  # adjusted chance below which a trend is shown


@app.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, TSV, XLSX, JSON or Parquet file.")],
    method: Annotated[str, typer.Option(help="auto, majority, one-coin, dawid-skene or pooled.")] = "auto",
    gold: Annotated[Path | None, typer.Option(help="File with the known label of some items.")] = None,
    scores: Annotated[Path | None, typer.Option(help="File with a classifier's chance per class and item.")] = None,
    item: Annotated[str | None, typer.Option(help="Column of the item, when it is not found by itself.")] = None,
    judge: Annotated[str | None, typer.Option(help="Column of the judge.")] = None,
    label: Annotated[str | None, typer.Option(help="Column of the label.")] = None,
    time: Annotated[str | None, typer.Option(help="Column of the time; judges are then looked at for drift.")] = None,
    classes: Annotated[list[str] | None, typer.Option("--class", help="A possible label; may be repeated.")] = None,
    missing: Annotated[list[str] | None, typer.Option(help="A label that counts as none; unable unless named.")] = None,
    repeats: Annotated[
        str, typer.Option(help="Same judge, same item again: share (one vote), keep, first, last or refuse.")
    ] = "share",
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    out: Annotated[Path | None, typer.Option("--out", help="File for the items: .csv, .parquet or .jsonl.")] = None,
    judges_out: Annotated[Path | None, typer.Option("--judges-out", help="File for the judges, likewise.")] = None,
    as_json: Json = False,
) -> None:
    """Find what each item likely is, and how often each judge is right, with its interval."""
    for file in (out, judges_out):
        check_table_file(file)
    found = truth(
        path,
        method=method,
        gold=gold,
        scores=scores,
        item=item,
        judge=judge,
        label=label,
        time=time,
        classes=classes,
        missing=missing if missing is not None else ("unable",),
        repeats=repeats,
        level=level,
    )
    files = [file for file in (out, judges_out) if file is not None]
    if out is not None:
        write_table(found.to_frame(), out)
    if judges_out is not None:
        write_table(found.judges_frame(), judges_out)
    if as_json:
        values: dict[str, Any] = found.to_dict() | {"file": path, "files": files}
        print_json("measure-truth", values, warnings=json_ready(found.warnings))
    else:
        _print(found, files)


def _print(found: Truth, files: list[Path]) -> None:
    say(f"{int(found.n.sum()):,} labels by {len(found.judges):,} judges on {len(found.item_names):,} items.")
    say(f"Method: {found.method}.{_why(found)}")
    if found.accuracy is not None and found.accuracy.estimate is not None:
        one = found.accuracy
        say(
            f"Accuracy on {one.n:,} items of known truth, hidden from the fit: {one.estimate:.1%} "
            f"({one.low:.1%} to {one.high:.1%})."
        )
    print_table(("label", "items", "share"), _shares(found))
    worst = sorted(found.judges, key=lambda one: (one.estimate is None, one.high or 0.0))
    print_table(("judge", "right", "interval", "labels", "worth"), [_judge(one) for one in worst[:SHOWN]])
    if len(worst) > SHOWN:
        say(f"… and {len(worst) - SHOWN:,} more judges (--judges-out or --json shows all).")
    _print_drift(found)
    for file in files:
        say(f"Written: {file}")
    for note in found.warnings:
        warn(note.text)


def _why(found: Truth) -> str:
    if not found.foretold:
        return ""
    others = ", ".join(f"{one.method} {one.log_chance:.3f}" for one in found.foretold)
    return f" Mean log chance of {found.foretold[0].n:,} labels held out: {others}."


def _shares(found: Truth) -> list[tuple[str, int, str]]:
    counts = [(name, int((found.label == k).sum())) for k, name in enumerate(found.classes)]
    total = max(sum(count for _, count in counts), 1)
    return [(name, count, f"{count / total:.1%}") for name, count in counts]


def _judge(one: JudgeSkill) -> tuple[str, str, str, int, str]:
    if one.estimate is None:
        return one.judge, "–", one.undefined.text if one.undefined else "", one.n, "–"
    return one.judge, f"{one.estimate:.1%}", f"{one.low:.1%} to {one.high:.1%}", one.n, f"{one.n_effective:,.0f}"


def _print_drift(found: Truth) -> None:
    drifting = [one for one in found.drift if one.p_adjusted is not None and one.p_adjusted < ALARMING]
    if not found.drift:
        return
    say(f"Drift: {len(drifting):,} of {len(found.drift):,} judges change over time (adjusted p below {ALARMING:g}).")
    rows = [(one.judge, " → ".join(f"{part.estimate:.0%}" for part in one.stretches)) for one in drifting]
    if rows:
        print_table(("judge", "right, oldest quarter first"), rows)
