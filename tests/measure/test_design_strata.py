"""Strata shared for several shares at once: the optimum against a general optimiser, floors, and the promise kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize

from evenhand.facts.errors import RequestError
from evenhand.measure import Aim, StratifiedDesign, near_exact, share
from evenhand.measure.design import Rule, expected_half_width, size_for_half_width, stratified_design
from evenhand.measure.design.aims import Figures

POPULATION = [5_000, 3_000, 1_500, 500]
ACCURACY, MISSED = [0.97, 0.9, 0.85, 0.6], [0.05, 0.1, 0.3, 0.5]
VIOLATING = [0.02, 0.05, 0.1, 0.5]
BOTH = (Aim("accuracy", ACCURACY, half_width=0.012), Aim("missed", MISSED, VIOLATING, half_width=0.06))
SIZES_FOR_BOTH = stratified_design(POPULATION, BOTH).sizes
OPEN = (Aim("accuracy", ACCURACY), Aim("missed", MISSED, VIOLATING))


def fewest(plan: StratifiedDesign, aims: tuple[Aim, ...]) -> float:
    """A number of units that no design with these half-widths can be below: the best bound by Lagrange's dual."""
    figures = Figures(plan.population, aims)
    limits = []
    for row, aim in enumerate(aims):
        p, n = figures.share[row], figures.of[row] @ plan.sizes

        def over(variance: float, p: float = p, n: float = n, target: float = aim.half_width or 0.0) -> float:
            low, high = near_exact(p, p * (1 - p) / variance, n=n)
            return float(high - low) / 2 - target

        limits.append(
            brentq(over, 1e-9, 0.1) - figures.hidden(plan.sizes)[row] + figures.spread[row] @ (1 / plan.population)
        )

    def bound(log_price: np.ndarray) -> float:
        spread = np.exp(log_price) @ figures.spread
        sizes = np.clip(np.sqrt(spread), np.minimum(plan.floor, plan.population), plan.population)
        return float((sizes + spread / sizes).sum() - np.exp(log_price) @ limits)

    starts = [np.full(len(aims), 8.0) + 6 * np.eye(len(aims))[row] for row in range(len(aims))]
    options = {"maxiter": 4_000, "xatol": 1e-6, "fatol": 1e-6}
    return max(-minimize(lambda at: -bound(at), one, method="Nelder-Mead", options=options).fun for one in starts)


def test_no_design_with_these_half_widths_has_fewer_units() -> None:
    plan = stratified_design(POPULATION, BOTH)

    assert all(one.half_width <= (one.target or 0) for one in plan.metrics)
    assert plan.n == pytest.approx(fewest(plan, BOTH), abs=4)


@pytest.mark.parametrize("seed", range(4))
def test_nor_has_one_for_three_shares_in_strata_at_random(seed: int) -> None:
    rng = np.random.default_rng(seed)
    aims = tuple(
        Aim(str(k), rng.beta(2, 12, 5).tolist(), rng.uniform(0.2, 1, 5).tolist(), half_width=rng.uniform(0.015, 0.04))
        for k in range(3)
    )
    plan = stratified_design(rng.integers(200, 20_000, 5), aims)

    assert plan.n == pytest.approx(fewest(plan, aims), abs=4)


def test_for_one_share_it_is_neymans_rule() -> None:
    one = stratified_design(POPULATION, [Aim("accuracy", ACCURACY, half_width=0.02)])
    neyman = size_for_half_width(POPULATION, 0.02, rates=ACCURACY, rule=Rule.NEYMAN, floor=8)

    assert one.sizes.tolist() == neyman.allotment.sizes.tolist()
    assert one.metrics[0].half_width == pytest.approx(neyman.half_width)


def test_a_size_is_shared_so_that_no_share_loses_much_more_than_another() -> None:
    plan = stratified_design(POPULATION, OPEN, size=800)
    losses = [one.half_width / one.alone for one in plan.metrics]

    assert plan.n == 800
    assert max(losses) == pytest.approx(min(losses), rel=0.01)
    assert max(losses) < max(
        one.half_width / one.alone
        for one in stratified_design(POPULATION, OPEN, size=800, sharing="proportional").metrics
    )


