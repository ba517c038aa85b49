"""An erasure takes the words from work, ledger and facts; the seals still hold; a legal hold stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from evenhand.ops.ledger import erasure, sealing
from evenhand.ops.ledger.checking import check
from evenhand.ops.ledger.models import Event
from evenhand.ops.ledger.services import record
from evenhand.ops.spine import facts
from evenhand.ops.spine.desks import Erasing
from evenhand.ops.spine.errors import Conflict, Invalid
from evenhand.ops.spine.refs import Ref
from evenhand.ops.spine.scope import Scope

pytestmark = pytest.mark.django_db(transaction=True)
ITEM = Erasing("item", "a")


@pytest.fixture
def told(key: None, add_facts: Callable[[str], None], at: datetime) -> None:
    """An item's facts, and events about it and about another."""
    add_facts("a")
    add_facts("b")
    with transaction.atomic():
        for name in ("a", "b"):
            record("test.seen", actor="ada", subject=Ref("item", name), payload={}, at=at)


def words() -> set[str]:
    found = facts.read("SELECT text FROM items WHERE text IS NOT NULL", scope=Scope.everything())
    return set(found["text"].to_pylist())


def test_an_erasure_takes_the_words_and_leaves_a_whole_ledger(told: None, at: datetime) -> None:
    done = erasure.erase(ITEM, rule="GDPR-17", actor="eve", at=at)
    sealing.seal_all(at)
    assert words() == {"words of b"}
    assert (done.rows, done.events) == (1, 1)
    assert not Event.objects.filter(subject="item:a").exists()
    found = check(with_facts=True)
    assert found.ok, found.sentences
    assert found.ledger.erased == 1


def test_an_erasure_can_be_asked_for_again(told: None, at: datetime) -> None:
    erasure.erase(ITEM, rule="GDPR-17", actor="eve", at=at)
    again = erasure.erase(ITEM, rule="GDPR-17", actor="eve", at=at)
    assert (again.rows, again.events) == (0, 0)


def test_a_legal_hold_stops_an_erasure_until_it_is_lifted(told: None, at: datetime) -> None:
    hold = erasure.place_hold(ITEM, ground="case 12", actor="eve", at=at)
    with pytest.raises(Conflict, match="case 12"):
        erasure.erase(ITEM, rule="GDPR-17", actor="eve", at=at)
    assert words() == {"words of a", "words of b"}
    erasure.lift_hold(hold, actor="eve", at=at)
    assert erasure.erase(ITEM, rule="GDPR-17", actor="eve", at=at).rows == 1


def test_retention_takes_old_words_and_passes_over_what_is_held(told: None, at: datetime) -> None:
    erasure.place_hold(ITEM, ground="case 12", actor="eve", at=at)
    erasure.keep_for("items", days=30, rule="policy", actor="eve", at=at)
    assert erasure.expire(at) == {"items": 0}
    assert erasure.expire(at + timedelta(days=31)) == {"items": 1}
    assert words() == {"words of a"}


def test_retention_takes_what_accounts_did_and_passes_over_an_account_that_is_held(key: None, at: datetime) -> None:
    with facts.whole().writing("test") as batch:
        did = f"SELECT unnest(['x', 'y']) AS account_id, TIMESTAMPTZ '{at.isoformat()}' AS at"
        batch.add("activity", f"(SELECT *, account_id AS event_id, 'post' AS verb, 'coop' AS source FROM ({did}))")
    erasure.place_hold(Erasing("account", "x"), ground="case 12", actor="eve", at=at)
    erasure.keep_for("activity", days=30, rule="policy", actor="eve", at=at)
    assert erasure.expire(at + timedelta(days=31)) == {"activity": 1}
    found = facts.read("SELECT account_id FROM activity", scope=Scope.everything())
    assert found["account_id"].to_pylist() == ["x"]


@pytest.mark.parametrize("subject", ["a", "thing:a", "item:", ""])
def test_a_subject_that_cannot_be_erased_is_named_with_the_forms_there_are(subject: str) -> None:
    with pytest.raises(Invalid, match="item:ID, account:ID or person:ID"):
        erasure.subject_of(subject)


def test_an_erasure_without_a_rule_is_refused(told: None, at: datetime) -> None:
    with pytest.raises(Invalid, match="rule"):
        erasure.erase(ITEM, rule=" ", actor="eve", at=at)
