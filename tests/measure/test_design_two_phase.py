"""Cheap labels for many and expert labels for some: the split against the closed form, the draw, the promise."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.facts.errors import RequestError
from evenhand.measure import near_exact
from evenhand.measure.design import two_phase_design

SHARES, RATES = np.array([0.9, 0.1]), np.array([0.02, 0.5])
USUAL = {"shares": SHARES, "rates": RATES, "population": 100_000, "first_cost": 0.2, "second_cost": 3.0}


def test_the_split_is_that_of_the_closed_form_where_nothing_binds() -> None:
    shares, rates = np.array([0.7, 0.3]), np.array([0.05, 0.6])
    plan = two_phase_design(shares, rates, population=10**9, first_cost=0.1, second_cost=4, budget=8_000)
    within, p = rates * (1 - rates), float(shares @ rates)
    kept = np.sqrt(within * 0.1 / (4 * (p * (1 - p) - shares @ within)))
    first = 8_000 / (0.1 + 4 * shares @ kept)

    assert (kept < 1).all()
    assert plan.first == pytest.approx(first, rel=0.02)
    assert plan.kept == pytest.approx(kept, rel=0.03)
    assert plan.cost <= 8_000
    assert plan.cost == pytest.approx(8_000, rel=0.01)


def test_no_other_split_of_the_budget_has_a_smaller_variance() -> None:
    plan = two_phase_design(**USUAL, budget=2_400)  # type: ignore[arg-type]
    p = float(SHARES @ RATES)
    within = RATES * (1 - RATES)
    variances = []
    for first in range(200, 8_000, 50):
        for rare in np.linspace(0.05, 1, 60):
            second = np.array([(2_400 - 0.2 * first) / 3 - rare * 0.1 * first, rare * 0.1 * first])
            held = SHARES * first
            if (second >= 8).all() and (second <= held).all():
                left = (SHARES**2 * within * (1 / second - 1 / held)).sum()
                variances.append(p * (1 - p) * (1 / first - 1e-5) + left)

    assert p * (1 - p) / plan.n_effective <= min(variances) * 1.01


def test_the_estimate_spreads_as_the_design_says_and_its_interval_keeps_the_half_width() -> None:
    rng = np.random.default_rng(8)
    plan = two_phase_design(SHARES, RATES, population=20_000, first_cost=0.2, second_cost=3, budget=1_500)
    label = (rng.random(20_000) < SHARES[1]).astype(int)
    event = rng.random(20_000) < RATES[label]
    found, widths = [], []
    for seed in range(300):
        first = plan.draw_first(seed=seed)
        drawn = plan.draw_second(first, label[first.index], seed=seed)
        p = float((event[drawn.index] * drawn.weight).sum() / 20_000)
        low, high = near_exact(p, plan.n_effective, n=drawn.n)
        found.append(p)
        widths.append(float(high - low) / 2)

    p = plan.expected
    assert np.mean(found) == pytest.approx(event.mean(), abs=0.002)
    assert np.std(found) == pytest.approx(np.sqrt(p * (1 - p) / plan.n_effective), rel=0.12)
    assert np.mean(widths) == pytest.approx(plan.half_width, rel=0.05)


def test_it_beats_one_phase_where_cheap_labels_tell_much_and_says_where_they_do_not() -> None:
    plan = two_phase_design(**USUAL, budget=2_400)  # type: ignore[arg-type]
    useless = two_phase_design([0.5, 0.5], [0.1, 0.11], population=10**6, first_cost=1, second_cost=3, budget=2_400)

    assert plan.half_width < 0.9 * plan.single_half_width
    assert plan.notes == ()
    assert [note.code for note in useless.notes] == ["design_one_phase"]


def test_a_half_width_takes_about_the_smallest_budget_that_reaches_it() -> None:
    plan = two_phase_design(**USUAL, half_width=0.01)  # type: ignore[arg-type]
    cheaper = two_phase_design(**USUAL, budget=plan.cost * 0.99)  # type: ignore[arg-type]

    assert plan.half_width <= 0.01 < cheaper.half_width


def test_where_money_is_plenty_everything_gets_a_cheap_label() -> None:
    plan = two_phase_design(SHARES, RATES, population=2_000, first_cost=0.01, second_cost=3, budget=3_000)

    assert plan.first >= 1_990
    assert plan.n < 2_000


def test_the_draws_of_both_phases_are_repeatable_and_weigh_up_to_the_population() -> None:
    plan = two_phase_design(SHARES, RATES, population=5_000, first_cost=0.2, second_cost=3, budget=900, strata="ab")
    ids = np.arange(5_000).astype(str)
    first = plan.draw_first(seed=2, item=ids)
    labels = np.where(np.arange(first.n) % 10 == 0, "b", "a")
    second = plan.draw_second(first, labels, seed=3)

    assert first.n == first.units == plan.first
    assert set(second.index) <= set(first.index)
    assert second.weight.sum() == pytest.approx(5_000)
    assert second.item == tuple(ids[second.index])
    assert second.rows() == plan.draw_second(first, labels, seed=3).rows()
    assert plan.draw_first(seed=2, item=ids).rows() == first.rows()
    assert np.bincount(second.stratum) == pytest.approx(plan.kept * np.bincount(labels == "b"), abs=1)


def test_the_result_gives_itself_as_values_rows_and_a_picture() -> None:
    plan = two_phase_design(**USUAL, budget=2_400, strata=["no", "yes"])  # type: ignore[arg-type]

    assert plan.to_dict()["n"] == plan.n == sum(row["second"] for row in plan.rows())  # type: ignore[misc]
    assert [row["stratum"] for row in plan.rows()] == ["no", "yes"]
    assert "one phase" in plan.chart()
    assert f"{plan.first:,} cheap labels, {plan.n:,} expert labels" in str(plan)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "budget is None and half_width is None"),
        ({"budget": 5}, "budget is 5, and costs are 0.2 and 3.0. Give 6.4 or more"),
        ({"budget": 100, "first_cost": 0}, "first_cost is 0"),
        ({"budget": 100, "second_cost": float("nan")}, "second_cost is nan"),
        ({"budget": 100, "shares": [0.9, 0]}, "shares holds a value not above 0"),
        ({"budget": 100, "rates": [5, 50]}, "rates holds a value outside 0..1"),
        ({"budget": 100, "rates": [0.1]}, "rates has 1 entries for 2 strata"),
        ({"budget": 100, "population": 1}, "population is 1"),
        ({"budget": 100, "floor": 0}, "floor is 0"),
        ({"budget": 100, "strata": ["a", "a"]}, "strata names 1 for 2 shares"),
        ({"half_width": 1.5}, "half_width is 1.5"),
        ({"budget": 100, "level": 95}, "level is 95"),
    ],
)
def test_what_makes_no_two_phases_is_refused_by_name(asked: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        two_phase_design(**(USUAL | asked))  # type: ignore[arg-type]


def test_labels_of_another_number_or_name_than_the_first_phase_are_refused() -> None:
    plan = two_phase_design(SHARES, RATES, population=5_000, first_cost=0.2, second_cost=3, budget=900)
    first = plan.draw_first(seed=1)

    with pytest.raises(RequestError, match="stratum has 2 entries"):
        plan.draw_second(first, [0, 1], seed=1)
    with pytest.raises(RequestError, match="stratum is '7' at unit 1"):
        plan.draw_second(first, np.full(first.n, 7), seed=1)
