"""The promise of every interval: it contains the truth as often as it says, also for small slices and rare events.

Coverage is computed exactly where the outcomes can be listed, and simulated with a fixed seed otherwise. Each possible
outcome (or each simulated sample) is a slice and a stratum of its own, so that one call estimates all of them.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import binom, hypergeom

from evenhand.measure import Estimate, korn_graubard, near_exact, shares_by

LANGUAGES = [0.884, 0.863, 0.777, 0.890, 0.924, 0.958, 0.826, 0.947, 0.931, 0.942]
Floats = NDArray[np.float64]


def contains(figures: list[Estimate], truth: float) -> Floats:
    low = np.array([figure.low for figure in figures], dtype=float)
    high = np.array([figure.high for figure in figures], dtype=float)
    return ((low <= truth) & (truth <= high)).astype(float)


def exact_coverage(rates: Floats, n: int, level: float = 0.95) -> Floats:
    events = np.arange(n + 1)
    low, high = near_exact(events / n, n, level)
    chance = binom.pmf(events, n, rates[:, None])
    return np.asarray((chance * ((low <= rates[:, None]) & (rates[:, None] <= high))).sum(axis=1))


def simple_samples(outcomes: Floats, weights: Floats, strata: NDArray[np.int64], *, unequal: bool) -> list[Estimate]:
    """Figures of many samples; one row of outcomes (0/1) and weights per sample, strata coded within a sample."""
    samples, n = outcomes.shape
    sample = np.repeat(np.arange(samples), n)
    return shares_by(
        sample,
        metric="rate",
        numerator=outcomes.ravel(),
        denominator=np.ones(samples * n),
        stratum=sample * (strata.max() + 1) + np.tile(strata, samples),
        weight=weights.ravel(),
        with_replacement=unequal,
    )


def by_language(seeds: int, seed: int) -> tuple[float, Floats]:
    """Coverage overall and in each language: 400 decisions stratified by language, many seeds."""
    rng = np.random.default_rng(seed)
    n = np.array([39, 41, 41, 40, 39, 40, 37, 42, 40, 41])
    population = np.array([10731, 11295, 11154, 10935, 10695, 11070, 10137, 11445, 11073, 11235])
    right = np.round(population * LANGUAGES).astype(int)
    counts = rng.hypergeometric(right, population - right, n, size=(seeds, 10))
    language = np.repeat(np.arange(10), n)
    place = np.concatenate([np.arange(k) for k in n])
    outcomes = (place < counts[:, language]).astype(float)
    weights = np.tile((population / n)[language], (seeds, 1))
    overall = simple_samples(outcomes, weights, language, unequal=False)
    slices = [
        simple_samples(outcomes[:, language == k], weights[:, language == k], np.zeros(n[k], dtype=int), unequal=False)
        for k in range(10)
    ]
    each = [contains(figures, k / of).mean() for figures, k, of in zip(slices, right, population, strict=True)]
    return float(contains(overall, right.sum() / population.sum()).mean()), np.array(each)


def rare_events(n: int, prevalence: float, *, samples: int, seed: int) -> Floats:
    """Whether each interval contains the truth: systematic sampling by a noisy score, 30 % of it uniform."""
    rng = np.random.default_rng(seed)
    logit = 1.8 * rng.normal(size=20_000)
    shift = np.quantile(logit, 0.5) - np.log(1 / prevalence - 1) - 1.3
    score = expit(logit + shift)
    truth = (rng.random(20_000) < score * prevalence / score.mean()).astype(float)
    size = np.sqrt(score * np.exp(rng.normal(size=20_000) * 0.5))
    chance = n * (0.7 * size / size.sum() + 0.3 / 20_000)
    drawn = np.array([systematic(chance, n, rng) for _ in range(samples)])
    figures = simple_samples(truth[drawn], 1 / chance[drawn], np.zeros(n, dtype=int), unequal=True)
    return contains(figures, float(truth.mean()))


def systematic(chance: Floats, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    order = rng.permutation(chance.size)
    places = np.searchsorted(np.cumsum(chance[order]), rng.random() + np.arange(n))
    return np.asarray(order[np.minimum(places, chance.size - 1)])


@pytest.mark.parametrize("n", [20, 30, 37, 40, 42, 60, 100])
def test_small_slices_keep_94_percent_for_every_share(n: int) -> None:
    rates = np.concatenate([np.geomspace(1e-4, 0.05, 100), np.linspace(0.05, 0.95, 181)])

    assert exact_coverage(rates, n).min() >= 0.94


@pytest.mark.parametrize("level", [0.8, 0.9, 0.99])
@pytest.mark.parametrize("n", [20, 40, 100, 300])
def test_other_levels_are_kept_as_nearly(n: int, level: float) -> None:
    coverage = exact_coverage(np.concatenate([np.geomspace(1e-4, 0.05, 100), np.linspace(0.05, 0.5, 91)]), n, level)

    assert 1 - coverage.min() <= 1.2 * (1 - level)


@pytest.mark.parametrize("n", [20, 50, 200, 1000])
def test_the_interval_lies_within_clopper_and_pearsons(n: int) -> None:
    share = np.arange(n + 1) / n
    low, high = near_exact(share, n)
    exact_low, exact_high = korn_graubard(share, n)

    assert (low >= exact_low - 1e-9).all()
    assert (high <= exact_high + 1e-9).all()
    assert (high - low < exact_high - exact_low)[1:-1].all()


@pytest.mark.parametrize("n", [50, 200, 1000, 5000])
def test_plenty_of_events_waste_nothing(n: int) -> None:
    rates = np.linspace(0.001, 0.5, 300)
    plenty = rates[n * rates * (1 - rates) >= 10]

    assert exact_coverage(plenty, n).max() <= 0.975


@pytest.mark.parametrize("n", range(36, 45))
def test_slices_of_about_40_are_neither_short_nor_wasteful(n: int) -> None:
    coverage = exact_coverage(np.linspace(0.75, 0.97, 111), n)

    assert coverage.min() >= 0.94
    assert 0.95 <= coverage.mean() <= 0.975


@pytest.mark.parametrize("n", [300, 500, 1000])
def test_a_prevalence_of_half_a_percent_keeps_its_promise(n: int) -> None:
    coverage = exact_coverage(np.linspace(0.004, 0.006, 41), n)

    assert coverage.min() >= 0.94


@pytest.mark.parametrize(("clean", "poor"), [(0.01, 0.1), (0.02, 0.1), (0.03, 0.2), (0.005, 0.05), (0.1, 0.3)])
def test_a_heavy_stratum_and_a_light_one_keep_their_promise_together(clean: float, poor: float) -> None:
    errors = np.arange(31)
    outcomes = (np.arange(30) < errors[:, None]).astype(float)
    both = np.concatenate([np.repeat(outcomes, 31, axis=0), np.tile(outcomes, (31, 1))], axis=1)
    weights = np.tile(np.repeat([300.0, 30.0], 30), (31 * 31, 1))
    figures = simple_samples(both, weights, np.repeat([0, 1], 30), unequal=False)
    chance = np.outer(binom.pmf(errors, 30, clean), binom.pmf(errors, 30, poor)).ravel()

    assert chance @ contains(figures, (10 * clean + poor) / 11) >= 0.93


def test_ten_languages_of_about_40_keep_their_promise() -> None:
    overall, languages = by_language(seeds=500, seed=1)

    assert 0.93 <= overall <= 0.98
    assert languages.min() >= 0.93
    assert 0.94 <= languages.mean() <= 0.98


@pytest.mark.slow
def test_ten_languages_of_about_40_keep_their_promise_over_5000_seeds() -> None:
    overall, languages = by_language(seeds=5000, seed=2)

    assert 0.94 <= overall <= 0.975
    assert languages.min() >= 0.93
    assert 0.94 <= languages.mean() <= 0.975


def test_rare_events_sampled_by_score_keep_their_promise() -> None:
    assert rare_events(400, 0.01, samples=400, seed=4).mean() >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("n", "prevalence"), [(400, 0.02), (400, 0.01), (400, 0.005), (1000, 0.02), (1000, 0.005)])
def test_rare_events_sampled_by_score_keep_their_promise_at_every_size(n: int, prevalence: float, seed: int) -> None:
    assert rare_events(n, prevalence, samples=1500, seed=seed).mean() >= 0.93


@pytest.mark.parametrize(("population", "n"), [(30, 20), (80, 40), (60, 50), (300, 60), (200, 190)])
def test_a_small_population_mostly_assessed_keeps_its_promise(population: int, n: int) -> None:
    events, right = np.arange(n + 1), np.arange(population + 1)
    outcomes = (np.arange(n) < events[:, None]).astype(float)
    figures = simple_samples(outcomes, np.full(outcomes.shape, population / n), np.zeros(n, dtype=int), unequal=False)
    chance = hypergeom.pmf(events, population, right[:, None], n)
    covered = np.array([contains(figures, k / population) for k in right])

    assert (chance * covered).sum(axis=1).min() >= 0.94
