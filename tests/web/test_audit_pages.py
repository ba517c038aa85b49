"""The auditor's pages: verification, events, erasure, holds and retention."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from evenhand.ops.ledger import sealing
from evenhand.ops.ledger.models import Check, Event, Hold, Retention
from evenhand.ops.ledger.services import record
from evenhand.ops.ledger.tasks import run_check
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine.refs import Ref

pytestmark = pytest.mark.django_db
Browse = Callable[[User | None], Client]


@pytest.fixture
def ledger(home: Path, eve: User, at: datetime) -> None:
    """A sealed ledger that tells of an item."""
    home.mkdir(parents=True, exist_ok=True)
    sealing.prepare()
    with transaction.atomic():
        record("test.seen", actor=str(eve.uuid), subject=Ref("item", "i-1"), payload={"label": "HT.2"}, at=at)
    sealing.seal_all(at)


@pytest.fixture
def auditor(hire: Callable[..., User], browse: Browse) -> Client:
    return browse(hire("Oli", Role.AUDITOR))


@pytest.fixture
def keeper(eve: User, browse: Browse) -> Client:
    return browse(eve)


def test_an_auditor_has_the_ledger_verified_and_reads_what_was_found(ledger: None, auditor: Client) -> None:
    auditor.post(reverse("audit:verify"))
    assert "running" in auditor.get(reverse("audit:index")).content.decode()
    run_check.func(Check.objects.get().pk)
    page = auditor.get(reverse("audit:index")).content.decode()
    assert "1 events under 1 seals; 0 not sealed yet." in page


def test_what_was_tampered_with_is_said_on_the_page(ledger: None, auditor: Client) -> None:
    auditor.post(reverse("audit:verify"))
    Event.objects.update(kind="other")
    run_check.func(Check.objects.get().pk)
    assert "The columns of event 1 are not what was recorded." in auditor.get(reverse("audit:index")).content.decode()


def test_an_event_shows_what_was_recorded(ledger: None, auditor: Client) -> None:
    listed = auditor.get(reverse("audit:events"), {"kind": "test."}).content.decode()
    assert "item:i-1" in listed
    event = Event.objects.get()
    assert "HT.2" in auditor.get(reverse("audit:event", kwargs={"pk": event.pk})).content.decode()


def test_a_list_of_events_names_people_and_keeps_their_ids(ledger: None, auditor: Client, eve: User) -> None:
    listed = auditor.get(reverse("audit:events"), {"kind": "test."}).content.decode()
    assert f">{eve.name}<" in listed
    assert str(eve.uuid) in listed


def test_the_heads_can_be_taken_away_as_a_copy(ledger: None, auditor: Client) -> None:
    assert auditor.get(reverse("audit:heads")).getvalue().count(b"\n") == 1


def test_an_erasure_asks_for_the_id_twice_and_keeps_what_was_typed(ledger: None, keeper: Client) -> None:
    given = {"kind": "item", "identity": "i-1", "rule": "GDPR-17", "again": "i-2"}
    answer = keeper.post(reverse("audit:erasure"), given)
    assert answer.status_code == 422
    assert "i-2” is not the id above" in answer.content.decode()
    assert 'value="GDPR-17"' in answer.content.decode()
    keeper.post(reverse("audit:erasure"), given | {"again": "i-1"})
    assert Event.objects.filter(erased_at__isnull=False).count() == 1


def test_a_hold_stops_the_erasure_until_it_is_lifted(ledger: None, keeper: Client) -> None:
    keeper.post(reverse("audit:hold"), {"kind": "item", "identity": "i-1", "ground": "case 12"})
    given = {"kind": "item", "identity": "i-1", "rule": "GDPR-17", "again": "i-1"}
    assert "case 12" in keeper.post(reverse("audit:erasure"), given).content.decode()
    keeper.post(reverse("audit:lift", kwargs={"pk": Hold.objects.get().pk}))
    assert keeper.post(reverse("audit:erasure"), given).status_code == 302


def test_a_retention_period_is_set_and_shown(ledger: None, keeper: Client) -> None:
    keeper.post(reverse("audit:retention"), {"table": "items", "days": "90", "rule": "policy 4"})
    assert Retention.objects.get().days == 90
    assert "policy 4" in keeper.get(reverse("audit:erasure")).content.decode()


@pytest.mark.parametrize("days", ["0", "-1", "many", "999999999"])
def test_a_period_that_cannot_be_is_refused_beside_its_field(ledger: None, keeper: Client, days: str) -> None:
    answer = keeper.post(reverse("audit:retention"), {"table": "items", "days": days, "rule": "policy"})
    assert answer.status_code == 422
    assert not Retention.objects.exists()
