"""What a number of assessing hours buys: the decisions that can be assessed, and the half-widths that follow.

Not here: the sizes of strata (``stratified``). Formulas: docs/methods/designs.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.chart import Bar
from evenhand.measure.design.aims import Aim, Figures, around, checked_aims
from evenhand.measure.result import Note, Result
from evenhand.measure.share import FEW

OVERALL = "all"
ENDLESS = 10**15  # the population where none is stated: so large that a sample is nothing of it


@dataclass(frozen=True)
class Work:
    """What an assessment costs: ``minutes`` for a decision, and the part of decisions that a second person assesses.

    A second assessment takes as long as a first.
    """

    minutes: float = 2.0
    second_share: float = 0.0

    def __post_init__(self) -> None:
        """RequestError, naming the field, for no time at all or a part that is no share."""
        if not (math.isfinite(self.minutes) and self.minutes > 0):
            raise RequestError(f"minutes is {self.minutes}.", hint="Give the minutes of one assessment, above 0.")
        if not 0 <= self.second_share <= 1:
            raise RequestError(
                f"second_share is {self.second_share}.", hint="Give a share: 0.1 where one in ten is assessed again."
            )

    def affordable(self, hours: float) -> int:
        """The decisions that fit into so many hours, second assessments included; RequestError where none does."""
        if not (math.isfinite(hours) and hours > 0):
            raise RequestError(f"hours is {hours}.", hint="Give the hours of assessing, above 0.")
        n = math.floor(hours * 60 / (self.minutes * (1 + self.second_share)) + 1e-9)
        if n < 1:
            raise RequestError(
                f"hours is {hours}, and one assessment takes {self.minutes:g} minutes.", hint="Give more hours."
            )
        return n

    def hours(self, n: int) -> float:
        """The hours that ``n`` decisions take, second assessments included."""
        return n * self.minutes * (1 + self.second_share) / 60


@dataclass(frozen=True)
class BoughtFigure:
    """One metric in one slice: about how many assessments it rests on, and the half-width of its interval.

    ``half_width`` is in shares, and None where fewer than one unit is expected.
    """

    hours: float
    assessed: int
    slice: str
    metric: str
    n: float
    expected: float
    half_width: float | None


@dataclass(frozen=True)
class Bought(Result):
    """What hours of assessing buy: a figure per number of hours, slice and metric.

    ``second`` are second assessments at the largest number of hours.
    """

    figures: tuple[BoughtFigure, ...]
    minutes: float
    second_share: float
    second: int
    population: int | None
    level: float
    method: str = "simple random sample, the interval of measure.share at the expected share"
    notes: tuple[Note, ...] = ()

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per figure."""
        return [dict(vars(one)) for one in self.figures]

    def bars(self) -> Sequence[Bar]:
        """The expected interval of each figure at the largest number of hours."""
        most = max(one.hours for one in self.figures)
        return [
            Bar(
                one.metric if one.slice == OVERALL else f"{one.metric}, {one.slice}",
                one.expected,
                *around(one.expected, one.half_width),
                note=f"n {one.n:,.0f}",
            )
            for one in self.figures
            if one.hours == most
        ]

    def figure(self, metric: str, *, hours: float | None = None, slice: str = OVERALL) -> BoughtFigure:  # noqa: A002 - the column's own name
        """The figure of a metric, at the only number of hours unless one is named."""
        found = [
            one for one in self.figures if one.metric == metric and one.slice == slice and hours in (None, one.hours)
        ]
        if len(found) != 1:
            raise RequestError(
                f"{len(found)} figures fit metric {metric!r}, slice {slice!r} and hours {hours}.",
                hint="Name one metric, one slice and one number of hours of those asked for.",
            )
        return found[0]


