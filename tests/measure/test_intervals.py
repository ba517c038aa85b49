"""The intervals against published values, against scipy, and against their own definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom, binomtest

from evenhand.facts.errors import RequestError
from evenhand.measure import korn_graubard, mid_p, near_exact, wilson

# Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: events, n, score, Clopper-Pearson, mid-P.
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676), (0.2544, 0.3658)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617), (0.0601, 0.1581)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684), (0.0000, 0.1391)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776), (0.0017, 0.1585)),
]
shares = st.floats(0, 1)
sizes = st.floats(0.5, 1e6)


@pytest.mark.parametrize(("events", "n", "score", "exact", "mid"), NEWCOMBE)
def test_the_published_examples_come_out(
    events: int, n: int, score: tuple[float, float], exact: tuple[float, float], mid: tuple[float, float]
) -> None:
    p = events / n

    assert wilson(p, n) == pytest.approx(score, abs=6e-5)
    assert korn_graubard(p, n) == pytest.approx(exact, abs=6e-5)
    assert mid_p(p, n) == pytest.approx(mid, abs=6e-5)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("events", "n"), [(0, 1), (1, 1), (3, 40), (37, 40), (40, 40), (499, 1000)])
def test_wilson_and_korn_graubard_agree_with_scipy_at_whole_sizes(events: int, n: int, level: float) -> None:
    oracle = binomtest(events, n)

    assert wilson(events / n, n, level) == pytest.approx(tuple(oracle.proportion_ci(level, "wilson")), abs=1e-12)
    assert korn_graubard(events / n, n, level) == pytest.approx(tuple(oracle.proportion_ci(level, "exact")), abs=1e-9)


@pytest.mark.parametrize(("events", "n"), [(1, 12), (7, 40), (38, 40), (3, 500)])
def test_mid_p_inverts_half_the_chance_of_what_was_seen(events: int, n: int) -> None:
    def too_few(p: float) -> float:
        return float(binom.cdf(events - 1, n, p) + binom.pmf(events, n, p) / 2)

    low = brentq(lambda p: too_few(p) - 0.975, 1e-9, 1 - 1e-9, xtol=1e-12)
    high = brentq(lambda p: too_few(p) - 0.025, 1e-9, 1 - 1e-9, xtol=1e-12)

    assert mid_p(events / n, n) == pytest.approx((low, high), abs=1e-9)


def test_few_degrees_of_freedom_widen_korn_graubard() -> None:
    low, high = korn_graubard(0.9, 200)
    few_low, few_high = korn_graubard(0.9, 200, degrees=5)

    assert few_low < low
    assert few_high > high


def test_a_design_more_certain_than_simple_sampling_lets_the_unseen_event_be_an_average_one() -> None:
    _, trusting = mid_p(0.005, 1500)
    _, careful = mid_p(0.005, 1500, n=400)

    assert careful > trusting


@given(shares, sizes)
def test_limits_lie_around_the_share_and_within_0_and_1(p: float, n: float) -> None:
    low, high = near_exact(p, n)

    assert 0 <= low <= p + 1e-9
    assert p - 1e-9 <= high <= 1


@given(shares, sizes)
def test_right_and_wrong_mirror_each_other(p: float, n: float) -> None:
    low, high = near_exact(p, n)
    mirrored_low, mirrored_high = near_exact(1 - p, n)

    assert (1 - high, 1 - low) == pytest.approx((float(mirrored_low), float(mirrored_high)), abs=1e-7)


def test_arrays_give_the_same_limits_as_their_entries() -> None:
    p, n = np.array([0.0, 0.3, 1.0]), np.array([7.5, 40.0, 1e4])
    low, high = near_exact(p, n)

    assert list(zip(low, high, strict=True)) == [near_exact(a, b) for a, b in zip(p, n, strict=True)]


@pytest.mark.parametrize(
    ("p", "n", "level", "named"),
    [(95, 40, 0.95, "p is 95"), (0.5, 0, 0.95, "n_effective"), (0.5, 40, 95, "level is 95")],
)
def test_a_wrong_argument_is_named_with_its_value(p: float, n: float, level: float, named: str) -> None:
    with pytest.raises(RequestError, match=named):
        near_exact(p, n, level)
