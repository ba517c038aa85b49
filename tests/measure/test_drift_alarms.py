"""Thresholds and chances beside published tables and other implementations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evenhand.measure.discoveries import Discovery, adjusted_chances
from evenhand.measure.drift.alarms import NODES, Quiet
from evenhand.measure.drift.ewma import days_to_alarm, lean_of, limit_for
from evenhand.measure.drift.family import ChartKind, limits, moved, ratio_of
from evenhand.measure.drift.walks import cusum
from evenhand.measure.intervals import near_exact


def known(*, shift: float, sides: tuple[int, ...] = (1, -1)) -> Quiet:
    """Standard normal days whose level and spread are known."""
    nodes = np.zeros(NODES)
    weights = np.full(NODES, 1 / NODES)
    return Quiet(np.array([shift**2]), nodes[None, :], nodes[None, :] + 1, weights, sides)


@pytest.mark.parametrize(
    ("weight", "limit", "lengths"),  # Lucas and Saccucci, Technometrics 32 (1990) 1-12, table 3: shifts 0, 0.5, 1, 2
    [
        (0.40, 3.054, (500, 71.2, 14.3, 3.5)),
        (0.25, 2.998, (500, 48.2, 11.1, 3.6)),
        (0.20, 2.962, (500, 41.8, 10.5, 3.7)),
        (0.10, 2.814, (500, 31.3, 10.3, 4.4)),
        (0.05, 2.615, (500, 28.8, 11.4, 5.2)),
    ],
)
def test_the_average_rings_after_as_many_days_as_published(
    weight: float, limit: float, lengths: tuple[float, ...]
) -> None:
    found = [float(days_to_alarm(limit, weight, off=np.array(shift), scale=np.array(1))) for shift in (0, 0.5, 1, 2)]
    assert found == pytest.approx(lengths, rel=0.02)


@pytest.mark.parametrize(("height", "days"), [(4, 168), (5, 465)])  # Montgomery, Statistical Quality Control: k = 1/2
def test_the_cusum_rings_after_as_many_days_as_published(height: float, days: float) -> None:
    assert 1 / known(shift=1).rate(np.array([height])) == pytest.approx(days, rel=0.015)


@pytest.mark.parametrize("rate", [0.01, 0.003, 0.0005])
@pytest.mark.parametrize("shift", [0.5, 1.0, 2.0])
def test_a_threshold_rings_as_often_as_asked_and_as_a_simulation_says(rate: float, shift: float) -> None:
    quiet = known(shift=shift, sides=(1,))
    threshold = quiet.threshold(rate)
    assert quiet.rate(threshold) == pytest.approx(rate, rel=1e-3)
    scores = np.random.default_rng(31).normal(size=(300, 1_500))
    walk = cusum(shift * scores - shift**2 / 2, np.broadcast_to(threshold, 300))
    waiting = np.where(walk.open.any(axis=1), walk.rung.argmax(axis=1) + 1, 1_500)
    expected = (1 - np.exp(-1_500 * rate)) / rate
    assert waiting.mean() == pytest.approx(expected, rel=0.13)


@pytest.mark.parametrize(("weight", "limit"), [(0.40, 3.054), (0.25, 2.998), (0.20, 2.962), (0.10, 2.814)])
def test_the_limit_is_the_published_one(weight: float, limit: float) -> None:
    assert limit_for(1 / 500, weight, days=1e12, degrees=float("inf")) == pytest.approx(limit, abs=0.002)


def test_a_short_reference_asks_for_a_higher_limit() -> None:
    limits_ = [limit_for(0.003, 0.2, days=days, degrees=days - 1) for days in (1e6, 120, 28, 10)]
    assert limits_ == sorted(limits_)
    assert limits_[0] == pytest.approx(2.836, abs=0.02)


def test_the_average_of_skewed_days_leans_as_computed() -> None:
    rng = np.random.default_rng(32)
    days = rng.gamma(4, size=400_000)
    weights = 0.2 * 0.8 ** np.arange(60)
    assert stats.skew(np.convolve(days, weights, mode="valid")) == pytest.approx(lean_of(0.2) * 1.0, rel=0.1)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_chances_are_those_of_scipy(chances: list[float]) -> None:
    p = np.array(chances)
    for rule, method in ((Discovery.HOCHBERG, "bh"), (Discovery.YEKUTIELI, "by")):
        assert adjusted_chances(p, rule) == pytest.approx(stats.false_discovery_control(p, method=method))


def test_tests_that_were_not_made_do_not_count() -> None:
    found = adjusted_chances(np.array([0.01, np.nan, 0.04]))
    assert found == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)


@pytest.mark.parametrize("events", [0, 1, 5, 40, 3_000])
def test_the_interval_of_a_rate_is_between_mid_p_and_exact(events: int) -> None:
    low, high = (float(end) for end in limits(ChartKind.RATE, np.array(events), np.array(10.0), 0.95))
    exact_low = stats.chi2.ppf(0.025, 2 * events) / 20 if events else 0.0
    exact_high = stats.chi2.ppf(0.975, 2 * events + 2) / 20
    assert exact_low - 1e-6 <= low <= events / 10 <= high <= exact_high * (1 + 1e-3)
    chance = stats.poisson.cdf(events - 1, 10 * high) + 0.8 * stats.poisson.pmf(events, 10 * high)
    assert chance == pytest.approx(0.025, rel=0.02)


def test_a_share_has_the_interval_that_every_share_has() -> None:
    found = limits(ChartKind.SHARE, np.array(12.0), np.array(300.0), 0.95)
    assert np.array(found) == pytest.approx(np.array(near_exact(0.04, 300.0)))


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.2))
def test_a_shift_up_and_its_mirror_down_change_the_odds_alike(level: float, shift: float) -> None:
    at = np.array([level])
    ratio = ratio_of(ChartKind.SHARE, at, np.array([shift]))
    inner = moved(ChartKind.SHARE, at, ratio if level <= 0.5 else 1 / ratio)
    assert abs(float(inner[0]) - level) == pytest.approx(shift, abs=1e-9)
    assert moved(ChartKind.SHARE, moved(ChartKind.SHARE, at, ratio), 1 / ratio) == pytest.approx(level)
