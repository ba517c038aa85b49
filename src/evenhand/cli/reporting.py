"""``evenhand report``: printed reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.assess import quality
from evenhand.assess.types import QualityReport
from evenhand.cli.options import HOME, Data, Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.documents import quality_report
from evenhand.documents.quality.json_form import to_dict
from evenhand.facts.errors import UsageError
from evenhand.facts.store import Facts
from evenhand.measure.result import Estimate

app = typer.Typer(
    help="Reports to read and to hand on.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)
LANGUAGES = ("en", "zh")


@app.callback()
def group() -> None:
    """Reports to read and to hand on."""


@app.command("quality")
def quality_command(
    sample: Annotated[str, typer.Option("--sample", help="The sample's id, or its name.")],
    by: Annotated[list[str] | None, typer.Option("--by", help="Column to slice by; may be repeated.")] = None,
    out: Annotated[
        list[Path] | None, typer.Option("--out", help="File to write: .html, .pdf, .xlsx, .md, .json.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="en or zh.")] = "en",
    target: Annotated[float | None, typer.Option(help="Accuracy aimed at, such as 0.95.")] = None,
    data: Data = HOME,
    as_json: Json = False,
) -> None:
    """Report how right the decisions are, how sure that is, and where and why they fail."""
    if language not in LANGUAGES:
        raise UsageError(f"--language is {language!r}.", hint="Give en or zh.")
    if target is not None and not 0 < target < 1:
        raise UsageError(f"--target is {target}.", hint="Give a share between 0 and 1, such as 0.95.")
    report = quality(Facts.open(data), sample, by=by or (), target=target)
    for path in out or []:
        quality_report(report, path, language="zh" if language == "zh" else "en")
    if as_json:
        remarks = [note.text for note in report.cannot_say]
        print_json("report-quality", to_dict(report) | {"files": out or []}, warnings=remarks)
    else:
        _print(report)
        for path in out or []:
            say(f"Written: {path}")


def _print(report: QualityReport) -> None:
    progress = report.progress
    say(
        f"{report.sample.name}: {progress.assessed:,} of {report.sample.population:,} decisions assessed, "
        f"{progress.unable:,} could not be judged, {progress.open:,} still open."
    )
    columns = ("", "estimate", "interval", "raw", "n")
    print_table(columns, [_row(figure.metric.replace("_", " "), figure) for figure in report.overall])
    for table in report.slices:
        rows = [_row(one.value or "(none)", one.accuracy) for one in table.slices]
        print_table((f"accuracy by {table.by}", *columns[1:]), rows)
    for note in report.cannot_say:
        warn(note.text)


def _row(name: str, figure: Estimate) -> tuple[str, str, str, str, int]:
    if figure.estimate is None or figure.low is None or figure.high is None:
        return name, "–", figure.undefined.text if figure.undefined else "", "–", figure.n
    interval = f"{figure.low:.1%} to {figure.high:.1%}"
    return name, f"{figure.estimate:.1%}", interval, f"{figure.events:,} of {figure.n:,}", figure.n
