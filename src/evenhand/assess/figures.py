"""The figures of the quality report, each as one weighted share: who is counted, and what counts as an event.

Not here: the estimator and its interval (``measure.share``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evenhand.assess.assessed import Assessed, Marks
from evenhand.measure import share, shares_by
from evenhand.measure.result import Estimate, Method, Note

METRICS = ("accuracy", "precision", "recall", "over_enforcement", "under_enforcement", "verdict_accuracy")
NEED_VERDICTS = frozenset(METRICS) - {"accuracy"}
SLICED = ("accuracy", "over_enforcement", "under_enforcement")


def events(assessed: Assessed, metric: str) -> tuple[Marks, Marks]:
    """Numerator and denominator of a metric, over all units (only judged ones are used).

    accuracy: same label, of all decisions. precision: violations among removals; over_enforcement is its complement.
    recall: removals among violations. under_enforcement: violations among decisions to keep. verdict_accuracy: alike in
    being a violation or not. second_review: same label as the assessment, of those reviewed.
    """
    removal, harmful = assessed.removal, assessed.harmful
    everything = np.ones_like(removal)
    match metric:
        case "accuracy":
            return assessed.agrees, everything
        case "precision":
            return removal & harmful, removal
        case "recall":
            return removal & harmful, harmful
        case "over_enforcement":
            return removal & ~harmful, removal
        case "under_enforcement":
            return ~removal & harmful, ~removal
        case "verdict_accuracy":
            return removal == harmful, everything
        case "second_review":
            return assessed.review_agrees & assessed.reviewed, assessed.reviewed
    raise KeyError(metric)


def figure(assessed: Assessed, metric: str, level: float, *, unable_as: bool | None = None) -> Estimate:
    """One overall figure. ``unable_as`` counts what could not be judged as right or wrong instead of leaving it out."""
    if metric in NEED_VERDICTS and not assessed.verdicts_known:
        return _unknown(metric, level)
    numerator, denominator = events(assessed, metric)
    used = assessed.judged
    if unable_as is not None:
        used = used | assessed.unable
        numerator = np.where(assessed.unable, unable_as, numerator)
    return share(
        metric=metric,
        numerator=numerator[used].astype(float),
        denominator=denominator[used].astype(float),
        stratum=assessed.stratum[used],
        weight=assessed.weight[used],
        population_by_stratum=assessed.population,
        with_replacement=assessed.unequal,
        level=level,
        design=design_of(assessed),
    )


def figures_by(assessed: Assessed, column: str, level: float) -> tuple[list[str | None], list[tuple[Estimate, ...]]]:
    """The sliced figures for each value of a column, drawn units without a verdict included as undefined slices."""
    values = sorted(set(assessed.texts(f"by_{column}")), key=lambda value: (value is None, value or ""))
    places = {value: place for place, value in enumerate(values)}
    codes: NDArray[np.int64] = np.array([places[value] for value in assessed.texts(f"by_{column}")], dtype=np.int64)
    by_metric = [_sliced(assessed, metric, codes, len(values), level) for metric in SLICED]
    return values, list(zip(*by_metric, strict=True))


def _sliced(assessed: Assessed, metric: str, codes: NDArray[np.int64], count: int, level: float) -> list[Estimate]:
    if metric in NEED_VERDICTS and not assessed.verdicts_known:
        return [_unknown(metric, level)] * count
    numerator, denominator = events(assessed, metric)
    used = assessed.judged
    return shares_by(
        codes[used],
        metric=metric,
        numerator=(numerator & denominator)[used].astype(float),
        denominator=denominator[used].astype(float),
        stratum=assessed.stratum[used],
        weight=assessed.weight[used],
        slices=count,
        population_by_stratum=assessed.population,
        with_replacement=assessed.unequal,
        level=level,
        design=design_of(assessed),
    )


def design_of(assessed: Assessed) -> str:
    """The design in a few words, for the figure's ``design``."""
    sample = assessed.sample
    within = f" within {' and '.join(sample.strata_columns)}" if sample.strata_columns else ""
    return f"random{within}, {sample.allocation} allocation"


def _unknown(metric: str, level: float) -> Estimate:
    return Estimate(
        metric, None, None, None, level, Method.NONE, 0, 0, None, None, "", undefined=Note("verdict_unknown")
    )
