"""``evenhand measure chart``: control charts and change points, from a file with one row per day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.measure import ChangePoints, ControlLevel, Drift, DriftSignal, SeriesDrift, change_points, drift
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SHOWN = 40


@app.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, TSV, XLSX, JSON or Parquet file.")],
    day: Annotated[str | None, typer.Option(help="Column of the day, when it is not found by itself.")] = None,
    events: Annotated[str | None, typer.Option(help="Column of the events: how many of n.")] = None,
    n: Annotated[str | None, typer.Option("--n", help="Column of n: how many were looked at.")] = None,
    series: Annotated[str | None, typer.Option(help="Column that tells several series apart.")] = None,
    kind: Annotated[str, typer.Option(help="share (events among n) or rate (events per unit of n).")] = "share",
    spread: Annotated[str, typer.Option(help="auto, counting, laney or between-days.")] = "auto",
    rule: Annotated[str, typer.Option(help="What rings: cusum, ewma or limits.")] = "cusum",
    direction: Annotated[str, typer.Option(help="both, up or down.")] = "both",
    shift: Annotated[float | None, typer.Option(help="Shift to look for, as 0.01 for one point.")] = None,
    reference: Annotated[str | None, typer.Option(help="Days to learn from: how many, or the last as a date.")] = None,
    false_alarms: Annotated[float, typer.Option(help="Alarms a day while nothing moves.")] = 0.003,
    fdr: Annotated[float, typer.Option(help="Share of the claimed series that may be wrong.")] = 0.1,
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    changes: Annotated[bool, typer.Option("--changes", help="Look for change points in all days, too.")] = False,
    only: Annotated[str | None, typer.Option(help="Series of the picture; the surest drift unless named.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write the picture to: .svg.")] = None,
    as_json: Json = False,
) -> None:
    """Chart daily shares or rates: what is normal, when it moved, since when, and how sure that is."""
    columns: dict[str, Any] = {"day": day, "events": events, "n": n, "series": series, "kind": kind, "level": level}
    found = drift(
        path,
        **columns,
        spread=spread,
        rule=rule,
        direction=direction,
        shift=shift,
        reference=reference,
        false_alarms=false_alarms,
        fdr=fdr,
    )
    moved = change_points(path, **columns) if changes else None
    if out is not None:
        out.write_text(found.chart(only), encoding="utf-8")
    if as_json:
        values = found.to_dict() | {"changes": json_ready(moved), "file": path, "chart": out}
        print_json("measure-chart", values, warnings=json_ready(found.warnings))
    else:
        _print(found, moved, out)


def _print(found: Drift, moved: ChangePoints | None, out: Path | None) -> None:
    """The series, surest drifts first, then the alarms, then the changes."""
    say(str(found).splitlines()[0])
    listed = sorted(found.series, key=lambda one: 2.0 if one.p is None else one.p)[:SHOWN]
    print_table(
        _named(found, "chart", "normal", "interval", "days", "signals", "p", "adjusted", "drifted"),
        [_named(found, *_series(one), name=one.series) for one in listed],
    )
    if len(found.series) == 1 and (why := found.series[0].why) is not None:
        say(f"This chart since {why.text}.")
    if found.signals:
        print_table(
            _named(found, "day", "what", "began", "between", "before", "after", "interval"),
            [_named(found, *_signal(one), name=one.series) for one in found.signals[-SHOWN:]],
        )
    if moved is not None:
        _print_changes(moved)
    if max(len(found.series), len(found.signals)) > SHOWN:
        say(f"At most {SHOWN} of each are shown (--json shows all).")
    if out is not None:
        say(f"Written: {out}")
    single = found.series[0] if len(found.series) == 1 else None
    undefined = (single.undefined,) if single is not None and single.undefined is not None else ()
    for note in (*found.warnings, *undefined, *(single.warnings if single is not None else ())):
        warn(note.text)


def _named(found: Drift, *cells: object, name: str = "series") -> tuple[Any, ...]:
    """A row, headed by its series where there are several."""
    return cells if len(found.series) == 1 else (name, *cells)


def _series(one: SeriesDrift) -> tuple[object, ...]:
    chances = (_chance(one.p), _chance(one.p_adjusted), one.drifted)
    return (one.chart_name or "–", *_cells(one.normal), one.days, one.signals, *chances)


def _signal(one: DriftSignal) -> tuple[object, ...]:
    when = (one.day, str(one.why), one.began, f"{one.began_from} to {one.began_to}")
    return (*when, f"{one.before.estimate:.4g}", *_cells(one.after))


def _print_changes(moved: ChangePoints) -> None:
    if not moved.changes:
        say("No change point.")
        return
    print_table(
        ("series", "change", "between", "before", "interval", "after", "interval"),
        [
            (one.series or "–", one.day, f"{one.day_from} to {one.day_to}", *_cells(one.before), *_cells(one.after))
            for one in moved.changes[-SHOWN:]
        ],
    )


def _cells(one: ControlLevel | None) -> tuple[str, str]:
    return ("–", "–") if one is None else (f"{one.estimate:.4g}", f"{one.low:.4g} to {one.high:.4g}")


def _chance(p: float | None) -> str:
    return "–" if p is None else f"{p:.2g}"
