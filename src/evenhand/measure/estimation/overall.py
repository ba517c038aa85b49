"""The estimate that fits what is known of a sample, from a table.

Not here: which estimator that is (``choosing``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.estimation.choosing import Choice, Known
from evenhand.measure.estimation.corrected import corrected_share
from evenhand.measure.estimation.reading import read_units
from evenhand.measure.estimation.totals import total_of_share
from evenhand.measure.estimation.types import Estimation, Estimator
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.result import Note
from evenhand.measure.tables import TableLike


def estimate(
    table: TableLike,
    *,
    value: str | None = None,
    positive: str | None = None,
    denominator: str | None = None,
    stratum: str | None = None,
    weight: str | None = None,
    probability: str | None = None,
    inclusion_probability: str | None = None,
    score: str | None = None,
    reach: str | None = None,
    population: float | Mapping[str, float] | None = None,
    first_phase: Mapping[str, float] | None = None,
    population_score: ArrayLike | float | None = None,
    population_reach: float | None = None,
    sensitivity: tuple[int, int] | None = None,
    specificity: tuple[int, int] | None = None,
    metric: str = "share",
    level: float = 0.95,
) -> Estimation:
    """The share of a population that has a property, from a table with one row per assessed unit.

    The first arguments name columns: ``value`` (1 or 0, true or false, or a share; or labels, of which ``positive``
    counts as 1), ``denominator`` (whether the unit is spoken about), ``stratum``, ``weight`` (1 / chance),
    ``probability`` (of a single draw with replacement), ``inclusion_probability``, ``score`` (a model's, from 0 to 1)
    and ``reach`` (views; the share is then one of views). All but reach are found by their usual names when not named.
    A mapping of column names to arrays is a table as well.
    ``population`` is the number of units, or one number per stratum. ``first_phase`` is the number of units of a
    first, larger sample per stratum. ``population_score`` is the mean score of the population, or all scores.
    ``population_reach`` is the number of all views. ``sensitivity`` and ``specificity`` are (right, of so many) on
    items of known truth, and correct the share for the assessors' errors. ``level`` is that of the interval.
    Raises RequestError that names the column, the value and the fix.
    What is chosen when, formulas and sources: docs/methods/estimates.md.
    """
    normal_quantile(level)
    if (sensitivity is None) != (specificity is None):
        raise RequestError(
            "Only one of sensitivity and specificity is given.", hint="A correction needs both, as (right, of so many)."
        )
    told = read_units(
        table,
        {
            "value": value,
            "denominator": denominator,
            "stratum": stratum,
            "weight": weight,
            "probability": probability,
            "inclusion_probability": inclusion_probability,
            "score": score,
            "reach": reach,
        },
        positive,
    )
    known = Known(population, first_phase, population_score, population_reach, metric, level)
    figure, estimator, why = Choice(told, known).made()
    figure = replace(figure, warnings=(*told.notes, *figure.warnings))
    mended = None
    if sensitivity is not None and specificity is not None:
        mended = corrected_share(figure, sensitivity=sensitivity, specificity=specificity)
        why = (*why, Note("estimate_why_corrected"))
    counted = None if mended is not None or estimator is Estimator.REACH else total_of_share(figure)
    return Estimation(figure, estimator, why, mended, counted, told.columns)
