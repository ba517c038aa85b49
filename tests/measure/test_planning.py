"""How large a sample has to be, and what it costs."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.facts.errors import RequestError
from evenhand.measure import near_exact, share
from evenhand.measure.design import Rule, assessing_hours, expected_half_width, proportional, size_for_half_width

LANGUAGES = [11_000] * 10


def test_one_large_stratum_expects_the_interval_of_its_size() -> None:
    low, high = near_exact(0.9, 400)

    assert expected_half_width([10**9], [400], 0.9) == pytest.approx(float(high - low) / 2, rel=1e-5)


def test_what_was_expected_is_what_the_estimate_then_has() -> None:
    right = np.concatenate([np.arange(50) < 45, np.arange(100) < 60]).astype(float)
    found = share(
        metric="a",
        numerator=right,
        denominator=np.ones(150),
        stratum=np.repeat([0, 1], [50, 100]),
        weight=np.repeat([60.0, 10.0], [50, 100]),
    )

    assert expected_half_width([3000, 1000], [50, 100], [0.9, 0.6]) == pytest.approx(found.half_width, rel=0.02)


def test_a_sample_of_everything_has_no_doubt() -> None:
    assert expected_half_width([30, 40], [30, 40], 0.9) == 0.0


@pytest.mark.parametrize("rule", list(Rule))
def test_the_size_found_reaches_the_target_and_a_tenth_less_does_not(rule: Rule) -> None:
    plan = size_for_half_width([8000, 1500, 500], 0.03, rates=[0.95, 0.8, 0.6], rule=rule, floor=8)
    smaller = size_for_half_width([8000, 1500, 500], plan.half_width * 1.06, rates=[0.95, 0.8, 0.6], rule=rule, floor=8)

    assert plan.half_width <= 0.03
    assert smaller.size < plan.size


def test_no_smaller_proportional_sample_reaches_the_target() -> None:
    plan = size_for_half_width(LANGUAGES, 0.03, rates=0.9)
    smaller = [expected_half_width(LANGUAGES, proportional(LANGUAGES, n).sizes, 0.9) for n in range(300, plan.size)]

    assert plan.half_width <= 0.03 < min(smaller)


def test_a_floor_above_the_need_is_kept() -> None:
    assert size_for_half_width(LANGUAGES, 0.03, rates=0.9, floor=100).size == 1000


def test_a_target_finer_than_sampling_takes_everything() -> None:
    assert size_for_half_width([20, 30], 0.001, rates=0.9).size == 50


@pytest.mark.parametrize(("target", "population", "named"), [(3, [50], "target is 3"), (0.03, [0], "no units")])
def test_a_request_that_cannot_be_met_is_refused_by_name(target: float, population: list[int], named: str) -> None:
    with pytest.raises(RequestError, match=named):
        size_for_half_width(population, target, rates=0.9)


@pytest.mark.parametrize("sizes", [[11], [-1], [0], [1, 1]])
def test_sizes_that_do_not_fit_the_population_are_refused(sizes: list[int]) -> None:
    with pytest.raises(RequestError, match="sizes"):
        expected_half_width([10], sizes, 0.9)


def test_hours_are_assessments_times_minutes() -> None:
    assert assessing_hours(400, 1.5) == 10
