"""Home: what is mine, by deadline; and what to do when nothing is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine import clock, desks
from evenhand.ops.spine.desks import Desk, HomeRow, NavigationEntry, SearchHit
from evenhand.web.home import MOST_ROWS, NEXT_STEPS

Browse = Callable[[User | None], Client]

get_resolver().url_patterns  # noqa: B018  # the addresses are made of all desks, once, before a test declares its own


@pytest.fixture
def at() -> Iterator[datetime]:
    """A Monday."""
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    with clock.frozen(moment):
        yield moment


@pytest.fixture
def yours(monkeypatch: Any) -> Callable[..., None]:
    """Puts these rows on everybody's home."""

    def declared(*rows: HomeRow) -> None:
        entry = NavigationEntry("quality", "Samples", "search", None)
        desk = Desk(app="tried", title="Tried", home=(lambda user, at: rows,), navigation=(entry,))
        monkeypatch.setattr(desks, "all_desks", lambda: (desk,))

    return declared


def row(title: str, due_at: datetime | None = None) -> HomeRow:
    return HomeRow(title, "why it is yours", "/search", "Samples", due_at)


def home_of(client: Client) -> str:
    return client.get("/").content.decode()


def test_what_is_due_first_stands_first_and_what_has_no_deadline_last(
    yours: Any, hire: Any, browse: Browse, at: datetime
) -> None:
    yours(row("No hurry"), row("Tomorrow", at + timedelta(days=1)), row("Late", at - timedelta(hours=3)))
    page = home_of(browse(hire("Ada", Role.QUALITY_LEAD)))
    assert page.index("Late") < page.index("Tomorrow") < page.index("No hurry")
    assert "Monday, 2 Mar 2026. 3 things are yours; the first: 3 h late." in page


def test_the_load_is_counted_by_when_it_is_due(yours: Any, hire: Any, browse: Browse, at: datetime) -> None:
    hours = (-1, 2, 3, 30, 24 * 20)
    yours(row("No hurry"), *(row(f"In {each}", at + timedelta(hours=each)) for each in hours))
    page = home_of(browse(hire("Ada")))
    counted = dict(re.findall(r"<dt>([^<]+)</dt><dd><bdi>(\d+)", page))
    assert counted == {"Late": "1", "Still today": "2", "Within a week": "1", "Later": "1", "Without a deadline": "1"}


def test_today_ends_at_midnight_of_ones_own_time_zone(yours: Any, hire: Any, browse: Browse, at: datetime) -> None:
    tonight = row("Tonight", datetime(2026, 3, 2, 20, tzinfo=UTC))  # four o'clock of the next morning in Shanghai
    yours(tonight, row("No hurry"))
    assert "Still today" in home_of(browse(hire("Ada")))
    assert "Still today" not in home_of(browse(hire("Wang", time_zone="Asia/Shanghai")))


def test_a_long_list_is_cut_and_counted(yours: Any, hire: Any, browse: Browse, at: datetime) -> None:
    yours(*(row(f"Thing {number:03}") for number in range(MOST_ROWS + 30)))
    page = home_of(browse(hire("Ada")))
    assert page.count("why it is yours") == MOST_ROWS
    assert f"{MOST_ROWS + 30} in all" in page


def test_words_of_a_row_are_text(yours: Any, hire: Any, browse: Browse, at: datetime) -> None:
    yours(HomeRow("<b>bold</b>", "<i>why</i>", "javascript:alert(1)", "Samples"))
    page = home_of(browse(hire("Ada")))
    assert "<b>bold" not in page
    assert "<i>why" not in page


@pytest.mark.parametrize("role", list(Role))
def test_somebody_with_nothing_to_do_is_told_what_to_do_next(
    role: Role, yours: Any, hire: Any, browse: Browse, at: datetime
) -> None:
    yours()
    page = home_of(browse(hire("Ada", role)))
    assert "Nothing is waiting for you" in page
    assert str(NEXT_STEPS[role]).replace("'", "&#39;") in page
    assert '<a class="btn plain" href="/search"' in page


def test_somebody_without_a_role_is_told_who_gives_one(yours: Any, hire: Any, browse: Browse, at: datetime) -> None:
    yours()
    assert "An administrator gives you a role" in home_of(browse(hire("Dee")))


@pytest.mark.parametrize(
    ("words", "said"), [("", "at least two letters"), ("x", "at least two"), ("xyz", "Nothing found")]
)
def test_a_search_without_a_result_says_what_to_try(words: str, said: str, hire: Any, browse: Browse) -> None:
    assert said in browse(hire("Dee")).get("/search", {"q": words}).content.decode()


def test_what_a_desk_finds_is_shown_as_text_with_its_kind(hire: Any, browse: Browse, monkeypatch: Any) -> None:
    found = SearchHit("<b>Sample</b>", "of Monday", "javascript:alert(1)", "Sample")
    desk = Desk(app="tried", title="Tried", search=(lambda user, words: [found],))
    monkeypatch.setattr(desks, "all_desks", lambda: (desk,))
    page = browse(hire("Dee")).get("/search", {"q": "sample"}).content.decode()
    assert "&lt;b&gt;Sample" in page
    assert "javascript:" not in page
