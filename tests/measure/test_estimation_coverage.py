"""Every interval of an estimate keeps its promise: short simulations of benchmarks/prevalence.py and estimates.py."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from evenhand.measure import (
    Estimate,
    Method,
    corrected_share,
    difference_share,
    horvitz_thompson,
    near_exact,
    ratio_of_totals,
    share_of_views,
    tuned_share,
    two_phase_share,
    wilson,
)

Floats = NDArray[np.float64]
Ends = tuple[float | None, float | None]
RUNS = 300  # a promise of 95 % shows less than 91.5 % in one of 200 such simulations


def posts(rate: float, strength: float, units: int = 20_000, seed: int = 1) -> tuple[Floats, Floats]:
    """Scores that mean what they say, and whether each post violates."""
    rng = np.random.default_rng(seed)
    heat = strength * rng.normal(size=units)
    low, high = -20.0, 20.0
    for _ in range(50):
        level = (low + high) / 2
        low, high = (low, level) if expit(heat + level).mean() > rate else (level, high)
    score = expit(heat + level)
    return score, (rng.random(units) < score).astype(float)


def by_score(score: Floats, n: int, rng: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    """Chances by the root of the score with 30 % alike for all, and a systematic sample in random order."""
    chance = n * (0.7 * np.sqrt(score) / np.sqrt(score).sum() + 0.3 / score.size)
    order = rng.permutation(score.size)
    rows = order[np.minimum(np.searchsorted(chance[order].cumsum(), rng.random() + np.arange(n)), score.size - 1)]
    return chance, rows


def held(draw: Callable[[np.random.Generator], Ends], truth: float, runs: int = RUNS) -> tuple[float, float]:
    """How often the intervals hold the truth, and their mean length."""
    rng = np.random.default_rng(7)
    ends = np.array([draw(rng) for _ in range(runs)], dtype=float)
    return float(((ends[:, 0] <= truth) & (truth <= ends[:, 1])).mean()), float((ends[:, 1] - ends[:, 0]).mean())


def ends(found: Estimate) -> Ends:
    return found.low, found.high


@pytest.mark.parametrize(("rate", "n", "strength"), [(0.02, 400, 1.45), (0.01, 400, 2.2), (0.005, 1_000, 1.45)])
def test_rare_shares_drawn_by_score_are_short_and_keep_their_promise(rate: float, n: int, strength: float) -> None:
    score, violates = posts(rate, strength)

    def draw(rng: np.random.Generator) -> Ends:
        chance, rows = by_score(score, n, rng)
        return ends(
            horvitz_thompson(
                value=violates[rows],
                inclusion_probability=chance[rows],
                population=score.size,
                score=score[rows],
            )
        )

    coverage, length = held(draw, float(violates.mean()))
    seen = np.random.default_rng(8).binomial(n, violates.mean(), 4_000)
    low, high = wilson(seen / n, n)

    assert coverage >= 0.915
    assert length / float((high - low).mean()) <= 0.83


def test_scores_that_claim_more_than_they_know_keep_most_of_the_promise() -> None:
    score, violates = posts(0.02, 1.45)
    bold = expit(2 * np.log(score / (1 - score)) + 4)

    def draw(rng: np.random.Generator) -> Ends:
        chance, rows = by_score(bold, 400, rng)
        return ends(
            horvitz_thompson(
                value=violates[rows], inclusion_probability=chance[rows], population=score.size, score=bold[rows]
            )
        )

    assert held(draw, float(violates.mean()))[0] >= 0.9


@pytest.mark.parametrize("n", [100, 400])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.45])
@pytest.mark.parametrize("method", [tuned_share, difference_share])
def test_shares_that_a_score_helps_to_estimate_keep_their_promise(
    method: Callable[..., Estimate], rate: float, n: int
) -> None:
    score, violates = posts(rate, 2.0)

    def draw(rng: np.random.Generator) -> Ends:
        rows = rng.choice(score.size, n, replace=False)
        return ends(method(value=violates[rows], score=score[rows], population_score=score))

    assert held(draw, float(violates.mean()))[0] >= 0.915


def test_a_helping_score_makes_the_interval_shorter_than_the_plain_one() -> None:
    score, violates = posts(0.45, 2.2)

    def draw(rng: np.random.Generator) -> Ends:
        rows = rng.choice(score.size, 400, replace=False)
        return ends(tuned_share(value=violates[rows], score=score[rows], population_score=score))

    low, high = wilson(0.45, 400)
    assert held(draw, float(violates.mean()))[1] <= 0.85 * float(high - low)


@pytest.mark.parametrize("truth", [0.01, 0.2, 0.9])
@pytest.mark.parametrize(
    ("sensitivity", "specificity"), [((0.9, 50), (0.95, 100)), ((0.6, 30), (0.8, 30)), ((1.0, 50), (1.0, 100))]
)
def test_shares_corrected_for_assessors_errors_keep_their_promise(
    sensitivity: tuple[float, int], specificity: tuple[float, int], truth: float
) -> None:
    called = truth * sensitivity[0] + (1 - truth) * (1 - specificity[0])

    def draw(rng: np.random.Generator) -> Ends:
        seen = int(rng.binomial(200, called))
        low, high = near_exact(seen / 200, 200)
        apparent = Estimate(
            "rate", seen / 200, float(low), float(high), 0.95, Method.NEAR_EXACT, 200, seen, None, 200.0, "simple"
        )
        found = corrected_share(
            apparent,
            sensitivity=(int(rng.binomial(sensitivity[1], sensitivity[0])), sensitivity[1]),
            specificity=(int(rng.binomial(specificity[1], specificity[0])), specificity[1]),
        )
        return found.low, found.high

    assert held(draw, truth, runs=200)[0] >= 0.905


def test_the_sample_alone_would_break_the_promise_that_the_correction_keeps() -> None:
    """What is not known of the assessors is a large part of the interval: without it, coverage falls."""

    def draw(rng: np.random.Generator) -> Ends:
        seen, right, clear = rng.binomial(1_000, 0.2), rng.binomial(50, 0.9), rng.binomial(100, 0.9)
        low, high = near_exact(seen / 1_000, 1_000)
        told = right / 50 + clear / 100 - 1
        return (float(low) + clear / 100 - 1) / told, (float(high) + clear / 100 - 1) / told

    assert held(draw, (0.2 - 0.1) / 0.8)[0] < 0.75


@pytest.mark.parametrize("n", [50, 200])
def test_ratios_of_totals_keep_their_promise(n: int) -> None:
    def draw(rng: np.random.Generator) -> Ends:
        hours = rng.lognormal(0, 0.5, n)
        found = ratio_of_totals(numerator=rng.poisson(2 * hours), denominator=hours)
        return found.low, found.high

    assert held(draw, 2.0)[0] >= 0.915


@pytest.mark.parametrize("skew", [1.0, 2.0])
@pytest.mark.parametrize("by_views", [True, False])
def test_shares_of_views_keep_their_promise_with_heavy_tails(skew: float, by_views: bool) -> None:
    rng = np.random.default_rng(2)
    seen = rng.lognormal(0, skew, 30_000)
    value = (rng.random(30_000) < 0.1).astype(float)
    line = seen.cumsum()

    def draw(rng: np.random.Generator) -> Ends:
        if by_views:
            rows = np.searchsorted(line, rng.random(300) * line[-1])
            return ends(share_of_views(value=value[rows], reach=seen[rows], probability=seen[rows] / line[-1]))
        rows = rng.integers(0, 30_000, 300)
        return ends(share_of_views(value=value[rows], reach=seen[rows]))

    assert held(draw, float(value @ seen / seen.sum()))[0] >= 0.9


def test_the_first_phase_is_part_of_the_promise() -> None:
    rates, parts = np.array([0.02, 0.2, 0.6]), np.array([0.8, 0.15, 0.05])

    def draw(rng: np.random.Generator) -> Ends:
        counts = rng.multinomial(600, parts)
        stratum = np.repeat([0, 1, 2], np.minimum(counts, 80))
        value = rng.random(stratum.size) < rates[stratum]
        return ends(two_phase_share(value=value, stratum=stratum, first_phase=counts))

    assert held(draw, float(rates @ parts))[0] >= 0.925
