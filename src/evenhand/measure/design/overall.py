"""One question for all designs: a table of strata or of scored units in, the design that suits it out.

Not here: the designs themselves (``stratified``, ``scores``, ``two_phase``). Guide: docs/methods/designs.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeAlias

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.design.aims import Aim
from evenhand.measure.design.hours import Work
from evenhand.measure.design.reading import Metrics, Strata, has_scores, names_of, read_scores, read_strata
from evenhand.measure.design.scores import ScoreDesign, score_design
from evenhand.measure.design.stratified import FLOOR, Sharing, StratifiedDesign, stratified_design
from evenhand.measure.design.two_phase import TwoPhaseDesign, two_phase_design
from evenhand.measure.tables import TableLike

Design: TypeAlias = StratifiedDesign | ScoreDesign | TwoPhaseDesign


class Kind(StrEnum):
    """Kinds of designs."""

    STRATIFIED = "stratified"
    SCORE = "score"
    TWO_PHASE = "two-phase"


def design(
    table: TableLike,
    *,
    kind: Kind | str | None = None,
    size: int | None = None,
    half_width: float | Mapping[str, float] | None = None,
    hours: float | None = None,
    metrics: Metrics | None = None,
    stratum: str | None = None,
    population: str | None = None,
    assessed: str | None = None,
    score: str | None = None,
    reach: str | None = None,
    item: str | None = None,
    sharing: Sharing | str = Sharing.OPTIMUM,
    floor: int = FLOOR,
    uniform: float | None = None,
    minutes: float = 2.0,
    first_minutes: float | None = None,
    second_share: float = 0.0,
    level: float = 0.95,
) -> Design:
    """How to draw a sample, and what to expect of it, from a table of strata or of units with scores.

    ``table`` is a Polars, pandas or Arrow table, a mapping of columns, or the path of a file. With a column of scores
    it has a row per unit, which are drawn by score (``score_design``); otherwise one per stratum with its population
    and the share expected of each metric (``stratified_design``). With ``first_minutes``, what a cheap label takes,
    strata are the cheap labels and the design has two phases (``two_phase_design``). ``kind`` says so where it is not
    plain.

    Give one of ``size`` (draws, or units), ``hours`` of assessing, and ``half_width`` in shares, which may differ by
    metric. Strata with several metrics take a half-width beside a size or hours too, and are then shared so that the
    worst of the half-widths is as good as can be. ``minutes`` are those of one assessment, ``second_share`` the part
    that a second person assesses. ``metrics`` names each metric's column, or its column and that of the part of units
    it speaks about; ``assessed`` the column that says how many units the shares come from, which are then smoothed. The
    other arguments are those of the three designs. Columns are found by their usual names, or by those given here.

    Raises RequestError, with column, value and a way out, for tables, shares and sizes that do not fit.
    """
    work = Work(minutes, second_share)
    given = {"size": size, "half_width": half_width, "hours": hours}
    if size is not None and hours is not None:
        raise RequestError(f"size is {size} and hours is {hours}.", hint="Give one of them.")
    if all(one is None for one in given.values()):
        raise RequestError("Nothing says how large the sample shall be.", hint=f"Give one of {listed(list(given))}.")
    found = _kind(kind, table, by_score=score is not None, cheap=first_minutes is not None)
    if found is Kind.SCORE:
        units = read_scores(table, score=score, reach=reach, item=item)
        return score_design(
            units.score,
            size=size if hours is None else work.affordable(hours),
            half_width=_one_width(half_width),
            reach=units.reach,
            uniform=uniform,
            item=units.item,
            work=work,
            level=level,
        )
    strata = read_strata(table, metrics=metrics, stratum=stratum, population=population, assessed=assessed)
    if found is Kind.STRATIFIED:
        return stratified_design(
            strata.population,
            _with_widths(strata, half_width),
            size=size if hours is None else work.affordable(hours),
            strata=strata.names,
            sharing=sharing,
            floor=floor,
            work=work,
            level=level,
        )
    if first_minutes is None or size is not None or len(strata.aims) > 1:
        raise RequestError(
            "A two-phase design takes first_minutes, one metric, and hours or half_width.",
            hint="Give the minutes of a cheap label as first_minutes, and leave size out.",
        )
    return two_phase_design(
        strata.population,
        strata.aims[0].rate,
        population=int(strata.population.sum()),
        first_cost=first_minutes,
        second_cost=minutes * (1 + second_share),
        budget=None if hours is None else hours * 60,
        half_width=_one_width(half_width),
        strata=strata.names,
        floor=floor,
        level=level,
    )


def _kind(kind: Kind | str | None, table: TableLike, *, by_score: bool, cheap: bool) -> Kind:
    if kind is not None:
        try:
            return Kind(kind)
        except ValueError:
            raise RequestError(f"kind is {kind!r}.", hint=f"Give one of {listed(list(Kind))}.") from None
    if cheap:
        return Kind.TWO_PHASE
    return Kind.SCORE if by_score or has_scores(names_of(table)) else Kind.STRATIFIED


def _one_width(half_width: float | Mapping[str, float] | None) -> float | None:
    if isinstance(half_width, Mapping):
        if len(half_width) != 1:
            raise RequestError(
                f"half_width names {len(half_width)} metrics.", hint="This design measures one: give one number."
            )
        return next(iter(half_width.values()))
    return half_width


def _with_widths(strata: Strata, half_width: float | Mapping[str, float] | None) -> list[Aim]:
    if isinstance(half_width, Mapping):
        names = [aim.name for aim in strata.aims]
        strange = next((name for name in half_width if name not in names), None)
        if strange is not None:
            raise RequestError(
                f"half_width names {strange!r}, which is no metric here.", hint=f"The metrics are {listed(names)}."
            )
        return [replace(aim, half_width=half_width.get(aim.name)) for aim in strata.aims]
    return [replace(aim, half_width=half_width) for aim in strata.aims]
