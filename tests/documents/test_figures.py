from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from quality_example import figure

from evenhand.documents import figures
from evenhand.documents.whisker import MARGIN, scale_for, whisker
from evenhand.documents.words import words_for
from evenhand.facts.errors import RequestError
from evenhand.facts.plain import one_line, plain
from evenhand.measure.result import Method

ENGLISH, CHINESE = words_for("en"), words_for("zh")


def test_a_share_is_written_as_each_language_writes_it() -> None:
    assert (figures.percent(ENGLISH, 0.942), figures.percent(CHINESE, 0.942)) == ("94.2\u00a0%", "94.2%")


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0.0"), (0.0001, "<0.1"), (0.9999, ">99.9"), (1.0, "100.0"), (0.9266, "92.7")]
)
def test_a_share_is_never_rounded_to_none_or_all(share: float, text: str) -> None:
    assert figures.bare(share) == text


def test_an_interval_is_written_as_each_language_writes_it() -> None:
    estimate = figure("accuracy", (0.942, 0.926, 0.955), 400, 377)
    assert figures.interval(ENGLISH, estimate) == "92.6 to 95.5"
    assert figures.interval(CHINESE, estimate) == "92.6 至 95.5"


def test_a_census_is_called_exact() -> None:
    estimate = replace(figure("accuracy", (0.9, 0.9, 0.9), 10, 9), method=Method.CENSUS)
    assert figures.interval(ENGLISH, estimate) == "exact"


@pytest.mark.parametrize(("share", "text"), [(0.95, "95\u00a0%"), (0.57, "57\u00a0%"), (0.975, "97.5\u00a0%")])
def test_a_target_has_only_the_decimals_it_needs(share: float, text: str) -> None:
    assert figures.level(ENGLISH, share) == text


def test_times_are_those_of_the_reporting_time_zone() -> None:
    zone = figures.zone_named("Asia/Shanghai")
    at = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
    assert figures.moment(ENGLISH, at, zone) == "23 Nov 2026, 02:05"
    assert figures.moment(CHINESE, at, zone) == "2026 年 11 月 23 日 02:05"


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", ""])
def test_an_unknown_time_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(RequestError, match="timezone"):
        figures.zone_named(name)


def test_a_chance_has_three_significant_digits() -> None:
    assert figures.chance(ENGLISH, 0.00364, 0.00364) == "0.364\u00a0%"
    assert figures.chance(ENGLISH, 0.0101, 0.25) == "1.01 to 25.0\u00a0%"


def test_the_scale_has_round_ends_and_holds_every_interval_and_the_target() -> None:
    scale = scale_for([figure("accuracy", (0.75, 0.589, 0.863), 36, 27)], 0.95)
    assert (round(scale.low, 2), round(scale.high, 2)) == (0.5, 1.0)
    assert [tick.text for tick in scale.ticks] == ["50", "60", "70", "80", "90", "100"]


def test_a_mark_stands_where_its_share_is_on_the_scale() -> None:
    scale = scale_for([figure("accuracy", (0.75, 0.5, 1.0), 36, 27)], None)
    mark = whisker(figure("accuracy", (0.75, 0.5, 1.0), 36, 27), scale, "")
    assert mark is not None
    assert (mark.low, mark.point, mark.high) == (MARGIN, 0.5, 1 - MARGIN)


@pytest.mark.parametrize(("high", "below"), [(0.94, True), (0.95, False), (0.96, False)])
def test_a_mark_is_red_only_when_its_whole_interval_is_below_target(high: float, *, below: bool) -> None:
    estimate = figure("accuracy", (0.9, 0.85, high), 100, 90)
    mark = whisker(estimate, scale_for([estimate], 0.95), "")
    assert mark is not None
    assert mark.below is below


@pytest.mark.parametrize(("n", "few"), [(29, True), (30, False)])
def test_a_mark_is_hollow_when_fewer_than_thirty_were_assessed(n: int, *, few: bool) -> None:
    estimate = figure("accuracy", (0.9, 0.85, 0.94), n, n - 2)
    mark = whisker(estimate, scale_for([estimate], None), "")
    assert mark is not None
    assert mark.few is few


def test_reordering_marks_and_controls_are_made_visible() -> None:
    assert plain("a\u202eb\x00c\ud800\r\nd") == "a[U+202E]b\ufffdc\ufffd\nd"


def test_a_name_stays_on_one_line() -> None:
    assert one_line(" a\n\tb\u2028c ") == "a b c"
