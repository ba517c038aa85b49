"""Rows on their way to the facts: left with their change or not at all, and forgotten when somebody is erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from spine_cast import judgement

from evenhand.ops.spine import outbox
from evenhand.ops.spine.desks import Erasing
from evenhand.ops.spine.models import OutboxRow, SetAsideRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(at: datetime) -> None:
    """What an account posted, and a judgement of it that a person made."""
    with transaction.atomic():
        item = {"source": "console", "item_id": "i1", "author_id": "a1", "text": "their words"}
        outbox.publish("items", [item, item | {"item_id": "i2", "author_id": "a2"}], at=at)
        outbox.publish("judgements", [judgement(1, judge_id="p1", attributes='{"note": "words"}')], at=at)
    SetAsideRow.objects.create(table="items", row=item, written_at=at, fault="missing", set_aside_at=at)


def rows(table: str) -> list[Any]:
    return list(OutboxRow.objects.filter(table=table).order_by("id").values_list("row", flat=True))


def test_a_row_is_left_with_its_change_or_not_at_all(at: datetime) -> None:
    with transaction.atomic():
        outbox.publish("judgements", [judgement(1)], at=at)
        transaction.set_rollback(True)

    assert rows("judgements") == []


def test_a_column_that_the_table_does_not_have_is_refused(at: datetime) -> None:
    with transaction.atomic(), pytest.raises(ValueError, match="has no column mood"):
        outbox.publish("judgements", [judgement(1, mood="good")], at=at)


def test_a_time_without_a_zone_is_refused(at: datetime) -> None:
    naive = at.replace(tzinfo=None)

    with transaction.atomic(), pytest.raises(ValueError, match="has no time zone"):
        outbox.publish("judgements", [judgement(1, judged_at=naive)], at=at)


@pytest.mark.usefixtures("written")
def test_erasing_an_account_takes_what_it_wrote_and_nothing_of_others(at: datetime) -> None:
    assert outbox.erase(Erasing("account", "a1"), at) == 2
    assert [row["author_id"] for row in rows("items")] == ["a2"]
    assert not SetAsideRow.objects.exists()


@pytest.mark.usefixtures("written")
def test_erasing_an_item_leaves_judgements_of_it_without_text(at: datetime) -> None:
    outbox.erase(Erasing("item", "i1"), at)

    assert [row["item_id"] for row in rows("items")] == ["i2"]
    assert [set(row) & {"item_id", "attributes"} for row in rows("judgements")] == [{"item_id"}]


@pytest.mark.usefixtures("written")
def test_erasing_a_person_takes_their_id_out_of_their_judgements(at: datetime) -> None:
    assert outbox.erase(Erasing("person", "p1"), at) == 1
    assert [row.get("judge_id") for row in rows("judgements")] == [None]


@pytest.mark.usefixtures("written")
def test_erasing_in_one_source_leaves_the_others(at: datetime) -> None:
    assert outbox.erase(Erasing("account", "a1", source="elsewhere"), at) == 0
    assert len(rows("items")) == 2
