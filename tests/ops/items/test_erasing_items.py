"""Erased items: nothing of the content is left, what was there stays known, and it does not come back by itself."""

from __future__ import annotations

from datetime import datetime

import pytest
from items_cast import BEFORE, item, kept, new, with_file

from evenhand.ops.items.contents import content_of
from evenhand.ops.items.models import Item, Medium, Snapshot
from evenhand.ops.items.services import erase_payload, erase_subject, keep
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.spine.desks import Erasing, all_desks

pytestmark = pytest.mark.django_db


def words() -> list[str]:
    """All text that is kept of all items."""
    rows = Snapshot.objects.values_list("text", "translation", "media_uri", "context", "attributes")
    return [str(value) for row in rows for value in row if value]


def test_an_erased_snapshot_is_empty_and_says_when(ada: User, at: datetime) -> None:
    snapshot = kept(1, translation="t", media_uri="u", context=({"text": "c"},), attributes={"a": 1})
    with_file(snapshot, ada)
    assert erase_payload([snapshot.item_id], rule="GDPR-17", at=at) == 2
    assert words() == []
    medium = Medium.objects.get()
    assert (medium.sha256, medium.name, medium.erased_at) == ("", "", at)
    assert Snapshot.objects.get().erased_at == at


def test_erasing_twice_does_nothing_more(at: datetime) -> None:
    found = item(1)
    assert (erase_payload([found.pk], rule="r", at=at), erase_payload([found.pk], rule="r", at=at)) == (1, 0)
    assert Event.objects.filter(kind="items.erased").count() == 1


def test_nobody_can_try_which_text_was_erased(at: datetime) -> None:
    snapshot = kept(1, text="+49 30 1234567")
    erase_payload([snapshot.item_id], rule="r", at=at)
    assert Snapshot.objects.get().digest != content_of(new(1, text="+49 30 1234567")).digest


def test_the_same_content_does_not_come_back_by_itself(at: datetime) -> None:
    snapshot = kept(1)
    erase_payload([snapshot.item_id], rule="r", at=at)
    assert keep([new(1)], at=at) == {("coop", "post-1"): (snapshot.item_id, snapshot.pk)}
    assert words() == []


def test_other_content_of_an_erased_item_is_a_new_snapshot(at: datetime) -> None:
    snapshot = kept(1)
    erase_payload([snapshot.item_id], rule="r", at=at)
    assert kept(1, text="written since").pk != snapshot.pk


def test_the_words_of_an_erased_item_go_from_what_answers_it(at: datetime) -> None:
    parent = item(1, text="secret")
    answer = {"parent_id": "post-1", "context": ({"role": "parent", "text": "secret"}, {"role": "title", "text": "T"})}
    first = kept(2, **answer)
    erase_payload([parent.pk], rule="r", at=at)
    first.refresh_from_db()
    assert first.context == [{"role": "parent", "erased": True}, {"role": "title", "text": "T"}]
    assert kept(2, **answer).pk == first.pk


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        (Erasing("item", "post-1"), {"Words of post 2", "Words of post 3"}),
        (Erasing("item", "post-1", "zendesk"), {"Words of post 1", "Words of post 2", "Words of post 3"}),
        (Erasing("account", "a-1"), {"Words of post 3"}),
        (Erasing("person", "a-1"), {"Words of post 1", "Words of post 2", "Words of post 3"}),
    ],
    ids=("an item", "an item of a source", "an account", "a person"),
)
def test_the_ledgers_erasure_reaches_items_and_accounts(subject: Erasing, left: set[str], at: datetime) -> None:
    keep([new(1, author_id="a-1"), new(2, author_id="a-1"), new(3, author_id="a-2")], at=BEFORE)
    erase_subject(subject, at)
    assert set(words()) == left
    assert Item.objects.count() == 3


def test_the_desk_declares_its_eraser() -> None:
    (desk,) = (desk for desk in all_desks() if desk.app == "items")
    assert desk.erasers == (erase_subject,)