def test_a_size_with_targets_meets_both_alike_or_says_which_is_missed() -> None:
    plan = stratified_design(POPULATION, [replace(BOTH[0], half_width=0.011), BOTH[1]], size=500)
    ratios = [one.half_width / (one.target or 1) for one in plan.metrics]

    assert max(ratios) == pytest.approx(min(ratios), rel=0.02)
    assert [note.code for note in plan.notes] == ["design_target_missed"] * 2
    assert "accuracy is expected within" in plan.notes[0].text


def test_the_half_widths_are_those_of_the_estimate() -> None:
    plan = stratified_design([3_000, 1_000], [Aim("right", [0.9, 0.6])], size=150, floor=50, sharing="equal")
    n = plan.sizes
    right = np.concatenate([np.arange(k) < round(rate * k) for k, rate in zip(n, (0.9, 0.6), strict=True)])
    found = share(
        metric="right",
        numerator=right.astype(float),
        denominator=np.ones(plan.n),
        stratum=np.repeat([0, 1], n),
        weight=np.repeat(plan.population / n, n),
    )

    assert plan.metrics[0].half_width == pytest.approx(found.half_width, rel=0.02)
    assert plan.metrics[0].half_width == pytest.approx(expected_half_width([3_000, 1_000], n, [0.9, 0.6]))


def test_the_promised_half_widths_are_reached_and_hold_the_truth() -> None:
    rng = np.random.default_rng(4)
    plan = stratified_design(POPULATION, BOTH)
    stratum = np.repeat(np.arange(4), POPULATION)
    violating = rng.random(stratum.size) < np.array(VIOLATING)[stratum]
    missed = violating & (rng.random(stratum.size) < np.array(MISSED)[stratum])
    truth = missed.sum() / violating.sum()
    widths, held = [], 0
    for seed in range(150):
        drawn = plan.draw(stratum, seed=seed)
        found = share(
            metric="missed",
            numerator=missed[drawn.index].astype(float),
            denominator=violating[drawn.index].astype(float),
            stratum=drawn.stratum,
            weight=drawn.weight,
            population_by_stratum=POPULATION,
        )
        widths.append(found.half_width or 0)
        held += (found.low or 0) <= truth <= (found.high or 0)

    assert np.mean(widths) == pytest.approx(plan.metric("missed").half_width, rel=0.06)
    assert held >= 0.9 * 150


def test_each_stratum_gets_its_floor_and_never_more_than_it_has() -> None:
    plan = stratified_design([10, 3, 50_000, 0], [Aim("a", [0.5, 0.5, 0.001, 0.2], half_width=0.004)])

    assert plan.sizes[0] >= 8
    assert plan.sizes[1] == 3
    assert plan.sizes[3] == 0
    assert (plan.sizes <= plan.population).all()


def test_a_draw_takes_the_planned_units_whatever_the_order_of_the_rows() -> None:
    plan = stratified_design([60, 40], [Aim("a", 0.3)], size=30, strata=["en", "zh"])
    stratum, ids = np.repeat(["en", "zh"], [60, 40]), np.arange(100).astype(str)
    mixed = np.random.default_rng(3).permutation(100)
    drawn = plan.draw(stratum, seed=7, item=ids)
    again = plan.draw(stratum[mixed], seed=7, item=ids[mixed])

    assert np.bincount(drawn.stratum).tolist() == plan.sizes.tolist()
    assert drawn.units == drawn.n == 30
    assert drawn.weight.sum() == pytest.approx(100)
    assert drawn.item is not None
    assert again.item is not None
    assert sorted(drawn.item) == sorted(again.item)
    assert [ids[k] for k in drawn.index] == list(drawn.item)
    assert sorted(plan.draw(stratum, seed=8, item=ids).item or ()) != sorted(drawn.item)


def test_every_unit_of_a_stratum_is_drawn_as_often_as_its_probability_says() -> None:
    plan = stratified_design([30, 10], [Aim("a", 0.3)], size=20, floor=5)
    stratum = np.repeat([0, 1], [30, 10])
    counts = np.zeros(40)
    for seed in range(2_000):
        counts[plan.draw(stratum, seed=seed).index] += 1

    assert counts / 2_000 == pytest.approx((plan.sizes / [30, 10])[stratum], abs=0.05)


