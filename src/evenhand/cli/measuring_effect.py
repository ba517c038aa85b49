"""``evenhand measure effect``: whether a training, a policy or a rule worked, from a file of assessed decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.facts.errors import RequestError
from evenhand.measure import Effect, Estimate, Interruption, effect, interrupted_series
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SHOWN = 40


@app.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A file with one row per assessed decision.")],
    start: Annotated[str | None, typer.Option(help="First day after the change, as 2026-03-01.")] = None,
    outcome: Annotated[str | None, typer.Option(help="Column that says yes or no: wrong, for example.")] = None,
    time: Annotated[str | None, typer.Option(help="Column of the time.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Column of the person or team, whatever was treated.")] = None,
    treated: Annotated[str | None, typer.Option(help="Column that says yes for those who were treated.")] = None,
    started: Annotated[str | None, typer.Option(help="Column of each one's own start, in place of --start.")] = None,
    weight: Annotated[str | None, typer.Option(help="Column of the weight, 1 / inclusion probability.")] = None,
    by: Annotated[list[str] | None, typer.Option("--by", help="Column to slice by; may be repeated.")] = None,
    series: Annotated[
        bool, typer.Option("--series", help="A line through the days, for a change that met all at once.")
    ] = False,
    chosen_for_errors: Annotated[
        bool, typer.Option("--chosen-for-errors", help="The treated were picked for bad results.")
    ] = False,
    half_width: Annotated[
        float | None, typer.Option(help="Say what an interval as short as this still takes: 0.02.")
    ] = None,
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    chart: Annotated[Path | None, typer.Option(help="File to write the picture to: .svg.")] = None,
    as_json: Json = False,
) -> None:
    """Tell whether a training, a policy or a rule worked: before and after, beside those who did not have it."""
    found: Effect | Interruption
    if series:
        found = interrupted_series(
            path,
            start=_start_of_series(start, cluster=cluster, treated=treated, started=started, by=by),
            outcome=outcome,
            time=time,
            weight=weight,
            half_width=half_width,
            level=level,
        )
    else:
        found = effect(
            path,
            start=start,
            outcome=outcome,
            time=time,
            cluster=cluster,
            treated=treated,
            started=started,
            weight=weight,
            by=by or (),
            chosen_for_errors=chosen_for_errors,
            half_width=half_width,
            level=level,
        )
    if chart is not None:
        chart.write_text(found.chart(), encoding="utf-8")
    if as_json:
        values = found.to_dict() | {"file": path, "chart": chart}
        print_json("measure-effect", values, warnings=json_ready(found.warnings))
        return
    say(str(found))
    if isinstance(found, Effect):
        _print_effect(found)
    else:
        _print_series(found)
    for one in found.needed:
        say(f"Still needed {one}.")
    if chart is not None:
        say(f"Written: {chart}")
    for note in found.warnings:
        warn(note.text)


def _start_of_series(start: str | None, **others: object) -> str:
    """The start; RequestError without one, and for options that do not go with a series."""
    named = next((name for name, value in others.items() if value), None)
    if named is not None:
        raise RequestError(
            f"--{named} does not go with --series.", hint="A line through the days has no control and no slices."
        )
    if start is None:
        raise RequestError("--series needs --start.", hint="Give the first day after the change, as 2026-03-01.")
    return start


def _print_effect(found: Effect) -> None:
    groups = [one for one in (found.treated, found.control) if one is not None]
    rows = [(one.name, one.clusters, _short(one.before), _short(one.after)) for one in groups]
    print_table(("", "people or teams", "before", "after"), rows)
    if found.trend is not None:
        low, high = _points(found.trend.low), _points(found.trend.high)
        say(
            f"Already before {found.trend.ends}, split at {found.trend.split}: {_points(found.trend.estimate)} points "
            f"({low} to {high}); parallel groups give 0."
        )
    cohorts = [(one.start, one.clusters, *_interval(one.estimate, one.low, one.high)) for one in found.cohorts]
    if cohorts:
        print_table(("start", "people or teams", "points", "interval"), cohorts)
    for by in dict.fromkeys(one.by for one in found.slices):
        parts = [one for one in found.slices if one.by == by]
        print_table(
            (f"by {by}", "rows", "points", "interval", "adjusted p"),
            [
                (one.value, one.n, *_interval(one.estimate, one.low, one.high), _p(one.p_adjusted))
                for one in parts[:SHOWN]
            ],
        )
        if len(parts) > SHOWN:
            say(f"… and {len(parts) - SHOWN:,} more (--json shows all).")


def _print_series(found: Interruption) -> None:
    shifts = (found.jump, found.slope, found.mean)
    rows = [(one.name, *_interval(one.estimate, one.low, one.high), _p(one.p_value)) for one in shifts]
    print_table(("", "points", "interval", "p"), rows)
    say(
        f"Days vary {found.dispersion:.1f} times as much as their rows alone would make; "
        f"neighbouring days correlate by {found.correlation:.2f}."
    )


def _interval(estimate: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    if estimate is None or low is None or high is None:
        return "–", "–"
    return _points(estimate), f"{_points(low)} to {_points(high)}"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _short(one: Estimate) -> str:
    return "–" if one.estimate is None else f"{one.estimate:.1%} ({one.low:.1%} to {one.high:.1%})"


def _p(value: float | None) -> str:
    return "–" if value is None else "< 0.001" if value < 0.001 else f"{value:.3f}"
