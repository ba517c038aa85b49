"""Drawing by a score with a floor: the variance by enumeration, the floor's guarantee, the draw, the promise."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.facts.errors import RequestError
from evenhand.measure import ScoreDesign, near_exact
from evenhand.measure.design import score_design
from evenhand.measure.design.scores import best_floor

SMALL, VIEWS = np.array([0.02, 0.05, 0.1, 0.4, 0.8, 0.9]), np.array([5.0, 1, 1, 2, 9, 3])


def some_scores(units: int, *, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).beta(0.2, 8, units)


@pytest.mark.parametrize("views", [None, VIEWS])
def test_the_variance_is_the_mean_over_all_populations_that_the_scores_foretell(views: np.ndarray | None) -> None:
    plan = score_design(SMALL, size=50, reach=views)
    part = np.full(6, 1 / 6) if views is None else views / views.sum()
    variance = 0.0
    for events in product([0, 1], repeat=6):
        y = np.array(events)
        chance = np.prod(np.where(y == 1, SMALL, 1 - SMALL))
        variance += chance * (((part * y) ** 2 / plan.chances).sum() - (part @ y) ** 2)
    p = part @ SMALL

    assert plan.expected == pytest.approx(p)
    assert plan.n_effective == pytest.approx(50 * p * (1 - p) / variance)


def test_chances_are_the_root_of_the_score_above_a_floor_for_all() -> None:
    plan = score_design([0.0, 0.04, 0.16], size=10, uniform=0.3)

    assert plan.chances == pytest.approx(0.7 * np.array([0, 1, 2]) / 3 + 0.1)
    assert plan.largest_weight == pytest.approx(1 / 0.3)


def test_no_other_chances_give_a_smaller_variance_when_the_score_is_right() -> None:
    nothing_held_back = score_design(SMALL, size=50, uniform=1e-9)
    rng = np.random.default_rng(2)

    def variance(chances: np.ndarray) -> float:
        return float((SMALL / (36 * chances)).sum())

    others = rng.dirichlet(np.ones(6), size=2_000)
    assert variance(nothing_held_back.chances) <= min(variance(one) for one in others)


@settings(max_examples=50)
@given(st.lists(st.floats(0.001, 0.9), min_size=2, max_size=40), st.floats(0.05, 1), st.data())
def test_however_wrong_the_score_its_floor_bounds_what_it_can_cost(
    scores: list[float], floor: float, data: st.DataObject
) -> None:
    plan = score_design(scores, size=20, uniform=floor)
    events = np.array(data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores))))
    squares = (events / (len(scores) ** 2 * plan.chances)).sum()

    assert plan.chances.sum() == pytest.approx(1)
    assert squares <= events.mean() / floor + 1e-12


def test_the_floor_chosen_is_three_tenths_for_a_usual_score_and_more_for_one_that_is_too_sure() -> None:
    usual = some_scores(20_000)
    too_sure = np.where(np.arange(20_000) < 200, 0.999, 1e-9)
    even = np.full(20_000, 1 / 20_000)

    assert score_design(usual, size=100).uniform == best_floor(usual, even) == pytest.approx(0.3)
    assert best_floor(too_sure, even) > 0.5


def test_a_floor_of_three_tenths_costs_little_where_the_score_is_right() -> None:
    scores = some_scores(20_000)
    kept, given_up = score_design(scores, size=1_000), score_design(scores, size=1_000, uniform=0.01)

    assert kept.half_width < 1.08 * given_up.half_width
    assert kept.half_width < 0.8 * kept.random_half_width
    assert kept.useless_half_width < given_up.useless_half_width / 2


def test_the_promised_half_width_is_reached_and_holds_the_truth() -> None:
    scores = some_scores(20_000, seed=5)
    rng = np.random.default_rng(6)
    plan = score_design(scores, half_width=0.006)
    widths, held = [], 0
    for seed in range(200):
        event = rng.random(20_000) < scores
        drawn = plan.draw(seed=seed)
        part = event[drawn.index] * drawn.weight * drawn.n / 20_000
        p, variance = part.mean(), part.var(ddof=1) / drawn.n
        low, high = near_exact(p, p * (1 - p) / variance, n=drawn.n)
        widths.append((high - low) / 2)
        held += low <= event.mean() <= high

    assert plan.half_width <= 0.006
    assert np.mean(widths) == pytest.approx(0.006, rel=0.08)
    assert held >= 0.9 * 200


def test_a_half_width_takes_the_fewest_draws_that_reach_it() -> None:
    scores = some_scores(5_000)
    plan = score_design(scores, half_width=0.01)

    assert plan.half_width <= 0.01 < score_design(scores, size=plan.n - 1).half_width


def test_units_come_as_often_as_their_chances_say() -> None:
    plan = score_design(SMALL, size=20_000)
    drawn = plan.draw(seed=3)

    assert np.bincount(drawn.index, minlength=6) / 20_000 == pytest.approx(plan.chances, abs=0.015)
    assert drawn.probability == pytest.approx(plan.chances[drawn.index])
    assert drawn.weight == pytest.approx(1 / (20_000 * drawn.probability))
    assert drawn.with_replacement
    assert drawn.units == 6


def test_a_draw_is_the_same_again_and_in_any_order_of_the_rows() -> None:
    scores, ids = some_scores(500), np.arange(500).astype(str)
    mixed = np.random.default_rng(4).permutation(500)
    drawn = score_design(scores, size=60, item=ids).draw(seed=11)

    assert score_design(scores, size=60, item=ids).draw(seed=11).item == drawn.item
    assert score_design(scores[mixed], size=60, item=ids[mixed]).draw(seed=11).item == drawn.item
    assert score_design(scores, size=60, item=ids).draw(seed=12).item != drawn.item


def test_scores_that_say_nothing_are_told_to_say_nothing() -> None:
    plan = score_design(np.full(10_000, 0.05), size=400)

    assert plan.gain == pytest.approx(1, abs=0.01)
    assert [note.code for note in plan.notes] == ["design_score_gains_nothing"]


def test_few_events_repeats_and_units_without_views_are_told() -> None:
    rare = score_design(np.full(10_000, 0.001), size=100)
    small = score_design([0.1, 0.2, 0.9], size=100, reach=[1, 0, 4])

    assert "design_few_events" in [note.code for note in rare.notes]
    assert [note.code for note in small.notes] == ["design_repeats", "design_without_reach"]
    assert small.chances[1] == 0
    assert small.units == pytest.approx(2, abs=1e-4)


def test_the_design_gives_itself_as_values_rows_and_a_picture() -> None:
    plan = score_design(some_scores(1_000), size=100, item=np.arange(1_000).astype(str))

    assert isinstance(plan, ScoreDesign)
    assert not {"chances", "scores", "item"} & plan.to_dict().keys()
    assert len(plan.rows()) == 10
    assert sum(float(str(row["draws"])) for row in plan.rows()) == pytest.approx(100)
    assert "at random" in plan.chart()
    assert str(plan) in repr(plan)
    assert plan.draw(seed=1).to_frame().column_names == ["item", "index", "stratum", "probability", "weight"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"score": [0.2, 80], "size": 5}, "score is 80 at unit 2. Give chances from 0 to 1; 80 % is 0.8"),
        ({"score": [0.2, float("nan")], "size": 5}, "score is nan at unit 2"),
        ({"score": [], "size": 5}, "score is not a list"),
        ({"score": [0.0, 0.0], "size": 5}, "score is 0 for every unit"),
        ({"score": [0.1, 0.2]}, "size is None and half_width is None"),
        ({"score": [0.1, 0.2], "size": 0}, "size is 0"),
        ({"score": [0.1, 0.2], "half_width": 2}, "half_width is 2"),
        ({"score": [0.1, 0.2], "half_width": 1e-7}, "10,000,000 draws do not reach"),
        ({"score": [0.1, 0.2], "size": 5, "uniform": 0}, "uniform is 0. Give a share above 0"),
        ({"score": [0.1, 0.2], "size": 5, "reach": [1, -1]}, "reach holds -1"),
        ({"score": [0.1, 0.2], "size": 5, "reach": [0, 0]}, "reach is 0 for every unit"),
        ({"score": [0.1, 0.2], "size": 5, "reach": [1]}, "reach has 1 entries for 2 scores"),
        ({"score": [0.1, 0.2], "size": 5, "item": ["a"]}, "item has 1 ids for 2 units"),
        ({"score": [0.1, 0.2], "size": 5, "level": 1}, "level is 1"),
    ],
)
def test_scores_that_make_no_design_are_refused_by_name(asked: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        score_design(**asked)  # type: ignore[arg-type]
