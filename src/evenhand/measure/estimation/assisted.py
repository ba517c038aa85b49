"""Shares that a score helps to estimate: its mean over the whole population, corrected by the assessed units.

Not here: scores that only decided which units were drawn (``unequal``). Formulas: docs/methods/prevalence.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.estimation.asked import Floats, one_share, shares_per_unit, units_of
from evenhand.measure.estimation.drawn import Added, Drawn, added, spread
from evenhand.measure.estimation.figure import figure
from evenhand.measure.estimation.unequal import AGAIN, ONCE, drawn_again, drawn_once
from evenhand.measure.result import Estimate, Note

ALIKE = "drawn with equal chances"
LEAST = 30  # events, and others, below which a slope fitted to them is not worth its uncertainty


@dataclass(frozen=True)
class Scored:
    """The mean score of the population; ``units`` is how many were scored, where those are a sample themselves."""

    mean: float
    units: int | None = None


def difference_share(
    *,
    value: ArrayLike,
    score: ArrayLike,
    population_score: ArrayLike | float,
    probability: ArrayLike | None = None,
    inclusion_probability: ArrayLike | None = None,
    population: float | None = None,
    metric: str = "share",
    level: float = 0.95,
) -> Estimate:
    """The mean score of the population plus the mean of value - score, as the sample's chances weigh it.

    ``score`` has one entry per assessed unit, in 0..1; ``population_score`` is the mean over all units of the
    population, or all their scores. Units were drawn with replacement (``probability``, that of a single draw), without
    (``inclusion_probability``), or with equal chances (neither). Right whatever the score is worth; short when scores
    are chances that mean what they say. The result is kept within 0..1.
    Raises RequestError that names the field, the unit and the value.
    Source: Cassel, Sarndal and Wretman, Biometrika 63 (1976) 615-620.
    """
    drawn, design = _drawn(value, score, probability, inclusion_probability, population)
    scored = mean_score(population_score)
    return figure(drawn, differed(drawn, scored), metric=metric, level=level, design=f"{design}; difference to a score")


def tuned_share(
    *,
    value: ArrayLike,
    score: ArrayLike,
    population_score: ArrayLike | float,
    scored: int | None = None,
    probability: ArrayLike | None = None,
    inclusion_probability: ArrayLike | None = None,
    population: float | None = None,
    metric: str = "share",
    level: float = 0.95,
) -> Estimate:
    """The score's help at the power that the sample shows it to have: prediction-powered inference, power-tuned.

    Arguments and errors as for ``difference_share``. ``scored`` is the number of units behind ``population_score`` when
    they are a sample of the population and not all of it. With fewer than 30 events, or fewer than 30 others, the power
    cannot be told: the estimate is then the one without the score, and a warning says so.
    Sources: Angelopoulos, Duchi and Zrnic, PPI++ (2023), arXiv 2311.01453; for known chances it is the regression
    estimator of Cassel, Sarndal and Wretman, Biometrika 63 (1976) 615-620.
    """
    drawn, design = _drawn(value, score, probability, inclusion_probability, population)
    short = too_few(drawn)
    if short is not None:
        plain = drawn if probability is not None or inclusion_probability is not None else without_score(drawn)
        return figure(plain, added(plain), metric=metric, level=level, design=design, warnings=(short,))
    known = Scored(mean_score(population_score).mean, scored)
    result = regressed(drawn, known)
    return figure(
        without_score(drawn), result, metric=metric, level=level, design=f"{design}; score at its tuned power"
    )


def mean_score(given: ArrayLike | float) -> Scored:
    """The mean of the population's scores, from itself or from all of them."""
    if np.ndim(given) == 0:
        return Scored(one_share("population_score", float(given)))  # type: ignore[arg-type]
    return Scored(float(shares_per_unit("population_score", given).mean()))


def differed(drawn: Drawn, scored: Scored) -> Added:
    """The difference estimate and its variance."""
    left = drawn.value - _score(drawn)
    return Added(scored.mean + float((drawn.part * left).sum()), spread(drawn.part * left, drawn.left))


def regressed(drawn: Drawn, scored: Scored) -> Added:
    """The regression estimate, value on score with the parts as weights, and its variance by its residuals."""
    score = _score(drawn)
    part = drawn.part / drawn.part.sum()
    centre, level = float((part * score).sum()), float((part * drawn.value).sum())
    bend = float((part * (score - centre) ** 2).sum())
    slope = float((part * (score - centre) * drawn.value).sum()) / bend if bend > 0 else 0.0
    left = drawn.value - level - slope * (score - centre)
    variance = spread(part * left, drawn.left) * (drawn.size - 1) / max(drawn.size - 2, 1)
    if scored.units is not None:
        variance += slope**2 * bend / scored.units
    return Added(level + slope * (scored.mean - centre), variance, divided=True)


def too_few(drawn: Drawn) -> Note | None:
    """Why the score's power cannot be told, or None."""
    events = float(drawn.value.sum())
    rarer = round(min(events, drawn.size - events))
    return Note("estimate_untuned", {"events": rarer, "least": LEAST}) if rarer < LEAST else None


def without_score(drawn: Drawn) -> Drawn:
    """The units without their scores."""
    return Drawn(drawn.value, drawn.part, drawn.left, drawn.population)


def _score(drawn: Drawn) -> Floats:
    if drawn.score is None:
        raise RequestError("score is missing.", hint="Give the score of each assessed unit, from 0 to 1.")
    return drawn.score


def _drawn(
    value: ArrayLike,
    score: ArrayLike,
    probability: ArrayLike | None,
    inclusion_probability: ArrayLike | None,
    population: float | None,
) -> tuple[Drawn, str]:
    if probability is not None and inclusion_probability is not None:
        raise RequestError(
            "Both probability and inclusion_probability are given.",
            hint="Give the first for draws with replacement, the second for draws without.",
        )
    if probability is not None:
        return drawn_again(value, probability, population, score), AGAIN
    if inclusion_probability is not None:
        return drawn_once(value, inclusion_probability, population, score), ONCE
    found = shares_per_unit("value", value)
    size = units_of("population", population, found.size)
    left = np.full(found.size, 1.0 if size is None else 1 - found.size / size)
    return Drawn(found, np.full(found.size, 1 / found.size), left, size, shares_per_unit("score", score, found.size)), (
        ALIKE
    )