@settings(max_examples=3, deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_strata_does_not_matter(order: list[int]) -> None:
    mixed = (
        Aim("accuracy", [ACCURACY[k] for k in order], half_width=0.012),
        Aim("missed", [MISSED[k] for k in order], [VIOLATING[k] for k in order], half_width=0.06),
    )
    other = stratified_design([POPULATION[k] for k in order], mixed)

    assert other.sizes == pytest.approx(SIZES_FOR_BOTH[order], abs=2)


def test_the_result_gives_itself_as_values_rows_and_a_picture() -> None:
    plan = stratified_design(POPULATION, BOTH, strata=["de", "en", "th", "zh"])

    assert isinstance(plan, StratifiedDesign)
    assert plan.to_dict()["sizes"] == plan.sizes.tolist()
    assert [row["stratum"] for row in plan.rows()] == ["de", "en", "th", "zh"]
    assert plan.to_frame().column_names[-2:] == ["accuracy_half_width", "missed_half_width"]
    assert "accuracy" in plan.chart()
    assert str(plan).startswith(f"Draw {plan.n:,} of 10,000 from 4 strata (optimum): accuracy 91.3%")
    assert plan.hours == pytest.approx(plan.n * 2 / 60)


def test_a_rate_of_nothing_is_told_since_it_starves_its_stratum() -> None:
    plan = stratified_design([500, 500], [Aim("a", [0.0, 0.2])], size=100)

    assert [note.code for note in plan.notes] == ["design_sure_rates"]
    assert plan.sizes.tolist() == [8, 92]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"metrics": [Aim("a", [0.1, 0.2, 0.3])], "size": 50}, "The rate of 'a' has 3 entries for 2 strata"),
        ({"metrics": [], "size": 50}, "nothing to measure"),
        ({"metrics": [Aim("a", 0.1), Aim("a", 0.2)], "size": 50}, "'a' is named twice"),
        ({"metrics": [Aim("a", 0.1)]}, "'a' has no half_width"),
        ({"metrics": [Aim("a", 0.1, half_width=0.02), Aim("b", 0.1)], "size": 50}, "'b' has no half_width"),
        ({"metrics": [Aim("a", 0.1, 0.0)], "size": 50}, "The 'of' of 'a' is 0"),
        ({"metrics": [Aim("a", 0.1)], "size": 0}, "size is 0"),
        ({"metrics": [Aim("a", 0.1)], "size": 50, "floor": 0}, "floor is 0"),
        ({"metrics": [Aim("a", 0.1)], "size": 50, "sharing": "fair"}, "sharing is 'fair'"),
        ({"metrics": [Aim("a", 0.1)], "size": 50, "strata": ["en"]}, "strata names 1 for 2 counts"),
        ({"metrics": [Aim("a", 0.1)], "size": 50, "level": 95}, "level is 95"),
        ({"metrics": [Aim("a", 0.1)], "size": 50, "population": [0, 0]}, "population has no units"),
        ({"metrics": [Aim("a", 0.1)], "size": 50, "population": [0.5, 10]}, "population is not a list of counts"),
    ],
)
def test_what_makes_no_design_is_refused_by_name(asked: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        stratified_design(**({"population": [500, 500]} | asked))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"rate": 5}, "The rate of 'a' is 5. Give a share"),
        ({"rate": float("nan")}, "The rate of 'a' is nan"),
        ({"rate": 0.1, "of": -0.1}, "The 'of' of 'a' is -0.1"),
        ({"rate": 0.1, "half_width": 0}, "The half_width of 'a' is 0"),
    ],
)
def test_an_aim_that_is_no_share_is_refused(asked: dict[str, float], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        Aim("a", **asked)


def test_strata_that_the_design_does_not_know_cannot_be_drawn() -> None:
    plan = stratified_design([60, 40], [Aim("a", 0.3)], size=30, strata=["en", "zh"])

    with pytest.raises(RequestError, match="stratum is 'th' at unit 2"):
        plan.draw(["en", "th"], seed=1)
    with pytest.raises(RequestError, match="seed is -1"):
        plan.draw(["en", "zh"], seed=-1)
    with pytest.raises(RequestError, match="'p' more than once"):
        plan.draw(["en", "zh"], seed=1, item=["p", "p"])
    with pytest.raises(RequestError, match="no metric 'b'"):
        plan.metric("b")
