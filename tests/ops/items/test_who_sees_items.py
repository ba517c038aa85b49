"""Who may see an item: by market, by the tasks and decisions of their partner, and never what would end blindness."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from items_cast import BEFORE, fetched, item, kept, listed, task_on, with_file

from evenhand.ops.items.desk import find, show
from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine import desks, facts
from evenhand.ops.spine.desks import Desk, ItemSection

pytestmark = pytest.mark.django_db
Browse = Callable[[User | None], Client]


def address(of: Item) -> str:
    return reverse("items:item", kwargs={"uuid": of.uuid})


def status(client: Client, of: Item) -> int:
    return client.get(address(of)).status_code


@pytest.fixture
def limited(hire: Callable[..., User]) -> User:
    """Reads quality of one market."""
    person = hire("Fay", Role.TRAINER)
    Grant.objects.filter(user=person).update(markets=["IE"])
    return person


def decided(source: str, item_id: str, *, partner: str) -> None:
    """A decision that is a fact alone."""
    row = {"source": source, "judgement_id": "j-1", "item_id": item_id, "label": "none", "partner": partner}
    with facts.whole().writing("test") as batch:
        batch.connection.sql(
            "CREATE TEMP TABLE given AS SELECT "
            + ", ".join(f"'{value}' AS {name}" for name, value in row.items())
            + ", TIMESTAMPTZ '2026-02-01 00:00:00+00' AS judged_at"
        )
        batch.add("judgements", "given")


def test_who_reads_items_without_a_limit_sees_all(ada: User, browse: Browse) -> None:
    assert status(browse(ada), item(1, market="")) == 200
    assert listed(browse(ada)) == {"post-1"}


def test_without_the_capability_there_is_no_way_in(dee: User, eve: User, browse: Browse) -> None:
    found = item()
    assert [status(browse(user), found) for user in (dee, eve)] == [403, 403]
    assert browse(None).get(address(found)).status_code == 302


def test_a_limit_to_a_market_reaches_its_items(limited: User, browse: Browse) -> None:
    own, other, unknown = item(1, market="IE"), item(2, market="SG"), item(3, market="")
    assert [status(browse(limited), each) for each in (own, other, unknown)] == [200, 404, 404]
    assert listed(browse(limited)) == {"post-1"}


def test_a_partners_lead_sees_items_of_tasks_at_their_site_alone(chi: User, browse: Browse) -> None:
    own, other, idle = kept(1), kept(2), kept(3)
    task_on(own, partner="lisbon")
    task_on(other, partner="manila")
    assert [status(browse(chi), each.item) for each in (own, other, idle)] == [200, 404, 404]
    assert listed(browse(chi)) == {"post-1"}


def test_a_partners_lead_sees_an_item_that_their_site_decided_in_the_facts(chi: User, browse: Browse) -> None:
    own, other = item(1), item(2)
    decided("coop", "post-1", partner="lisbon")
    assert [status(browse(chi), each) for each in (own, other)] == [200, 404]


def test_nobody_can_tell_a_hidden_item_from_none(limited: User, browse: Browse) -> None:
    hidden = browse(limited).get(address(item(1, market="SG")))
    absent = browse(limited).get(reverse("items:item", kwargs={"uuid": "01890000-0000-7000-8000-000000000000"}))
    assert hidden.status_code == absent.status_code == 404


def test_search_and_references_find_only_what_the_person_may_see(ada: User, limited: User) -> None:
    own, other = item(1, author_id="a-1"), item(2, market="SG", author_id="a-1")
    assert [hit.title for hit in find(limited, "a-1")] == ["coop post-1"]
    assert {hit.title for hit in find(ada, "a-1")} == {"coop post-1", "coop post-2"}
    assert list(find(limited, "post-2")) == []
    assert set(show(limited, frozenset({str(own.uuid), str(other.uuid), "no uuid"}))) == {str(own.uuid)}


def test_what_stands_around_an_item_is_limited_too(limited: User, ada: User, browse: Browse) -> None:
    found = item(1, thread_id="t-1", author_id="a-1")
    item(2, thread_id="t-1", author_id="a-1", market="SG", text="words from elsewhere")
    assert "words from elsewhere" in browse(ada).get(address(found)).content.decode()
    assert "words from elsewhere" not in browse(limited).get(address(found)).content.decode()


@pytest.mark.parametrize("page", ["medium", "preview"])
def test_files_are_as_closed_as_their_item(page: str, ada: User, limited: User, dee: User, browse: Browse) -> None:
    medium = with_file(kept(1, market="SG"), ada)
    assert [fetched(browse(user), page, medium).status for user in (ada, limited, dee)] == [200, 404, 403]


@pytest.mark.parametrize(("page", "rest"), [("items:rest", {"part": "text"}), ("items:leave", {"place": 0})])
def test_texts_and_links_are_as_closed_as_their_item(
    page: str, rest: dict[str, Any], ada: User, limited: User, dee: User, browse: Browse
) -> None:
    snapshot = kept(1, market="SG", text="see https://example.org/ now")
    asked = reverse(page, kwargs={"uuid": snapshot.uuid, **rest})
    assert [browse(user).get(asked).status_code for user in (ada, limited, dee)] == [200, 404, 403]


def test_who_judges_sees_files_without_seeing_the_list(hire: Callable[..., User], ada: User, browse: Browse) -> None:
    gus = hire("Gus", Role.REVIEWER, partner="lisbon")
    own, other = kept(1), kept(2)
    task_on(own)
    files = [with_file(each, ada) for each in (own, other)]
    seen = [fetched(browse(gus), "medium", file).status for file in files]
    assert seen == [200, 404]
    assert browse(gus).get(reverse("items:index")).status_code == 403


@pytest.fixture
def verdicts(monkeypatch: pytest.MonkeyPatch) -> list[Item]:
    """A desk above that tells verdicts on the page of an item; the items that it was asked about."""
    asked: list[Item] = []

    def section(user: User, found: Item) -> ItemSection:
        asked.append(found)
        return ItemSection("Verdicts", "items/rest.html", {})

    above = Desk(app="above", title="Above", item_sections=(section,))
    known = desks.all_desks()
    monkeypatch.setattr("evenhand.ops.items.views.pages.all_desks", lambda: (*known, above))
    return asked


def test_who_may_have_to_judge_an_item_blind_is_told_nothing_of_it(
    ben: User, browse: Browse, verdicts: list[Item], at: datetime
) -> None:
    snapshot = kept(1, attributes={"status": "removed by moderator"})
    task_on(snapshot)
    page = browse(ben).get(address(snapshot.item))
    assert verdicts == []
    assert "removed by moderator" not in page.content.decode()
    assert "without knowing what others thought" in page.content.decode()


def test_what_others_thought_is_shown_to_who_will_not_judge_it(
    hire: Callable[..., User], browse: Browse, at: datetime
) -> None:
    snapshot = kept(1, attributes={"status": "removed by moderator"})
    task_on(snapshot)
    trainer = hire("Tom", Role.TRAINER)
    assert "removed by moderator" in browse(trainer).get(address(snapshot.item)).content.decode()


def test_who_added_an_item_sees_it_whatever_their_limit(hire: Callable[..., User], browse: Browse) -> None:
    own = hire("Hal", Role.SENIOR_SPECIALIST, partner="lisbon")
    browse(own).post(reverse("items:add"), {"text": "Mine", "kind": "content", "content_type": "text", "tier": "1"})
    added = Item.objects.get()
    assert status(browse(own), added) == 200
    assert Snapshot.objects.get(item=added).taken_at > BEFORE
