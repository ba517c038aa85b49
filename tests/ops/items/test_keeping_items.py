"""Items are kept in bulk, once; what they held is evidence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from items_cast import kept, new

from evenhand.ops.items.contents import content_of
from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.items.services import keep
from evenhand.ops.items.types import NewItem
from evenhand.ops.ledger.models import Event
from evenhand.ops.spine.errors import Invalid
from hostile import cases, names, texts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(days=3)


def test_keeping_the_same_twice_gives_the_same_item_and_snapshot() -> None:
    first = keep([new(1), new(2)], at=AT)
    assert keep([new(2), new(1)], at=LATER) == first
    assert (Item.objects.count(), Snapshot.objects.count()) == (2, 2)


def test_other_content_is_a_new_snapshot_and_the_old_one_stays_as_it_was() -> None:
    before = kept(1, text="as it was")
    (ids,) = keep([new(1, text="edited since")], at=LATER).values()
    assert ids[0] == before.item_id
    assert ids[1] != before.pk
    before.refresh_from_db()
    assert (before.text, before.taken_at) == ("as it was", datetime(2026, 3, 1, 8, tzinfo=UTC))


def test_content_that_comes_back_is_the_snapshot_that_was_taken_of_it() -> None:
    before = kept(1, text="as it was")
    keep([new(1, text="edited since")], at=AT)
    assert keep([new(1, text="as it was")], at=LATER) == {("coop", "post-1"): (before.item_id, before.pk)}


@pytest.mark.parametrize(
    "change",
    [
        {"text": "other"},
        {"translation": "other"},
        {"media_uri": "https://example.org/other"},
        {"context": ({"role": "parent", "text": "other"},)},
        {"attributes": {"views": 1}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_part_of_the_content_tells_snapshots_apart(change: dict[str, Any]) -> None:
    assert kept(1).pk != kept(1, **change).pk


@pytest.mark.parametrize("change", [{"language": "de"}, {"tier": 4}, {"author_id": "a-9"}], ids=str)
def test_what_is_not_content_makes_no_new_snapshot(change: dict[str, Any]) -> None:
    assert kept(1).pk == kept(1, **change).pk


def test_what_was_not_known_of_an_item_is_filled_in_and_what_was_known_stays() -> None:
    kept(1, language="", author_id="a-1")
    item = kept(1, language="de", author_id="a-2", created_at=AT).item
    assert (item.language, item.author_id, item.created_at) == ("de", "a-1", AT)


def test_of_several_rows_of_one_item_the_last_counts() -> None:
    (ids,) = keep([new(1, text="first"), new(1, text="last")], at=AT).values()
    assert Snapshot.objects.get().text == "last"
    assert ids[1] == Snapshot.objects.get().pk


def test_the_same_id_of_two_sources_is_two_items() -> None:
    assert len(set(keep([new(1), new(1, source="zendesk")], at=AT).values())) == 2


def test_nothing_to_keep_is_nothing_done() -> None:
    assert keep([], at=AT) == {}
    assert not Event.objects.exists()


def test_many_rows_are_one_event_that_counts_them() -> None:
    keep([new(n) for n in range(30)], at=AT)
    keep([new(n) for n in range(30)], at=LATER)
    event = Event.objects.get()
    assert event.kind == "items.kept"
    assert b'{"items":30,"snapshots":30}' in bytes(event.payload or b"")


def test_statements_grow_with_thousands_of_rows_and_not_with_rows() -> None:
    with CaptureQueriesContext(connection) as first:
        keep([new(n) for n in range(1_800)], at=AT)
    with CaptureQueriesContext(connection) as again:
        keep([new(n) for n in range(1_800)], at=LATER)
    assert len(again) <= 8
    assert len(first) <= 80


@pytest.mark.parametrize("text", cases(texts.ALL, names.NAMES))
def test_hostile_text_can_be_kept_in_every_field(text: str) -> None:
    row = new(
        1,
        external_id=text[:300] or "x",
        text=text,
        translation=text,
        media_uri=text,
        author_id=text,
        language=text,
        context=({"role": text, "text": text},),
        attributes={text: [text, {text: text}]},
    )
    first = keep([row], at=AT)
    assert first == keep([row], at=LATER)
    (ids,) = first.values()
    snapshot = Snapshot.objects.get(pk=ids[1])
    assert snapshot.text == content_of(row).text


@pytest.mark.parametrize(
    "attributes",
    [
        {"views": 10**30},
        {"share": float("nan")},
        {"share": 1e300},
        {"whole": 3.0},
        {"when": AT},
        {"deep": [[[[[[[[[[[["x"]]]]]]]]]]]]},
        {"a": None, "b": True, "c": 0.1},
    ],
    ids=str,
)
def test_a_digest_can_be_computed_again_from_what_was_kept(attributes: dict[str, Any]) -> None:
    snapshot = kept(1, attributes=attributes)
    again = NewItem(source="coop", external_id="post-1", text=snapshot.text, attributes=snapshot.attributes)
    assert content_of(again).digest == snapshot.digest


def test_nul_and_half_characters_leave_a_visible_sign() -> None:
    assert kept(1, text="a\x00b\ud83d").text == "a␀b\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"external_id": ""}, "external_id"),
        ({"external_id": "x" * 301}, "external_id"),
        ({"source": "x" * 101}, "source"),
        ({"kind": "person"}, "kind"),
        ({"content_type": "smell"}, "content_type"),
        ({"tier": 5}, "tier"),
    ],
)
def test_what_cannot_be_an_item_is_refused_and_nothing_is_kept(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        keep([new(1), new(2, **change)], at=AT)
    assert refused.value.field == field
    assert not Item.objects.exists()


def test_an_author_or_a_language_that_is_too_long_is_not_known() -> None:
    item = kept(1, author_id="a" * 301, language="x" * 36).item
    assert (item.author_id, item.language) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_the_same_at_once_find_the_same() -> None:
    rows = [new(n) for n in range(300)]
    found = at_once(lambda: keep(rows, at=AT), lambda: keep(reversed(rows), at=AT))
    assert found[0] == found[1]
    assert (Item.objects.count(), Snapshot.objects.count()) == (300, 300)


def test_a_snapshot_keeps_its_words_in_the_database_until_it_is_erased() -> None:
    snapshot = kept(1)
    with pytest.raises(Exception, match="an_erased_snapshot_holds_no_words"), transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(erased_at=AT)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each answers when all begin together."""
    gate = threading.Barrier(len(works))
    answers: list[Any] = [None] * len(works)

    def run(place: int) -> None:
        try:
            gate.wait(10)
            answers[place] = works[place]()
        except Exception as error:  # noqa: BLE001  the test compares what came back
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    return answers
