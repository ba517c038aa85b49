"""Change points: as few false ones as asked, moments and levels in their intervals, the best division exactly."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from drift_tables import days, table
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.facts.errors import RequestError
from evenhand.measure import ChangePoints, ChartKind, change_points
from evenhand.measure.drift.family import best_fit
from evenhand.measure.drift.partition import best_starts


@pytest.mark.parametrize("length", [20, 60, 200])
def test_a_level_that_never_changed_has_a_change_found_in_one_of_twenty_series_at_most(length: int) -> None:
    found = change_points(table(*days(0.04, series=200, length=length, seed=21)))
    assert len({one.series for one in found.changes}) <= 16  # 10 expected at most, and 2 standard errors
    assert len({one.series for one in found.stretches}) == 200


@pytest.mark.parametrize(("level", "size"), [(0.005, 100), (0.3, 20)])
def test_few_events_do_not_make_changes(level: float, size: int) -> None:
    quiet = days(level, series=100, length=150, seed=22, between=0, sizes=(size, 2 * size))
    assert len({one.series for one in change_points(table(*quiet)).changes}) <= 10


@pytest.fixture(scope="module")
def moved() -> ChangePoints:
    """Two hundred series that move on day 70 of 150."""
    level = np.where(np.arange(150) < 70, 0.04, 0.052)
    return change_points(table(*days(level, series=200, length=150, seed=23)))


def test_the_moment_and_the_levels_lie_in_their_intervals(moved: ChangePoints) -> None:
    day = str(np.datetime64("2025-01-01") + 70)
    names = [one.series for one in moved.changes]
    single = [one for one in moved.changes if names.count(one.series) == 1]
    assert len(single) >= 175
    assert 0.91 <= np.mean([one.day_from <= day <= one.day_to for one in single]) <= 0.99
    assert 0.91 <= np.mean([one.before.low <= 0.04 <= one.before.high for one in single]) <= 0.99
    assert 0.91 <= np.mean([one.after.low <= 0.052 <= one.after.high for one in single]) <= 0.99


def test_the_interval_of_the_moment_is_short(moved: ChangePoints) -> None:
    lengths = [np.datetime64(one.day_to) - np.datetime64(one.day_from) for one in moved.changes]
    assert np.median(np.array(lengths).astype(int)) <= 9


def test_a_rate_that_doubles_and_falls_back_has_two_changes() -> None:
    rng = np.random.default_rng(24)
    hours = rng.uniform(20, 60, 120)
    level = np.where((np.arange(120) >= 40) & (np.arange(120) < 80), 0.8, 0.4)
    found = change_points({"events": rng.poisson(hours * level), "n": hours}, kind="rate")
    first, second = found.changes
    assert int(first.day_from) <= 41 <= int(first.day_to)
    assert int(second.day_from) <= 81 <= int(second.day_to)
    assert [round(one.level.estimate, 1) for one in found.stretches] == [0.4, 0.8, 0.4]
    assert found.changes[0].gain > 50


def test_weekdays_are_no_changes_and_do_not_hide_one() -> None:
    pattern = np.array([1.5, 1.2, 1, 1, 1, 0.6, 0.7])[(np.arange(140) + 2) % 7]
    level = np.where(np.arange(140) < 84, 0.05, 0.06) * pattern
    found = change_points(table(*days(level, series=30, length=140, seed=25, between=0.002)))
    steady = change_points(table(*days(0.05 * pattern, series=30, length=140, seed=25, between=0.002)))
    assert len({one.series for one in found.changes}) >= 28
    assert len({one.series for one in steady.changes}) <= 4


def by_hand(events: np.ndarray, size: np.ndarray, shortest: int, penalty: float) -> list[int]:
    """The best division by trying all of them with at most four changes."""
    days_ = events.size
    tried: list[tuple[float, list[int]]] = []
    for count in range(5):
        for inner in combinations(range(1, days_), count):
            ends = [0, *inner, days_]
            if min(np.diff(ends)) >= shortest:
                fits = [float(best_fit(ChartKind.SHARE, events[a:b].sum(), size[a:b].sum())) for a, b in pairwise(ends)]
                tried.append((-2 * sum(fits) + penalty * count, ends[:-1]))
    return min(tried)[1]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([2, 3, 4]), st.sampled_from([2.0, 8.0]))
def test_the_division_is_the_best_of_all(seed: int, shortest: int, penalty: float) -> None:
    rng = np.random.default_rng(seed)
    size = rng.integers(5, 80, 11).astype(float)
    events = rng.binomial(size.astype(int), rng.choice([0.1, 0.5, 0.9], 11)).astype(float)
    found = best_starts(ChartKind.SHARE, events, size, shortest=shortest, penalty=penalty)
    assert found == by_hand(events, size, shortest, penalty)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_and_the_mirror_change_nothing(seed: int) -> None:
    level = np.where(np.arange(60) < 30, 0.1, 0.3)
    events, n = (part[0] for part in days(level, series=1, length=60, seed=seed, sizes=(50, 300), between=0.02))
    order = np.random.default_rng(seed).permutation(60)
    held = {"day": np.arange(60), "events": events, "n": n}
    found = change_points(held)
    assert change_points({name: values[order] for name, values in held.items()}) == found
    mirrored = change_points(held | {"events": n - events})
    assert [one.day for one in mirrored.changes] == [one.day for one in found.changes]


def test_the_result_gives_itself_as_rows_values_and_a_picture(moved: ChangePoints) -> None:
    values = json.loads(json.dumps(moved.to_dict()))
    assert values["changes"][0]["series"] == "s0000"
    assert moved.rows()[0].keys() >= {"series", "first", "last", "estimate", "low", "high"}
    assert moved.to_frame().num_rows == len(moved.stretches) == len(moved.bars())
    assert str(moved).splitlines()[1].startswith("s0000: 2025-")
    assert moved.chart().startswith("<svg")


def test_a_series_with_too_few_days_is_named() -> None:
    found = change_points({"events": [1, 2, 3], "n": [50, 50, 50]})
    assert (found.undefined, found.changes) == (("",), ())
    assert found.warnings[0].code == "drift_without_chart"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"chance": 0}, "chance is 0. Give the chance of a false change"),
        ({"shortest": 0}, "shortest is 0"),
        ({"level": 95}, "level is 95"),
        ({"kind": "sum"}, "kind is 'sum'"),
    ],
)
def test_settings_that_make_no_sense_are_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        change_points({"events": [1] * 20, "n": [9] * 20}, **more)
