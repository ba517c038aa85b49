"""How many units a question takes: powers against other ways to compute them, the search, clusters, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from evenhand.facts.errors import RequestError
from evenhand.measure import near_exact, sample_size, wilson
from evenhand.measure.design import Question, size_for_half_width
from evenhand.measure.design.powers import apart, apart_paired, beyond_target
from evenhand.measure.evaluation.comparison import paired_interval

RUNS = 20_000


@pytest.mark.parametrize("population", [None, 1_000])
def test_a_half_width_takes_the_size_that_one_stratum_takes(population: int | None) -> None:
    found = sample_size(0.95, half_width=0.02, population=population)
    one = size_for_half_width([population or 10**9], 0.02, rates=0.95)

    assert found.n == one.size
    assert found.half_width == pytest.approx(one.half_width, abs=1e-7)
    assert found.question is Question.HALF_WIDTH
    assert found.exact


def test_the_half_width_is_the_middle_one_and_nine_samples_of_ten_keep_the_other() -> None:
    found = sample_size(0.97, half_width=0.015)
    events = np.random.default_rng(1).binomial(found.n, 0.97, RUNS)
    low, high = near_exact(events / found.n, found.n)
    widths = (high - low) / 2

    assert np.mean(widths) == pytest.approx(0.015, rel=0.02)
    assert np.mean(widths <= (found.nine_in_ten or 0) + 1e-12) == pytest.approx(0.92, abs=0.03)


@pytest.mark.parametrize(("p", "target"), [(0.97, 0.95), (0.92, 0.95), (0.01, 0.03)])
def test_the_power_against_a_target_is_that_of_all_outcomes_one_by_one(p: float, target: float) -> None:
    n = 180
    events = np.arange(n + 1)
    low, high = near_exact(events / n, n)
    decided = low > target if p > target else high < target

    assert beyond_target(n, p, target, level=0.95, population=None)[0] == pytest.approx(
        float(stats.binom.pmf(events, n, p) @ decided)
    )


def test_the_power_in_a_small_population_is_hypergeometric() -> None:
    n, population = 120, 400
    events = np.arange(n + 1)
    low, _ = near_exact(events / n, n / (1 - n / population), n=n)

    assert beyond_target(n, 0.9, 0.85, level=0.95, population=population)[0] == pytest.approx(
        float(stats.hypergeom.pmf(events, population, 360, n) @ (low > 0.85))
    )


def test_the_power_of_two_samples_is_that_of_all_outcomes_one_by_one() -> None:
    n, first, second = 40, 0.85, 0.65
    total = 0.0
    for one in range(n + 1):
        for other in range(n + 1):
            p, q = one / n, other / n
            below = np.hypot(p - wilson(p, n)[0], wilson(q, n)[1] - q)
            if p - q - below > 0:
                total += stats.binom.pmf(one, n, first) * stats.binom.pmf(other, n, second)

    assert apart(n, first, second, level=0.95) == pytest.approx(float(total))


@pytest.mark.parametrize("beyond", [0.0, -0.06])
def test_the_power_on_the_same_items_is_that_of_the_interval_in_simulated_samples(beyond: float) -> None:
    n, ahead, behind = 150, 0.09, 0.03
    draws = np.random.default_rng(2).multinomial(n, [ahead, behind, 1 - ahead - behind], size=4_000)
    seen, count = np.unique(draws[:, :2], axis=0, return_counts=True)
    above = [paired_interval(int(one), int(other), n, 0.95)[0] > beyond for one, other in seen]

    assert apart_paired(n, ahead, behind, level=0.95, beyond=beyond) == pytest.approx(
        float(count @ above) / 4_000, abs=0.025
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"expected": 0.97, "target": 0.95},
        {"expected": 0.91, "target": 0.95, "power": 0.9},
        {"expected": 0.9, "target": 0.85, "population": 600},
        {"expected": 0.9, "other": 0.95},
        {"expected": 0.85, "other": 0.65},
        {"expected": 0.9, "other": 0.95, "differing": 0.1},
        {"expected": 0.95, "other": 0.95, "margin": 0.04},
        {"expected": 0.95, "other": 0.95, "margin": 0.04, "differing": 0.06},
    ],
)
def test_the_power_asked_for_is_reached_and_a_tenth_less_does_not_reach_it(asked: dict[str, float]) -> None:
    found = sample_size(**asked)  # type: ignore[arg-type]
    wanted = asked.get("power", 0.8)
    curve = {row["n"]: row["power"] for row in found.curve}

    assert wanted <= (found.power or 0) < wanted + 0.06
    assert curve[found.n] == found.power
    assert curve[min(curve)] < wanted
    assert 0.005 < (found.false_alarm or 0) < 0.03
    assert f"power {found.power:.1%}" in str(found)


def test_all_larger_sizes_keep_the_power_against_a_target_too() -> None:
    found = sample_size(0.97, target=0.95)
    sizes = np.arange(found.n, 2 * found.n)
    powers = beyond_target(sizes, 0.97, 0.95, level=0.95, population=None)

    assert powers.min() >= 0.8 > beyond_target(found.n - 1, 0.97, 0.95, level=0.95, population=None)[0]


@pytest.mark.parametrize(("first", "second"), [(0.85, 0.65), (0.9, 0.95), (0.04, 0.052)])
def test_two_samples_are_near_the_size_of_the_usual_approximation(first: float, second: float) -> None:
    """n = (z + z')^2 (p(1-p) + q(1-q)) / (p - q)^2: Fleiss, Statistical Methods for Rates and Proportions, ch. 4."""
    z = ndtri(0.975) + ndtri(0.8)
    usual = z**2 * (first * (1 - first) + second * (1 - second)) / (first - second) ** 2

    assert sample_size(first, other=second).per_group == pytest.approx(usual, rel=0.06)


def test_pairing_takes_fewer_items_where_the_two_mostly_agree() -> None:
    apart_, paired = sample_size(0.9, other=0.95), sample_size(0.9, other=0.95, differing=0.1)

    assert paired.n < apart_.per_group
    assert (apart_.groups, apart_.n) == (2, 2 * apart_.per_group)


@pytest.mark.parametrize("turned", [{"expected": 0.95, "other": 0.9}, {"expected": 0.05, "other": 0.1}])
def test_the_size_does_not_depend_on_which_share_is_the_larger_or_what_is_counted(turned: dict[str, float]) -> None:
    assert sample_size(**turned).n == sample_size(0.9, other=0.95).n  # type: ignore[arg-type]


def test_units_drawn_together_multiply_the_size_by_their_design_effect() -> None:
    alone = sample_size(0.9, half_width=0.03)
    together = sample_size(0.9, half_width=0.03, cluster_size=15, alike=0.1, minutes=3, second_share=0.1)

    assert together.design_effect == pytest.approx(2.4)
    assert together.n == pytest.approx(2.4 * alone.n, abs=1)
    assert together.simple == alone.n
    assert together.clusters == -(-together.n // 15)
    assert together.hours == pytest.approx(together.n * 3.3 / 60)
    assert not together.exact
    assert [note.code for note in together.notes] == ["design_effect"]


def test_in_clusters_the_estimate_spreads_as_the_size_was_made_for() -> None:
    rng = np.random.default_rng(3)
    alike, size = 0.1, 15
    found = sample_size(0.9, half_width=0.03, cluster_size=size, alike=alike)
    both = (1 - alike) / alike
    clusters = found.clusters or 0
    rates = rng.beta(0.9 * both, 0.1 * both, (2_000, clusters))
    shares = rng.binomial(size, rates).mean(axis=1) / size

    assert 1.96 * shares.std() == pytest.approx(0.03, rel=0.06)


def test_few_clusters_and_a_population_that_is_used_up_are_told() -> None:
    few = sample_size(0.9, half_width=0.05, cluster_size=40, alike=0.05)
    whole = sample_size(0.5, half_width=0.01, population=60)

    assert [note.code for note in few.notes] == ["design_effect", "design_few_clusters"]
    assert whole.n == 60
    assert whole.half_width == 0
    assert [note.code for note in whole.notes] == ["design_everything"]


def test_a_rare_share_against_a_target_is_found_within_its_window() -> None:
    found = sample_size(0.004, target=0.008)

    assert found.power is not None
    assert found.power >= 0.8
    assert found.to_frame().column_names == ["n", "power"]
    assert found.to_dict()["question"] == "beyond a target"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"expected": 95, "half_width": 0.02}, "expected is 95, and has to lie between 0 and 1. Write 5 % as 0.05"),
        ({"expected": 0.95}, "Nothing asked for. Give one of half_width, target and other"),
        ({"expected": 0.95, "half_width": 0.1, "target": 0.9}, "half_width and target asked for"),
        ({"expected": 0.95, "target": 0.95}, "target is 0.95, as expected"),
        ({"expected": 0.95, "target": 0.949999}, "No sample of up to 2,000,000 units"),
        ({"expected": 0.95, "half_width": 1e-6}, "No sample of up to 2,000,000 units"),
        ({"expected": 0.95, "other": 0.95}, "other is 0.95, as expected"),
        ({"expected": 0.9, "other": 0.95, "margin": 0.05}, "which is worse than other 0.95 by the margin"),
        ({"expected": 0.9, "other": 0.95, "differing": 0.01}, "differing is 0.01. With these two shares it is 0.05"),
        ({"expected": 0.9, "half_width": 0.1, "margin": 0.05}, "margin and differing need other"),
        ({"expected": 0.9, "other": 0.95, "population": 500}, "population does not go with other"),
        ({"expected": 0.9, "half_width": 0.1, "population": 0}, "population is 0"),
        ({"expected": 0.9, "half_width": 0.1, "cluster_size": 5}, "cluster_size is 5 and alike is None"),
        ({"expected": 0.9, "half_width": 0.1, "cluster_size": 0, "alike": 0.1}, "cluster_size is 0"),
        ({"expected": 0.9, "half_width": 0.1, "cluster_size": 5, "alike": 5}, "alike is 5"),
        ({"expected": 0.9, "half_width": 0.1, "design_effect": 0}, "design_effect is 0"),
        ({"expected": 0.9, "half_width": 0.1, "minutes": 0}, "minutes is 0"),
        ({"expected": 0.9, "half_width": 0.1, "second_share": 10}, "second_share is 10"),
        ({"expected": 0.9, "half_width": 0.1, "level": 95}, "level is 95"),
        ({"expected": 0.9, "target": 0.8, "power": 80}, "power is 80"),
    ],
)
def test_a_question_without_an_answer_is_refused_by_name(asked: dict[str, float], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        sample_size(**asked)  # type: ignore[arg-type]
