"""``evenhand measure estimate``: the share of a population, from a file of assessed units."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.cli.pairs import named_texts
from evenhand.facts.errors import RequestError
from evenhand.measure import Corrected, Estimate, Estimation, estimate
from evenhand.measure.result import json_ready

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A file with one row per assessed unit.")],
    value: Annotated[str | None, typer.Option(help="Column of 1 and 0, or of labels with --positive.")] = None,
    positive: Annotated[str | None, typer.Option(help="Label that counts as 1.")] = None,
    denominator: Annotated[str | None, typer.Option(help="Column of 1 where the unit is spoken about.")] = None,
    stratum: Annotated[str | None, typer.Option(help="Column of the stratum, when it is not found by itself.")] = None,
    weight: Annotated[str | None, typer.Option(help="Column of 1 / the chance of being drawn.")] = None,
    probability: Annotated[
        str | None, typer.Option(help="Column of the chance in a single draw with replacement.")
    ] = None,
    inclusion_probability: Annotated[
        str | None, typer.Option(help="Column of the chance of being in the sample, without replacement.")
    ] = None,
    score: Annotated[str | None, typer.Option(help="Column of a model's score, 0 to 1.")] = None,
    reach: Annotated[str | None, typer.Option(help="Column of the views, for the share of views.")] = None,
    population: Annotated[
        list[str] | None, typer.Option(help="Units in the population, or STRATUM=UNITS; may be repeated.")
    ] = None,
    first_phase: Annotated[
        list[str] | None, typer.Option(help="STRATUM=UNITS of a first, larger sample; may be repeated.")
    ] = None,
    population_score: Annotated[float | None, typer.Option(help="Mean score of the whole population.")] = None,
    population_reach: Annotated[float | None, typer.Option(help="Views of the whole population.")] = None,
    sensitivity: Annotated[
        str | None, typer.Option(help="True events that assessors call so, as 45/50, to correct for their errors.")
    ] = None,
    specificity: Annotated[str | None, typer.Option(help="Others that they do not, as 195/200.")] = None,
    metric: Annotated[str, typer.Option(help="Name of the share.")] = "share",
    level: Annotated[float, typer.Option(help="Level of the interval.")] = 0.95,
    chart: Annotated[Path | None, typer.Option(help="File to write the picture to: .svg.")] = None,
    as_json: Json = False,
) -> None:
    """Estimate a share of a population from a sample of any design, and say how and how surely."""
    found = estimate(
        path,
        value=value,
        positive=positive,
        denominator=denominator,
        stratum=stratum,
        weight=weight,
        probability=probability,
        inclusion_probability=inclusion_probability,
        score=score,
        reach=reach,
        population=_population(population),
        first_phase=None if first_phase is None else _by_stratum("--first-phase", first_phase),
        population_score=population_score,
        population_reach=population_reach,
        sensitivity=None if sensitivity is None else _right("--sensitivity", sensitivity),
        specificity=None if specificity is None else _right("--specificity", specificity),
        metric=metric,
        level=level,
    )
    if chart is not None:
        chart.write_text(found.chart(), encoding="utf-8")
    if as_json:
        print_json(
            "measure-estimate", found.to_dict() | {"file": path, "chart": chart}, warnings=json_ready(found.warnings)
        )
    else:
        _print(found, chart)


def _print(found: Estimation, chart: Path | None) -> None:
    shown: list[tuple[str, Estimate | Corrected]] = [(found.figure.metric, found.figure)]
    if found.corrected is not None:
        shown.append((f"{found.figure.metric}, corrected", found.corrected))
    print_table(
        ("", "estimate", f"{found.figure.level:.0%} interval", "assessed", "method"),
        [(name, *_cells(one), one.n, str(one.method)) for name, one in shown],
    )
    if found.total is not None:
        say(f"In units: {found.total.estimate:,.0f}, from {found.total.low:,.0f} to {found.total.high:,.0f}.")
    say(f"Estimator: {found.estimator}, {found.design}.")
    for note in found.why:
        say(f"Why: {note.text}.")
    if chart is not None:
        say(f"Written: {chart}")
    for note in found.warnings:
        warn(note.text)


def _cells(one: Estimate | Corrected) -> tuple[str, str]:
    if one.estimate is None or one.low is None or one.high is None:
        return "–", one.undefined.text if one.undefined is not None else "–"
    digits = 2 if one.estimate < 0.1 or one.estimate > 0.9 else 1
    return f"{one.estimate:.{digits}%}", f"{one.low:.{digits}%} to {one.high:.{digits}%}"


def _population(given: list[str] | None) -> float | dict[str, float] | None:
    if given is None:
        return None
    if len(given) == 1 and "=" not in given[0]:
        return _number("--population", given[0])
    return _by_stratum("--population", given)


def _by_stratum(option: str, given: list[str]) -> dict[str, float]:
    """STRATUM=UNITS, once or more, as numbers by name."""
    return {name: _number(option, units) for name, units in named_texts(option, given).items()}


def _number(option: str, given: str) -> float:
    try:
        return float(given)
    except ValueError:
        raise RequestError(f"{option} is {given!r}, which is no number.", hint="Give a number of units.") from None


def _right(option: str, given: str) -> tuple[int, int]:
    """RIGHT/OF as two whole numbers."""
    right, _, of = given.partition("/")
    if not (right.strip().isdecimal() and of.strip().isdecimal()):
        raise RequestError(f"{option} is {given!r}.", hint="Write how many were right of how many, as 45/50.")
    return int(right), int(of)
