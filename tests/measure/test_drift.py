"""Control charts: how often they ring while nothing moves, how soon when something does, and what they say then."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from defusedxml.ElementTree import fromstring
from drift_tables import days, delays, oracle, oracle_threshold, table
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.facts.errors import RequestError
from evenhand.measure import ChartSpread, Drift, SignalKind, drift

QUIET = days(0.04, series=300, length=365, seed=1)
MOVED_ON = 220
MOVED = days(np.where(np.arange(365) < MOVED_ON, 0.04, 0.052), series=300, length=365, seed=2)


def one(events: Any, n: Any, **more: Any) -> Drift:
    return drift({"events": np.asarray(events), "n": np.asarray(n)}, **more)


def alarms_a_day(found: Drift) -> float:
    watched = ~found.days.reference
    return float((found.days.signal & watched).sum() / watched.sum())


def test_with_days_that_differ_it_rings_as_seldom_as_asked_and_nearly_as_soon_as_who_knows_everything() -> None:
    threshold = oracle_threshold(*QUIET, rate=0.003)
    best = delays(oracle(*MOVED, threshold), MOVED_ON, np.zeros(300, dtype=bool)).mean()
    told = {"shift": 0.012, "direction": "up"}
    found = drift(table(*MOVED), **told).days
    rung, open_ = (flags.reshape(300, 365) for flags in (found.signal & ~found.reference, found.drifting))

    assert alarms_a_day(drift(table(*QUIET), **told)) <= 0.003
    assert delays(rung, MOVED_ON, open_[:, MOVED_ON - 1]).mean() <= 1.25 * best


@pytest.mark.parametrize("rule", ["cusum", "ewma", "limits"])
def test_without_being_told_the_shift_it_rings_as_seldom_as_asked(rule: str) -> None:
    assert alarms_a_day(drift(table(*QUIET), rule=rule)) <= 0.0038


@pytest.mark.parametrize("rule", ["cusum", "ewma", "limits"])
@pytest.mark.parametrize(("level", "size"), [(0.002, 100), (0.02, 25), (0.05, 60), (0.3, 400), (0.98, 50)])
def test_few_or_rare_events_do_not_make_it_ring_more_often(rule: str, level: float, size: int) -> None:
    quiet = days(level, series=120, length=365, seed=3, between=0, sizes=(size // 2, size * 2))
    assert alarms_a_day(drift(table(*quiet), rule=rule)) <= 0.0045


@pytest.mark.parametrize(("rule", "most"), [("cusum", 0.0045), ("ewma", 0.0045), ("limits", 0.006)])
def test_after_a_reference_of_four_weeks_it_rings_little_more_often_than_asked(rule: str, most: float) -> None:
    assert alarms_a_day(drift(table(*QUIET), reference=28, rule=rule)) <= most


def test_a_plain_p_chart_would_ring_thirty_times_as_often() -> None:
    assert alarms_a_day(drift(table(*(part[:60] for part in QUIET)), spread="counting", rule="limits")) > 0.06


def test_a_rate_rings_as_seldom_as_asked() -> None:
    rng = np.random.default_rng(4)
    hours = rng.uniform(5, 60, (200, 300))
    events = rng.poisson(hours * 0.4)
    assert alarms_a_day(drift(table(events, hours), kind="rate")) <= 0.004


def test_the_chance_of_a_series_in_which_nothing_moved_is_evenly_spread() -> None:
    chances = np.array([series.p for series in drift(table(*QUIET)).series])
    assert 0.01 <= (chances <= 0.05).mean() <= 0.09
    assert 0.13 <= (chances <= 0.2).mean() <= 0.27


def test_of_the_series_that_are_claimed_at_most_the_stated_share_did_not_move() -> None:
    level = np.where((np.arange(300)[:, None] < 60) & (np.arange(250) >= 180), 0.055, 0.04)
    found = drift(table(*days(level, series=300, length=250, seed=5)), fdr=0.1)
    claimed = [int(series.series[1:]) for series in found.drifted]
    assert sum(k < 60 for k in claimed) >= 55
    assert sum(k >= 60 for k in claimed) <= 0.16 * len(claimed)


def test_who_looks_until_a_horizon_gets_larger_chances() -> None:
    once, often = (drift(table(*MOVED), horizon=horizon) for horizon in (None, 1_000))
    assert all(a.p <= b.p for a, b in zip(once.series, often.series, strict=True))  # type: ignore[operator]


def test_a_dependence_of_any_kind_asks_for_more() -> None:
    plain, any_kind = (drift(table(*MOVED), discovery=rule) for rule in ("benjamini-hochberg", "benjamini-yekutieli"))
    assert all(a.p_adjusted <= b.p_adjusted for a, b in zip(plain.series, any_kind.series, strict=True))  # type: ignore[operator]


def test_the_moment_and_the_levels_of_a_drift_lie_in_their_intervals() -> None:
    found = drift(table(*MOVED))
    began = str(np.datetime64("2025-01-01") + MOVED_ON)
    late = str(np.datetime64("2025-01-01") + MOVED_ON + 40)
    ups = [one for one in found.signals if one.why is SignalKind.UP and began <= one.day < late]
    assert len(ups) >= 285
    assert np.mean([one.began_from <= began <= one.began_to for one in ups]) >= 0.9
    assert np.mean([one.before.low <= 0.04 <= one.before.high for one in ups]) >= 0.9
    assert np.mean([one.after.low <= 0.052 <= one.after.high for one in ups]) >= 0.9


def test_a_drift_that_stays_rings_once_and_one_that_ends_is_over() -> None:
    n = np.full(300, 1_000)
    events = np.full(300, 50) + np.tile([-7, 0, 7, 3, -3], 60)
    events[150:200] += 30
    found = one(events, n, reference=100)
    (signal,) = found.signals
    assert (signal.why, signal.began) == (SignalKind.UP, "151")
    assert signal.ended is not None
    assert 200 <= int(signal.ended) <= 206
    assert one(events[:199], n[:199], reference=100).signals[0].ended is None


def test_a_single_day_far_out_rings_for_itself_and_not_as_a_drift_that_lasts() -> None:
    n, events = np.full(120, 1_000), np.full(120, 50) + np.tile([-7, 0, 7, 3, -3, 5], 20)
    events[100] = 90
    found = one(events, n, reference=60, rule="limits")
    assert [(one.day, one.why) for one in found.signals] == [("101", SignalKind.ABOVE)]
    assert found.signals[0].after.estimate == pytest.approx(0.09)


def test_a_reference_that_moved_is_cut_so_that_the_move_is_found() -> None:
    moved = days(np.where(np.arange(365) < 100, 0.04, 0.052), series=40, length=365, seed=6)
    found = drift(table(*moved))
    reference = found.days.reference.reshape(40, 365).sum(axis=1)
    rung = {one.series for one in found.signals if one.why is SignalKind.UP and one.day < "2025-05-10"}
    assert np.median(reference) == pytest.approx(100, abs=4)
    assert len(rung) >= 34


def test_days_that_differ_no_more_than_counting_explains_get_the_plain_chart() -> None:
    found = drift(table(*days(0.04, series=100, length=200, seed=7, between=0)))
    plain = [one for one in found.series if one.spread is ChartSpread.COUNTING]
    assert len(plain) >= 70
    assert plain[0].chart_name == "p chart"
    assert plain[0].why is not None
    assert plain[0].why.code == "drift_chart_counting"


def test_equal_sizes_get_laneys_chart_and_unequal_ones_a_spread_between_days() -> None:
    equal = drift(table(*days(0.04, series=20, length=200, seed=8, sizes=(3_000, 3_000))))
    assert {one.chart_name for one in equal.series} == {"Laney p' chart"}
    unequal = drift(table(*QUIET))
    assert np.mean([one.spread is ChartSpread.BETWEEN for one in unequal.series]) > 0.9
    assert np.median([one.between for one in unequal.series]) == pytest.approx(0.006, rel=0.1)


def test_laneys_limits_are_those_of_his_formula() -> None:
    events, n = (part[0] for part in days(0.5, series=1, length=100, seed=9, between=0.03))
    found = one(events, n, reference=100, spread="laney", rule="limits", false_alarms=0.0027)
    level = events.sum() / n.sum()
    sigma = np.sqrt(level * (1 - level) / n)
    multiple = np.abs(np.diff((events / n - level) / sigma)).mean() / 1.128
    assert found.series[0].sigma == pytest.approx(multiple, rel=1e-3)
    reach = (found.days.upper - found.days.centre) / (multiple * sigma)
    assert found.days.centre == pytest.approx(level, rel=1e-3)
    assert reach == pytest.approx(reach[0], rel=1e-2)
    assert 3 < reach[0] < 3.3  # three, and somewhat more for a level and a spread from 100 days


def test_weekdays_are_found_and_then_no_reason_to_ring() -> None:
    pattern = np.array([1.3, 1.1, 1, 1, 1, 0.8, 0.8])[(np.arange(364) + 2) % 7]  # 2025-01-01 was a Wednesday
    found = drift(table(*days(0.04 * pattern, series=60, length=364, seed=10, between=0.003)))
    week = np.array([one.weekdays for one in found.series])
    assert week.mean(axis=0) / week.mean() == pytest.approx([1.3, 1.1, 1, 1, 1, 0.8, 0.8], rel=0.03)
    assert alarms_a_day(found) <= 0.005
    ignored = drift(table(*days(0.04 * pattern, series=60, length=364, seed=10, between=0.003)), weekdays=False)
    narrow = found.days.upper - found.days.lower
    assert narrow.mean() < 0.8 * (ignored.days.upper - ignored.days.lower).mean()


@pytest.mark.parametrize("length", [40, 60, 365])
def test_weekdays_without_a_pattern_are_left_alone(length: int) -> None:
    found = drift(table(*days(0.04, series=100, length=length, seed=11)))
    assert np.mean([one.weekdays is not None for one in found.series]) <= 0.12


def test_missing_days_and_days_on_which_nothing_was_seen_change_nothing_else() -> None:
    events, n = (part[0] for part in MOVED)
    dates = np.datetime64("2025-01-01") + np.arange(365)
    whole = drift({"day": dates, "events": events, "n": n}, reference=100, weekdays=False)
    later = np.where(np.arange(365) < 150, dates, dates + 10)
    empty = np.datetime64("2025-06-01")
    gap = drift(
        {"day": np.r_[later, empty], "events": np.r_[events, 0], "n": np.r_[n, 0]}, reference=100, weekdays=False
    )
    seen = gap.days.n > 0
    assert gap.days.statistic[seen] == pytest.approx(whole.days.statistic, nan_ok=True)
    (row,) = [row for row in gap.rows() if row["day"] == "2025-06-01"]
    assert (row["value"], row["statistic"], row["signal"], row["why"]) == (None, None, False, "nothing seen")


def test_rows_of_the_same_day_are_added_up_and_that_is_said() -> None:
    events, n = (part[0] for part in MOVED)
    half = events // 2
    split = drift({"day": [*range(365)] * 2, "events": [*half, *(events - half)], "n": [*(n // 2), *(n - n // 2)]})
    whole = drift({"day": range(365), "events": events, "n": n})
    assert split.to_frame().equals(whole.to_frame())
    assert [note.text for note in split.warnings] == ["365 rows were added to others of the same day"]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_changes_nothing_and_no_series_changes_another(seed: int) -> None:
    rng = np.random.default_rng(seed)
    events, n = days(0.05, series=3, length=80, seed=seed % 1_000)
    held = table(events, n)
    order = rng.permutation(events.size)
    shuffled = drift({name: np.asarray(values)[order] for name, values in held.items()})
    found = drift(held)
    assert shuffled.to_frame().equals(found.to_frame())
    assert shuffled.signals == found.signals
    alone = drift(table(events[:1], n[:1]))
    assert alone.series[0].p == pytest.approx(found.series[0].p)
    assert alone.days.statistic == pytest.approx(found.days.statistic[:80], nan_ok=True)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.02, 0.2, 0.5, 0.9]))
def test_what_rings_for_the_events_rings_in_the_mirror_for_the_others(seed: int, level: float) -> None:
    events, n = (part[0] for part in days(level, series=1, length=120, seed=seed, sizes=(30, 300), between=0.01))
    found, mirrored = one(events, n), one(n - events, n)
    assert found.days.statistic == pytest.approx(-mirrored.days.statistic, abs=1e-6, nan_ok=True)
    assert found.days.upper == pytest.approx(1 - mirrored.days.lower, abs=1e-9)
    assert [one.day for one in found.signals] == [one.day for one in mirrored.signals]


def test_a_rate_in_other_units_rings_on_the_same_days() -> None:
    rng = np.random.default_rng(12)
    hours = rng.uniform(5, 60, 150)
    events = rng.poisson(hours * np.where(np.arange(150) < 110, 0.4, 0.7))
    in_hours, in_minutes = one(events, hours, kind="rate"), one(events, hours * 60, kind="rate")
    assert in_hours.signals
    assert [(a.day, a.why) for a in in_hours.signals] == [(b.day, b.why) for b in in_minutes.signals]
    assert in_hours.series[0].normal is not None
    assert in_minutes.series[0].normal is not None
    assert in_hours.series[0].normal.estimate == pytest.approx(60 * in_minutes.series[0].normal.estimate)


def test_a_rare_event_as_a_rate_or_as_a_share_says_nearly_the_same() -> None:
    events, n = (part[0] for part in days(0.002, series=1, length=200, seed=13, between=0, sizes=(4_000, 6_000)))
    share, rate = one(events, n), one(events, n, kind="rate")
    assert share.days.statistic == pytest.approx(rate.days.statistic, abs=0.1, nan_ok=True)
    assert share.series[0].normal is not None
    assert rate.series[0].normal is not None
    assert rate.series[0].normal.high == pytest.approx(share.series[0].normal.high, rel=0.01)


def test_a_reference_may_end_on_a_date() -> None:
    held = table(*(part[:1] for part in MOVED))
    until, first = drift(held, reference="2025-04-30"), drift(held, reference=120)
    assert until.to_frame().equals(first.to_frame())


def test_a_direction_that_nobody_asked_for_never_rings() -> None:
    found = drift(table(*MOVED), direction="down")
    assert {one.why for one in found.signals} <= {SignalKind.DOWN, SignalKind.BELOW}


def test_far_days_of_the_reference_are_left_out_of_it_and_that_is_said() -> None:
    events, n = (part[0].copy() for part in days(0.04, series=1, length=120, seed=14, sizes=(2_000, 2_000)))
    plain = one(events, n, reference=60).series[0]
    events[20] = 400
    found = one(events, n, reference=60)
    assert found.series[0].normal is not None
    assert plain.normal is not None
    assert found.series[0].normal.estimate == pytest.approx(plain.normal.estimate, rel=0.02)
    assert "drift_left_out" in {note.code for note in found.series[0].warnings}
    assert found.signals[0].day == "21"


@pytest.mark.parametrize(
    ("events", "n", "more", "code"),
    [
        (np.zeros(80), np.full(80, 50), {}, "drift_no_events"),
        (np.tile([4, 6], 15), np.full(30, 100), {}, "drift_short_reference"),
        (np.full(100, 5), np.full(100, 100), {}, "drift_too_even"),
        (np.where(np.arange(100) < 25, 5, 20), np.full(100, 100), {"reference": 50}, "drift_alike"),
    ],
)
def test_what_makes_a_chart_doubtful_is_said(events: Any, n: Any, more: dict[str, Any], code: str) -> None:
    assert code in {note.code for note in one(events, n, **more).series[0].warnings}


def test_too_few_days_make_no_chart_and_say_why() -> None:
    found = one([1, 2, 3], [50, 50, 50])
    (series,) = found.series
    assert (series.p, series.normal, found.signals) == (None, None, ())
    assert series.undefined is not None
    assert series.undefined.text.startswith("only 3 days have something seen")
    assert found.rows()[0]["value"] == 0.02
    fromstring(found.chart())


def test_the_result_gives_itself_as_rows_values_and_a_table() -> None:
    found = drift(table(*(part[:2] for part in MOVED)))
    values = json.loads(json.dumps(found.to_dict()))
    assert [len(values["days"]), found.to_frame().num_rows] == [730, 730]
    assert values["series"][0]["why"].startswith("days differ more than counting explains")
    assert found.one("s0001").series == "s0001"
    assert repr(found).startswith("<2 series, ")
    assert str(found.signals[0]) in str(found)
    assert [bar.name for bar in found.bars()] == ["s0000", "s0001"]


def test_the_picture_marks_alarms_by_shape_and_is_safe_for_any_name() -> None:
    held = table(*(part[:1] for part in MOVED))
    held["series"] = ["<script>alert(1)</script>\u202e"] * 365
    picture = drift(held).chart()
    root = fromstring(picture)
    assert "script" not in {element.tag.split("}")[1] for element in root.iter()}
    assert "M0,-8 L7,5 L-7,5 Z" in picture
    assert "drift upwards" in (root[0].text or "")
    with pytest.raises(RequestError, match=r"There is no series 'x'"):
        drift(held).chart("x")


@pytest.mark.parametrize(
    ("columns", "more", "said"),
    [
        ({"events": [], "n": []}, {}, "The table has no rows"),
        ({"events": [1]}, {}, "no column that is known for n"),
        ({"events": [1], "n": [2]}, {"n": "m"}, "The table has no column 'm'"),
        ({"events": [1, 5], "n": [2, 3]}, {}, "events is 5 in row 2, where n is 3. Events are some of n"),
        ({"events": [0.04], "n": [100]}, {}, "'events' holds 0.04 in row 1. Give how many events"),
        ({"events": [1], "n": [2.5]}, {}, "'n' holds 2.5 in row 1"),
        ({"events": [1, -1], "n": [2, 2]}, {}, "'events' holds -1 in row 2. Give numbers from 0"),
        ({"events": [1], "n": [float("inf")]}, {}, "'n' holds inf in row 1"),
        ({"events": [1, None], "n": [None, 1]}, {}, "'n' is nowhere above 0"),
        ({"events": [0, 0], "n": [0, 0]}, {}, "'n' is nowhere above 0"),
        ({"events": ["a"], "n": [2]}, {}, "'events' holds text that is no number"),
        ({"events": [1, "a"], "n": [2, 2]}, {}, "'events' mixes types: 1 .int., 'a' .str."),
        ({"events": [1], "n": [2], "day": ["soon"]}, {}, "'day' holds what is no time"),
        ({"events": [1], "n": [2], "series": [None]}, {}, "'series' is empty in row 1"),
        ({"events": [1, 1], "n": [0.0, 1]}, {"kind": "rate"}, "events is 1 in row 1, where n is 0"),
        ({"events": [1], "n": [2]}, {"kind": "count"}, "kind is 'count'. Give one of 'share', 'rate'"),
        ({"events": [1], "n": [2]}, {"rule": "ewm"}, "rule is 'ewm'. Did you mean 'ewma'"),
        ({"events": [1], "n": [2]}, {"false_alarms": 0.3}, "false_alarms is 0.3"),
        ({"events": [1], "n": [2]}, {"shift": 1.2}, "shift is 1.2. Write a shift of 1.2 points as 0.012"),
        ({"events": [1], "n": [2]}, {"level": 95}, "level is 95"),
        ({"events": [1], "n": [2]}, {"fdr": 0}, "fdr is 0"),
        ({"events": [1], "n": [2]}, {"reference": 3}, "reference is 3. Give 8 days or more"),
        ({"events": [1], "n": [2]}, {"reference": "May"}, "reference is 'May'"),
        ({"events": [1], "n": [2]}, {"reference": "2025-05-01"}, "but days are numbers"),
        ({"events": [1], "n": [2]}, {"horizon": 0}, "horizon is 0"),
    ],
)
def test_what_makes_no_chart_is_refused_with_a_way_out(
    columns: dict[str, Any], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        drift(columns, **more)


def test_rows_without_events_or_n_are_left_out_and_counted() -> None:
    found = one([1, None, 2, 3] * 10, [50, 50, None, 50] * 10)
    assert [note.text for note in found.warnings] == ["20 rows lack events or n and are left out"]
    assert found.days.day.size == 20


def test_a_fresh_alarm_does_not_claim_to_know_more_of_the_new_level_than_it_does() -> None:
    level = np.where(np.arange(170) < 150, 0.04, 0.045)
    events, n = days(level, series=150, length=170, seed=15)
    whole = drift(table(events, n), reference=120)
    rung = {one.series: one.day for one in whole.signals if one.why is SignalKind.UP and one.day >= "2025-05-31"}
    last = {name: int((np.datetime64(day) - np.datetime64("2025-01-01")).astype(int)) + 1 for name, day in rung.items()}
    held = [
        drift(table(events[k : k + 1, :end], n[k : k + 1, :end]), reference=120).signals[-1].after
        for k, end in ((int(name[1:]), end) for name, end in last.items())
    ]
    assert len(held) >= 60
    assert np.mean([one.low <= 0.045 <= one.high for one in held]) >= 0.95
