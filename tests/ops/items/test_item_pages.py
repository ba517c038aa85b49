"""The pages of items: whatever an item holds, they show it harmlessly, in few statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from items_cast import item, kept, listed, new, sent, with_file

from evenhand.ops.items.models import Item, Medium, Snapshot
from evenhand.ops.items.presenters import protection_of, seen
from evenhand.ops.items.presenters.links import WHY
from evenhand.ops.items.presenters.passages import NAMES, REMARKS
from evenhand.ops.items.protection import Protection
from evenhand.ops.items.services import erase_payload, keep
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine.models import OutboxRow
from hostile import addresses, cases, names, texts

pytestmark = pytest.mark.django_db
Browse = Callable[[User | None], Client]
ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data", "poster"}
FORBIDDEN = {"iframe", "object", "embed", "base", "style", "svg", "math", "template", "marquee"}
HARMLESS = ["svg", "script"]  # the mark of the console and its keys, on every page
UNSEEN = re.compile("[\u200b\u202a-\u202e\u2066-\u2069\x00-\x08\x7f]")


@pytest.fixture
def desk(ada: User, browse: Browse, at: datetime) -> Client:
    return browse(ada)


class Dangers(HTMLParser):
    """Finds what a page must not hold: attributes that run, addresses that run, scripts and styles in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what is wrong with an element."""
        given = {name: (value or "").strip().lower() for name, value in attrs}
        self.found += [f"{tag} {name}" for name in given if name.startswith("on") or name in ("style", "srcdoc")]
        self.found += [
            f"{tag} {given[name]}" for name in ADDRESSES & given.keys() if not given[name].startswith(("/", "#", "?"))
        ]
        self.found += [tag] if tag in FORBIDDEN or (tag == "script" and "src" not in given) else []


def dangers(html: str) -> list[str]:
    parser = Dangers()
    parser.feed(html)
    return parser.found


def page(client: Client, of: Item, **query: str) -> str:
    answer = client.get(reverse("items:item", kwargs={"uuid": of.uuid}), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("text", cases(texts.ALL, names.NAMES))
def test_hostile_text_in_every_field_is_shown_harmlessly(text: str, desk: Client) -> None:
    found = item(
        1,
        external_id=(text or "x")[:300],
        text=text,
        translation=text,
        media_uri=text,
        author_id=text[:300],
        thread_id=text[:300],
        language=text[:35],
        context=({"role": text, "text": text}, {"role": "parent", "text": text}),
        attributes={text: text},
    )
    shown = page(desk, found)
    assert dangers(shown) == HARMLESS
    assert not UNSEEN.search(shown)


def test_the_list_shows_hostile_ids_harmlessly(desk: Client, at: datetime) -> None:
    keep([new(1, source=text[:100] or "x", external_id=text[:300] or "x") for text in texts.ALL.values()], at=at)
    pages = [desk.get(reverse("items:index"), {"sort": sort}).content.decode() for sort in ("id", "-id", "source")]
    assert dangers("".join(pages)) == 3 * HARMLESS
    assert not UNSEEN.search("".join(pages))


@pytest.mark.parametrize("text", cases(texts.LONG))
def test_a_flood_is_cut_and_goes_on_where_it_was_cut(text: str, desk: Client) -> None:
    snapshot = kept(1, text=text)
    first = seen(snapshot, protection=protection_of(snapshot)).text
    assert first is not None
    assert len(page(desk, snapshot.item)) < 400_000
    following = desk.get(first.more or "")
    assert following.status_code == 200
    assert len(following.content) < 800_000


def test_the_rest_of_a_text_comes_in_place_with_a_script_and_as_a_page_without(desk: Client) -> None:
    snapshot = kept(1, text="a" * 4_999 + "bcd" + "e" * 30_000)
    asked = reverse("items:rest", kwargs={"uuid": snapshot.uuid, "part": "text"}) + "?from=5000"
    part = desk.get(asked, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith("cde")
    assert "<html" not in part
    assert "?from=25000" in part
    assert "<html" in desk.get(asked).content.decode()


@pytest.mark.parametrize(
    "part", ["text?from=9999", "text?from=-1", "text?from=1e3", "text?from=" + "9" * 400, "digest"]
)
def test_there_is_no_rest_beyond_the_end_or_of_anything_else(part: str, desk: Client) -> None:
    snapshot = kept(1)
    address = reverse("items:rest", kwargs={"uuid": snapshot.uuid, "part": "text"})
    assert desk.get(address.removesuffix("text") + part).status_code == 404


@pytest.mark.parametrize("place", ["context-0", "context-1", "context-x", "context-٠", "context--1"])
def test_only_parts_of_the_context_that_are_there_have_a_rest(place: str, desk: Client) -> None:
    snapshot = kept(1, context=({"role": "parent", "text": "words"},))
    answer = desk.get(reverse("items:rest", kwargs={"uuid": snapshot.uuid, "part": place}))
    assert answer.status_code == (200 if place == "context-0" else 404)


@pytest.mark.parametrize(("tier", "waits"), [(0, False), (1, False), (2, False), (3, True), (4, True)])
def test_media_of_the_harder_tiers_are_not_loaded_before_somebody_asks(tier: int, waits: bool, ada: User) -> None:
    snapshot = kept(1, tier=tier)
    with_file(snapshot, ada)
    shown = seen(snapshot, protection=protection_of(snapshot))
    assert (shown.media_wait, shown.covered) == (waits, tier == 4)
    assert shown.media[0].covered == (tier >= 2)


def test_no_protection_is_weaker_than_the_floor() -> None:
    snapshot = kept(1, tier=4)
    assert seen(snapshot, protection=Protection()).covered


@pytest.mark.parametrize("uri", cases(addresses.PRIVATE, addresses.SCRIPTS, addresses.HIDDEN, addresses.USERINFO))
def test_an_address_that_may_do_harm_is_text_with_the_reason(uri: Any, desk: Client) -> None:
    snapshot = kept(1, text="", media_uri=str(uri))
    (link,) = seen(snapshot, protection=protection_of(snapshot)).links or (None,)
    assert link is None or (link.url is None and link.why)
    assert desk.get(reverse("items:leave", kwargs={"uuid": snapshot.uuid, "place": 0})).status_code == 404


def test_a_link_leads_through_a_page_that_says_where(desk: Client) -> None:
    snapshot = kept(1, text="look: https://xn--pple-43d.com/login?next=1.")
    (link,) = seen(snapshot, protection=protection_of(snapshot)).links
    shown = desk.get(link.url or "").content.decode()
    assert 'href="https://xn--pple-43d.com/login?next=1"' in shown
    assert 'rel="noopener noreferrer nofollow external"' in shown
    assert "аpple.com" in shown
    assert "https://xn--pple-43d.com" not in page(desk, snapshot.item).replace("<code", "").split("href=", 1)[0]


@pytest.mark.parametrize("place", [1, 99, 10**12])
def test_there_is_no_page_for_a_link_that_is_not_there(place: int, desk: Client) -> None:
    snapshot = kept(1, text="https://example.org/")
    assert desk.get(reverse("items:leave", kwargs={"uuid": snapshot.uuid, "place": place})).status_code == 404


def test_an_older_snapshot_is_shown_as_it_was(desk: Client) -> None:
    before = kept(1, text="as it was")
    kept(1, text="edited since")
    assert "as it was" in page(desk, before.item, snapshot=str(before.uuid))
    assert "edited since" in page(desk, before.item)
    assert before.digest in page(desk, before.item)


def test_a_snapshot_of_another_item_is_not_found_here(desk: Client) -> None:
    other = kept(2)
    answer = desk.get(reverse("items:item", kwargs={"uuid": item(1).uuid}), {"snapshot": str(other.uuid)})
    assert answer.status_code == 404


def test_content_that_was_changed_in_the_database_is_told(desk: Client) -> None:
    snapshot = kept(1)
    Snapshot.objects.filter(pk=snapshot.pk).update(text="something else")
    assert "its digest does not fit" in page(desk, snapshot.item)


def test_an_erased_item_says_so_and_shows_nothing(desk: Client, ada: User, at: datetime) -> None:
    snapshot = kept(1, text="secret words", context=({"role": "parent", "text": "secret too"},))
    with_file(snapshot, ada, name="secret.jpg")
    erase_payload([snapshot.item_id], rule="GDPR-17", at=at)
    shown = page(desk, snapshot.item)
    assert "was erased on 2 Mar 2026" in shown
    assert "secret" not in shown
    assert "erased" in desk.get(reverse("items:index")).content.decode()


def test_an_item_without_a_snapshot_has_a_page(desk: Client, at: datetime) -> None:
    bare = Item.objects.create(source="coop", external_id="bare", added_at=at)
    assert "Nothing of its content was kept" in page(desk, bare)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_download_holds_no_words_of_people(form: str, desk: Client) -> None:
    kept(1, text="private words", translation="private words", media_uri="private words")
    answer = desk.get(reverse("items:index"), {"format": form})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert b"private" not in content
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "post-1"}, {"post-1", "post-10"}),
        ({"source": "zendesk"}, {"ticket-1"}),
        ({"kind": "ticket"}, {"ticket-1"}),
        ({"type": "image"}, {"post-10"}),
        ({"language": "zh"}, {"post-2"}),
        ({"market": "SG"}, {"post-2"}),
        ({"market": "S%"}, set()),
    ],
    ids=("id", "source", "kind", "type", "language", "market", "no wildcard"),
)
def test_the_list_is_filtered(query: dict[str, str], found: set[str], desk: Client) -> None:
    ticket = new(0, source="zendesk", external_id="ticket-1", kind="ticket")
    rows = [new(1), new(2, language="zh-Hans", market="SG"), new(10, content_type="image"), ticket]
    keep(rows, at=datetime.now().astimezone())
    assert listed(desk, **query) == found


def statements(desk: Client, address: str) -> int:
    desk.get(address)
    with CaptureQueriesContext(connection) as asked:
        desk.get(address)
    return len(asked)


def test_the_list_costs_the_same_however_long_it_is(desk: Client, at: datetime) -> None:
    item(1)
    few = statements(desk, reverse("items:index"))
    keep([new(n) for n in range(2, 200)], at=at)
    assert statements(desk, reverse("items:index")) == few


def test_an_item_costs_the_same_however_much_stands_around_it(desk: Client, ada: User, at: datetime) -> None:
    found = item(1, thread_id="t", author_id="a", parent_id="post-2")
    few = statements(desk, reverse("items:item", kwargs={"uuid": found.uuid}))
    keep([new(n, thread_id="t", author_id="a", parent_id="post-1" if n % 2 else "") for n in range(2, 60)], at=at)
    for number in range(5):
        with_file(kept(1, text=f"edit {number}", thread_id="t"), ada)
    assert statements(desk, reverse("items:item", kwargs={"uuid": found.uuid})) == few
    assert few <= 25


def send(desk: Client, **fields: Any) -> Any:
    given = {"text": "Typed words", "kind": "content", "content_type": "text", "tier": "1", "market": "IE"}
    return desk.post(reverse("items:add"), {**given, **fields})


def test_an_item_added_by_hand_is_evidence_facts_and_ledger(desk: Client, ada: User, at: datetime) -> None:
    answer = send(desk, file=sent(), parent_text="What it answers", language="en")
    added = Item.objects.get()
    assert answer.headers["Location"] == reverse("items:item", kwargs={"uuid": added.uuid})
    assert (added.source, added.external_id, added.added_by) == ("evenhand", str(added.uuid), ada)
    assert Medium.objects.get().snapshot.item == added
    fact = OutboxRow.objects.get().row
    assert (fact["source"], fact["item_id"], fact["text"]) == ("evenhand", added.external_id, "Typed words")
    assert {event.kind for event in Event.objects.filter(actor=str(ada.uuid))} == {"items.kept", "items.attached"}
    assert "What it answers" in page(desk, added)


def test_an_item_kept_from_facts_is_not_published_again() -> None:
    item(1)
    assert not OutboxRow.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": " "}, "text"),
        ({"kind": "person"}, "kind"),
        ({"text": "x" * 100_001}, "text"),
        ({"file": sent(b"", name="empty.jpg")}, "file"),
        ({"file": sent(b"\xff\xd8\xff broken", name="broken.jpg")}, "file"),
        ({"tier": "9"}, "tier"),
    ],
    ids=("nothing", "kind", "long", "empty-file", "broken-picture", "tier"),
)
def test_what_cannot_be_added_is_said_at_its_field_and_nothing_is_kept(
    fields: dict[str, Any], field: str, desk: Client, home: Any
) -> None:
    answer = send(desk, **fields)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Item.objects.exists()
    assert [path for path in (home / "media").rglob("*") if path.is_file()] == []


def test_somebody_limited_to_a_market_adds_items_of_that_market(hire: Callable[..., User], browse: Browse) -> None:
    person = hire("Ivy", Role.INVESTIGATOR)
    person.grants.update(markets=["SG"])
    assert send(browse(person), market="IE").status_code == 422
    assert send(browse(person), market="SG").status_code == 302


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_stand_in_remark_and_refusal_has_words(language: str) -> None:
    with override(language):
        words = [
            str(word) for collection in (NAMES, REMARKS, WHY) for key, word in collection.items() if key != "words"
        ]
    assert all(words)
    assert len(set(words)) == len(words)
