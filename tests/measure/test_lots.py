from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evenhand.facts.errors import RequestError
from evenhand.measure import Severity, acceptance_plan, sequential_plan, severities

USUAL = {"good": 0.01, "alpha": 0.05, "bad": 0.05, "beta": 0.10}
SMALL = 250


def smallest(good: float, alpha: float, bad: float, beta: float) -> tuple[int, int] | None:
    """The plan with the fewest units, by trying all."""
    for n in range(1, SMALL):
        errors = np.arange(n)
        kept = (stats.binom.cdf(errors, n, good) >= 1 - alpha) & (stats.binom.cdf(errors, n, bad) <= beta)
        if kept.any():
            return n, int(errors[kept][0])
    return None


def test_the_usual_plan_is_the_known_one() -> None:
    plan = acceptance_plan(**USUAL)
    assert (plan.n, plan.accept) == (132, 3)  # 1 % against 5 %, as it is printed in many places
    assert plan.supplier_risk == pytest.approx(1 - stats.binom.cdf(3, 132, 0.01))
    assert plan.buyer_risk == pytest.approx(stats.binom.cdf(3, 132, 0.05))


@settings(max_examples=40)
@given(st.floats(0.005, 0.1), st.floats(2, 8), st.floats(0.01, 0.2), st.floats(0.01, 0.2))
def test_no_plan_with_fewer_units_keeps_both_risks(good: float, times: float, alpha: float, beta: float) -> None:
    bad = min(good * times, 0.9)
    tried = smallest(good, alpha, bad, beta)
    plan = acceptance_plan(good=good, alpha=alpha, bad=bad, beta=beta)
    assert plan.n == tried[0] if tried else plan.n >= SMALL
    assert plan.supplier_risk <= alpha + 1e-12
    assert plan.buyer_risk <= beta + 1e-12


def test_rates_that_lie_close_take_many_units_and_little_search() -> None:
    plan = acceptance_plan(good=0.05, alpha=0.05, bad=0.051, beta=0.1)
    assert plan.n > 400_000
    assert plan.supplier_risk <= 0.05
    assert plan.buyer_risk <= 0.1


def test_a_small_lot_needs_fewer_and_the_risks_are_those_of_drawing_from_it() -> None:
    plan = acceptance_plan(**USUAL, lot=500)
    assert plan.n < 132
    assert plan.supplier_risk == pytest.approx(1 - stats.hypergeom.cdf(plan.accept, 500, 5, plan.n))
    assert plan.buyer_risk == pytest.approx(stats.hypergeom.cdf(plan.accept, 500, 25, plan.n))


def test_where_no_sample_of_a_lot_will_do_all_of_it_is_assessed() -> None:
    plan = acceptance_plan(good=0.10, alpha=0.01, bad=0.15, beta=0.01, lot=20)
    assert (plan.n, plan.accept) == (20, 2)
    assert [note.code for note in plan.notes] == ["everything_assessed"]


def test_the_curve_falls_from_always_to_never() -> None:
    chances = acceptance_plan(**USUAL).chance_taken(np.linspace(0, 0.3, 50).tolist())
    assert chances[0] == 1
    assert chances[-1] < 1e-9
    assert (np.diff(chances) <= 0).all()


def test_a_sequential_plan_keeps_both_risks_and_takes_fewer_units_where_it_is_clear() -> None:
    plan = sequential_plan(**USUAL)
    assert plan.supplier_risk <= 0.05
    assert plan.buyer_risk <= 0.101
    taken, units = plan.walk([0.0025, 0.01, 0.025, 0.05, 0.10])
    assert units == pytest.approx([61, 85, 117, 71, 29], abs=1)  # as measured by simulation, 40,000 walks each
    assert (np.diff(taken) < 0).all()


@pytest.mark.parametrize("rate", [0.005, 0.03, 0.08])
def test_the_exact_walk_is_what_happens(rate: float) -> None:
    plan = sequential_plan(**USUAL)
    draws = np.random.default_rng(7).random((4_000, plan.most)) < rate
    errors = draws.cumsum(axis=1)
    done = (errors <= np.array(plan.accept)) | (errors >= np.array(plan.reject))
    ended = done.argmax(axis=1)
    took = errors[np.arange(len(errors)), ended] <= np.array(plan.accept)[ended]
    (taken,), (units,) = plan.walk([rate])
    assert done.any(axis=1).all()
    assert took.mean() == pytest.approx(taken, abs=4 * np.sqrt(taken * (1 - taken) / 4_000) + 1e-9)
    assert (ended + 1).mean() == pytest.approx(units, abs=4 * (ended.std() / np.sqrt(4_000)))


def test_what_follows_after_each_unit_is_told() -> None:
    plan = sequential_plan(**USUAL)
    assert [plan.decide(units, 0) for units in (0, 1, 60, 10_000)] == ["go on", "go on", "take", "take"]
    assert plan.decide(10, 4) == "send back"


def test_supplier_history_decides_how_hard_the_next_lot_is_looked_at() -> None:
    normal, tightened, reduced, stopped = Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED, Severity.STOPPED
    assert severities([]) == (normal,)
    assert severities([True, False, True, False]) == (normal,) * 4 + (tightened,)
    assert severities([False] * 2 + [True] * 5)[-1] is normal
    assert severities([False] * 2 + [True] * 4)[-1] is tightened
    assert severities([True] * 10)[-1] is reduced
    assert severities([True] * 10 + [False])[-1] is normal
    assert severities([False] * 7 + [True] * 20)[-1] is stopped


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"good": 1.0}, "good is 1.0, and has to lie between 0 and 1"),
        ({"alpha": float("nan")}, "alpha is nan"),
        ({"bad": 0.01}, "good is 0.01 and bad is 0.01"),
        ({"alpha": 0.6, "beta": 0.5}, "add up to 1 or more"),
        ({"lot": 0}, "lot is 0"),
        ({"good": 0.10, "bad": 0.12, "lot": 20}, "so close that 20 units"),
        ({"good": 0.05, "bad": 0.0500001}, "so close that 1,000,000 units"),
    ],
)
def test_what_makes_no_plan_is_said(wrong: dict[str, float], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        acceptance_plan(**{**USUAL, **wrong})  # type: ignore[arg-type]


def test_a_sequential_plan_of_a_lot_is_refused() -> None:
    with pytest.raises(RequestError, match="lot does not go with a sequential plan"):
        sequential_plan(**USUAL, lot=500)
