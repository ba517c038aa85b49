"""Intervals that may be looked at every day: the promise by simulation, the length, and what cannot be watched."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln, lambertw, logsumexp

from evenhand.facts.errors import RequestError
from evenhand.measure import Method, betting_interval, confidence_sequence, mixture_limits, wilson

WALKS, LOOKS, A_DAY = 1_000, 40, 25
counts = st.lists(st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1)


def log_mixture(share: float, events: int, n: int, level: float = 0.95, at: int = 2_000) -> float:
    """The mixture by its definition: beta functions, one prior after the other."""
    spread = -lambertw(-((1 - level) ** 2) / np.e, -1).real - 1
    sizes = at / spread / np.array([1, 10, 100])
    averaged = betaln(events + sizes * share, n - events + sizes * (1 - share)) - betaln(
        sizes * share, sizes * (1 - share)
    )
    beside = events * np.log(share) + (n - events) * np.log1p(-share)
    return float(logsumexp(averaged, b=[0.8, 0.1, 0.1]) - beside)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.3])
def test_who_peeks_at_every_look_is_misled_by_a_plain_interval_and_not_by_this_one(share: float) -> None:
    draws = np.random.default_rng(11).random((WALKS, LOOKS * A_DAY)) < share
    events = draws.cumsum(axis=1)[:, A_DAY - 1 :: A_DAY]
    n = np.arange(1, LOOKS + 1) * A_DAY

    def excluded(limits: tuple[np.ndarray, np.ndarray]) -> float:
        return float(((limits[0] > share) | (limits[1] < share)).any(axis=1).mean())

    assert excluded(mixture_limits(events, n)) <= 0.05
    assert excluded(wilson(events / n, n)) > 0.2


def test_the_betting_interval_holds_the_share_of_units_drawn_with_unequal_chances() -> None:
    rng = np.random.default_rng(12)
    wrong = rng.random(500) < np.linspace(0.01, 0.3, 500)
    chances = np.linspace(0.4, 2, 500) / np.linspace(0.4, 2, 500).sum()
    weights = 1 / (500 * chances)
    missed = 0
    for _ in range(300):
        drawn = rng.choice(500, size=200, p=chances)
        found = betting_interval(value=wrong[drawn], weight=weights[drawn], bound=weights.max(), n=[20] * 10)
        missed += found.low is None or found.high is None or not found.low <= wrong.mean() <= found.high
    assert missed <= 0.05 * 300


@pytest.mark.parametrize("share", [0.005, 0.01, 0.02, 0.05, 0.1, 0.2])
def test_at_two_thousand_it_is_at_most_1_6_times_as_long_as_wilson(share: float) -> None:
    low, high = mixture_limits(share * 2_000, 2_000)
    plain_low, plain_high = wilson(share, 2_000)
    assert (high - low) / (plain_high - plain_low) <= 1.6


@pytest.mark.parametrize("n", [20, 100, 500, 20_000])
def test_at_the_start_and_long_after_it_is_at_most_1_9_times_as_long(n: int) -> None:
    events = np.unique(np.round(np.array([0.005, 0.05, 0.2, 0.5]) * n))
    low, high = mixture_limits(events, n)
    plain_low, plain_high = wilson(events / n, n)
    assert ((high - low) / (plain_high - plain_low)).max() <= 1.9


@pytest.mark.parametrize("share", [0.02, 0.2])
def test_bets_on_plain_counts_are_about_as_short_as_the_mixture(share: float) -> None:
    rng = np.random.default_rng(13)
    ratios = []
    for _ in range(10):
        value = rng.permutation(np.arange(2_000) < share * 2_000)
        found = betting_interval(value=value)
        assert found.low is not None
        assert found.high is not None
        ratios.append(found.high - found.low)
    plain_low, plain_high = wilson(share, 2_000)
    assert np.mean(ratios) / (plain_high - plain_low) <= 1.6


@settings(max_examples=60)
@given(st.integers(1, 5_000), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.99]), st.sampled_from([50, 2_000]))
def test_the_ends_are_where_the_mixture_by_its_definition_reaches_the_bound(
    n: int, share: float, level: float, at: int
) -> None:
    events = round(share * n)
    low, high = (float(end) for end in mixture_limits(events, n, level, sharpest_at=at))
    bound = -np.log(1 - level)
    assert low <= events / n <= high
    for end, inner in ((low, low + 1e-6), (high, high - 1e-6)):
        if 1e-6 < end < 1 - 1e-6:
            assert log_mixture(end, events, n, level, at) >= bound - 1e-3
            assert log_mixture(inner, events, n, level, at) < bound


def test_a_million_observations_are_as_exact_as_a_hundred() -> None:
    low, high = mixture_limits([40_000], [1_000_000])
    assert log_mixture(float(low[0]), 40_000, 1_000_000) == pytest.approx(np.log(20), abs=1e-4)
    assert log_mixture(float(high[0]), 40_000, 1_000_000) == pytest.approx(np.log(20), abs=1e-4)


@given(counts)
def test_what_is_told_of_the_events_is_told_of_the_others_in_the_mirror(days: list[tuple[int, int]]) -> None:
    events, n = (np.array(part) for part in zip(*days, strict=True))
    found, mirrored = confidence_sequence(events=events, n=n), confidence_sequence(events=n - events, n=n)
    for look, other in zip(found.looks, mirrored.looks, strict=True):
        assert (look.low is None) == (other.low is None)
        assert (look.low or 0) == pytest.approx(1 - (other.high if other.high is not None else 1), abs=1e-9)


@given(counts)
def test_the_interval_never_grows_and_a_day_without_work_changes_nothing(days: list[tuple[int, int]]) -> None:
    events, n = (list(part) for part in zip(*days, strict=True))
    found = confidence_sequence(events=events, n=n)
    widths = [look.high - look.low for look in found.looks if look.high is not None and look.low is not None]
    assert (np.diff(widths) <= 0).all()
    assert confidence_sequence(events=[*events, 0], n=[*n, 0]).looks[-1] == found.looks[-1]


def test_bets_do_not_depend_on_when_somebody_looked() -> None:
    value = np.random.default_rng(14).random(300) ** 3
    once, often = betting_interval(value=value), betting_interval(value=value, n=[10] * 30)
    assert once.looks[-1] == often.looks[-1]
    assert betting_interval(value=value[:100]).looks[-1] == often.looks[9]


def test_bets_with_equal_weights_and_in_the_mirror_say_the_same() -> None:
    value = np.random.default_rng(15).random(400) < 0.1
    found = betting_interval(value=value)
    assert betting_interval(value=value, weight=np.ones(400)) == found
    mirrored = betting_interval(value=~value)
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - found.high, 1 - found.low), abs=1e-7)  # type: ignore[operator]


def test_a_share_that_moves_is_told_and_from_then_on_there_is_no_interval() -> None:
    found = confidence_sequence(events=[5] * 10 + [60] * 10, n=[100] * 20)
    first = next(number for number, look in enumerate(found.looks, start=1) if look.low is None)
    assert first > 10
    assert [(note.code, note.values) for note in found.notes] == [("watching_moved", {"look": first})]
    assert all(look.low is look.high is None for look in found.looks[first - 1 :])
    assert "the share has moved" in str(found)


def test_before_the_first_observation_nothing_is_claimed() -> None:
    found = confidence_sequence(events=[0], n=[0])
    assert (found.estimate, found.low, found.high) == (None, 0, 1)
    assert str(found) == "share: undefined (nothing has been seen yet)"


def test_the_result_gives_itself_as_rows_values_and_a_picture() -> None:
    found = confidence_sequence(events=[2] * 100, n=[50] * 100, metric="errors")
    assert found.method is Method.MIXTURE
    assert found.rows()[-1] == {"look": 100, "n": 5_000, "estimate": 0.04, "low": found.low, "high": found.high}
    assert found.to_frame().num_rows == 100
    assert [found.bars()[0].name, found.bars()[-1].name, len(found.bars())] == ["look 1", "look 100", 30]
    assert "look 100" in found.chart()
    assert str(found).startswith("errors: 4.0%, 95% interval at every look")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"events": [1, 5], "n": [2, 3]}, r"events is 5 at look 2, where n is 3. Give what came in"),
        ({"events": [1, -1], "n": [2, 3]}, "events is -1 at look 2. Give whole numbers from 0"),
        ({"events": [0.5], "n": [2]}, "events is 0.5 at look 1"),
        ({"events": [1], "n": [float("nan")]}, "n is nan at look 1"),
        ({"events": [1], "n": [2, 3]}, "events has 1 looks and n has 2"),
        ({"events": [], "n": []}, "at least one"),
        ({"events": [[1]], "n": [[2]]}, "events has 2 dimensions"),
        ({"events": [1], "n": [2], "level": 95}, "level is 95"),
        ({"events": [1], "n": [2], "sharpest_at": 0}, "sharpest_at is 0"),
    ],
)
def test_counts_that_cannot_be_watched_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        confidence_sequence(**wrong)  # type: ignore[arg-type]


def test_limits_of_more_events_than_observations_are_refused() -> None:
    with pytest.raises(RequestError, match="0 <= events <= n"):
        mixture_limits(3, 2)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": [0.2, 1.5]}, "value is 1.5 at unit 2. Give values from 0 to 1"),
        ({"value": [float("nan")]}, "value is nan at unit 1"),
        ({"value": []}, "at least one unit"),
        ({"value": [[1]]}, "value has 2 dimensions"),
        ({"value": [1, 0], "weight": [1]}, "value has 2 units and weight has 1"),
        ({"value": [1], "weight": [0]}, "weight is 0 at unit 1"),
        ({"value": [1], "weight": [3], "bound": 2}, "weight is 3 at unit 1, above the bound of 2. Let bound be"),
        ({"value": [1], "bound": 0.5}, "bound is 0.5"),
        ({"value": [1, 0], "n": [1]}, "n adds up to 1, and there are 2 units"),
        ({"value": [1], "n": []}, "n adds up to 0"),
        ({"value": [1], "level": 0}, "level is 0"),
    ],
)
def test_units_that_cannot_be_watched_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        betting_interval(**wrong)  # type: ignore[arg-type]
