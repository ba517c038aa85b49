"""Values are written as documents write them, in the language that is active, and times say their zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override

from evenhand.measure.result import Method, Note
from evenhand.ui import format as formats
from evenhand.ui.gallery import estimate

NOW = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "91.2\N{NO-BREAK SPACE}% (88.4 to 93.4)"), ("zh-hans", "91.2%（88.4 至 93.4）")]
)
def test_an_estimate_carries_its_interval(language: str, text: str) -> None:
    with override(language):
        assert formats.percent(estimate(0.912, 0.884, 0.934, 500)) == text


@pytest.mark.parametrize(("language", "why"), [("en", "no assessments in this slice"), ("zh-hans", "该组没有评估结果")])
def test_an_undefined_estimate_says_why(language: str, why: str) -> None:
    undefined = estimate(None, None, None, 0, method=Method.NONE, undefined=Note("no_assessments"))
    with override(language):
        assert formats.percent(undefined) == why
        assert formats.share(undefined).value is None


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "22 Nov 2026, 09:40 UTC"),
        ("Asia/Shanghai", "22 Nov 2026, 17:40 UTC+8"),
        ("Asia/Kolkata", "22 Nov 2026, 15:10 UTC+5:30"),
        ("America/New_York", "22 Nov 2026, 04:40 UTC−5"),
    ],
)
def test_a_moment_names_its_zone(zone: str, text: str) -> None:
    assert formats.moment(NOW, ZoneInfo(zone)) == text


def test_a_moment_is_in_the_readers_zone() -> None:
    with timezone.override("Asia/Tokyo"), override("zh-hans"):
        assert formats.moment(NOW) == "2026 年 11 月 22 日 18:40 UTC+9"
        assert formats.clock(NOW) == "18:40 UTC+9"


@pytest.mark.parametrize(
    ("after", "english", "chinese"),
    [
        (timedelta(minutes=38, seconds=59), "in 38 min", "38 分钟后到期"),
        (timedelta(hours=47), "in 47 h", "47 小时后到期"),
        (timedelta(days=3), "in 3 days", "3 天后到期"),
        (timedelta(seconds=20), "due now", "即将到期"),
        (timedelta(hours=-2), "2 h late", "已超时 2 小时"),
    ],
)
def test_a_deadline_says_how_far_off_it_is(after: timedelta, english: str, chinese: str) -> None:
    with override("en"):
        assert formats.due(NOW + after, NOW) == english
    with override("zh-hans"):
        assert formats.due(NOW + after, NOW) == chinese


@pytest.mark.parametrize(("minutes", "tone"), [(-1, "bad"), (0, "bad"), (60, "warn"), (61, "neutral")])
def test_a_deadline_warns_within_the_hour(minutes: int, tone: str) -> None:
    assert formats.due_tone(NOW + timedelta(minutes=minutes), NOW) == tone


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(45, "45 s"), (330, "5 min 30 s"), (4800, "1 h 20 min"), (86_400, "1 day"), (180_000, "2 days 2 h")],
)
def test_a_span_has_its_two_largest_units(seconds: int, text: str) -> None:
    assert formats.duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_240_000, "1.2 MB"), (999_600, "1.0 MB"), (25 * 10**9, "25 GB")],
)
def test_a_size_is_written_in_decimal_units(size: int, text: str) -> None:
    assert formats.bytes_size(size) == text


@pytest.mark.parametrize(("value", "text"), [(12_400, "12,400"), (-3, "−3"), (2.55, "2.5"), (0, "0")])
def test_a_number_has_separators(value: float, text: str) -> None:
    assert formats.number(value) == text


@pytest.mark.parametrize(("language", "listed"), [("en", "a, b, c"), ("zh-hans", "a、b、c")])
def test_words_are_listed_with_the_marks_of_the_language(language: str, listed: str) -> None:
    with override(language):
        assert formats.listed(("a", "b", "c")) == listed