def what_hours_buy(
    hours: float | Sequence[float],
    *,
    metrics: Mapping[str, float] | Sequence[Aim],
    slices: Mapping[str, float] | None = None,
    minutes: float = 2.0,
    second_share: float = 0.0,
    population: int | None = None,
    level: float = 0.95,
) -> Bought:
    """The half-width of each metric, overall and in each slice, that so many assessing hours buy.

    ``hours`` are one number or several to compare. ``metrics`` gives the share expected of each, or ``Aim``s for those
    that speak of a part of the decisions alone. ``slices`` gives each slice's part of the decisions, in 0..1; they may
    overlap. ``minutes`` are those of one assessment, ``second_share`` the part assessed a second time. ``population``
    is the number of decisions; None for one that is large beside the sample.
    Raises RequestError, naming the field, for what is no number of hours, share or part.
    """
    work, aims = Work(minutes, second_share), as_aims(metrics)
    total = _population(population)
    parts = {OVERALL: 1.0} | _parts(slices)
    asked = [float(one) for one in np.atleast_1d(np.asarray(hours, dtype=float))]
    sizes = [min(work.affordable(one), total) for one in asked]
    found = [
        figure
        for one, n in zip(asked, sizes, strict=True)
        for name, part in parts.items()
        for figure in _bought(one, n, name, part, total, aims, level)
    ]
    return Bought(
        figures=tuple(found),
        minutes=minutes,
        second_share=second_share,
        second=round(max(sizes) * second_share),
        population=population,
        level=level,
        notes=_notes(found, sizes, total),
    )


def as_aims(metrics: Mapping[str, float] | Sequence[Aim]) -> tuple[Aim, ...]:
    """Metrics as aims, whichever way they were given."""
    if isinstance(metrics, Mapping):
        return checked_aims([Aim(name, rate) for name, rate in metrics.items()])
    return checked_aims(metrics)


def _bought(
    hours: float, n: int, name: str, part: float, population: int, aims: Sequence[Aim], level: float
) -> list[BoughtFigure]:
    """The aims in one slice, which is a domain of the sample: its own size is left to chance."""
    of = [np.asarray(aim.of, dtype=float) * part for aim in aims]
    inside = [Aim(aim.name, aim.rate, float(_one(aim.name, here))) for aim, here in zip(aims, of, strict=True)]
    figures = Figures(np.array([population]), inside)
    sizes = np.array([n])
    widths = figures.half_widths(sizes, level)
    return [
        BoughtFigure(
            hours=hours,
            assessed=n,
            slice=name,
            metric=aim.name,
            n=float(n * one),
            expected=float(share),
            half_width=float(width) if n * one >= 1 else None,
        )
        for aim, one, share, width in zip(aims, figures.of[:, 0], figures.share, widths, strict=True)
    ]


def _one(name: str, value: ArrayLike) -> float:
    found = np.atleast_1d(np.asarray(value, dtype=float))
    if found.size != 1:
        raise RequestError(
            f"The 'of' of {name!r} has {found.size} entries.", hint="Hours are bought for a whole: give one share."
        )
    return float(found[0])


def _parts(slices: Mapping[str, float] | None) -> dict[str, float]:
    found = dict(slices or {})
    wrong = next((name for name, part in found.items() if not 0 < part <= 1), None)
    if wrong is not None:
        raise RequestError(
            f"The slice {wrong!r} has {found[wrong]}.", hint="Give each slice's part of the decisions, as 0.2."
        )
    if OVERALL in found:
        raise RequestError(f"A slice is called {OVERALL!r}.", hint="That is the row of all decisions; name it else.")
    return found


def _population(population: int | None) -> int:
    if population is not None and population < 1:
        raise RequestError(f"population is {population}.", hint="Give the number of decisions, or leave it out.")
    return population or ENDLESS


def _notes(figures: Sequence[BoughtFigure], sizes: Sequence[int], population: int) -> tuple[Note, ...]:
    thin = sum(one.n < FEW for one in figures)
    few = (Note("design_thin", {"count": thin, "figures": len(figures), "few": FEW}),) if thin else ()
    whole = (Note("population_exhausted", {"population": population, "size": max(sizes)}),)
    return few + (whole if max(sizes) >= population else ())
