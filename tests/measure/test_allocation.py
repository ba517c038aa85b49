"""Sharing a sample among strata: exact sums, caps, floors, and the optimum that each rule is for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.facts.errors import RequestError
from evenhand.measure.design import Allotment, Rule, allocate, equal, neyman, proportional, smoothed_rates

populations = st.lists(st.integers(0, 10**7), min_size=1, max_size=40)
rules = st.sampled_from(list(Rule))


def allotted(population: list[int], size: int, rule: Rule, floor: int) -> Allotment:
    rates = [0.01 + 0.97 * (k % 7) / 7 for k in range(len(population))]
    return allocate(population, size, rule=rule, rates=rates, floor=floor)


@given(populations, st.integers(0, 10**5), rules, st.integers(0, 50))
def test_sizes_sum_to_the_size_asked_for_unless_floors_or_population_forbid(
    population: list[int], size: int, rule: Rule, floor: int
) -> None:
    result = allotted(population, size, rule, floor)
    floors = int(np.minimum(population, floor).sum())

    assert result.size == min(max(size, floors), sum(population))
    assert bool(result.notes) == (size < floors or size > sum(population))


@given(populations, st.integers(0, 10**5), rules, st.integers(0, 50))
def test_no_stratum_gets_more_than_it_has_or_less_than_its_floor(
    population: list[int], size: int, rule: Rule, floor: int
) -> None:
    sizes = allotted(population, size, rule, floor).sizes

    assert np.all(sizes <= population)
    assert np.all(sizes >= np.minimum(np.minimum(population, floor), sizes.sum()))


@given(populations, st.integers(0, 10**4))
def test_proportional_sizes_are_within_one_of_the_exact_share(population: list[int], size: int) -> None:
    total = max(sum(population), 1)
    sizes = proportional(population, min(size, total)).sizes

    assert np.all(np.abs(sizes - min(size, total) * np.array(population) / total) < 1 + 1e-6)


def test_ties_go_to_the_earlier_stratum() -> None:
    assert proportional([10, 10, 10], 5).sizes.tolist() == [2, 2, 1]


def test_the_largest_remainder_gets_the_unit_left_over() -> None:
    assert proportional([500, 300, 200], 7).sizes.tolist() == [4, 2, 1]  # exact: 3.5, 2.1, 1.4


def test_equal_hands_on_what_a_small_stratum_cannot_take() -> None:
    assert equal([5, 50, 500], 100).sizes.tolist() == [5, 48, 47]


def test_neyman_follows_population_times_spread() -> None:
    sizes = neyman([9000, 1000], 120, rates=[0.1, 0.5]).sizes

    assert sizes.tolist() == [101, 19]  # 9000 x 0.3 against 1000 x 0.5


def test_neyman_gives_the_smallest_variance_of_all_ways_to_share() -> None:
    population, rates = np.array([400, 300]), np.array([0.05, 0.4])
    first = np.arange(2, 58)
    every = np.stack([first, 60 - first], axis=1)
    variance = (population**2 * (1 - every / population) * rates * (1 - rates) / every).sum(axis=1)

    assert neyman(population, 60, rates=rates).sizes[0] == pytest.approx(first[variance.argmin()], abs=1)


def test_floors_win_over_the_size_and_a_note_says_so() -> None:
    result = proportional([5, 50, 500], 30, floor=20)

    assert result.sizes.tolist() == [5, 20, 20]
    assert result.notes[0].text == "the floors ask for 45 assessments, more than the size of 30; the floors were kept"


def test_a_size_above_the_population_takes_all_and_a_note_says_so() -> None:
    result = equal([5, 7], 30)

    assert result.sizes.tolist() == [5, 7]
    assert result.notes[0].code == "population_exhausted"


def test_smoothed_rates_never_starve_a_stratum() -> None:
    assert smoothed_rates([0, 3, 9], [9, 5, 9]) == pytest.approx([0.05, 3.5 / 6, 0.95])


@pytest.mark.parametrize(
    ("population", "size", "floor", "named"),
    [
        ([-1, 5], 3, 0, "population"),
        ([1.5, 5], 3, 0, "population"),
        ([5, 5], -1, 0, "size is -1"),
        ([5], 2, -2, "floor is -2"),
    ],
)
def test_counts_that_are_none_are_refused_by_name(population: list[float], size: int, floor: int, named: str) -> None:
    with pytest.raises(RequestError, match=named):
        proportional(population, size, floor=floor)


@pytest.mark.parametrize(("rates", "named"), [(None, "rates is missing"), ([0.1], "1 entries"), ([10, 20], "outside")])
def test_neyman_refuses_rates_that_do_not_fit(rates: list[float] | None, named: str) -> None:
    with pytest.raises(RequestError, match=named):
        allocate([10, 20], 5, rule=Rule.NEYMAN, rates=rates)
