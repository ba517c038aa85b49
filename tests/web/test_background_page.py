"""The page of the background work: what it says, and another try by those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine import clock, gauges, lease
from evenhand.ops.spine.models import DeadLetter, OutboxRow, SetAsideRow
from evenhand.web.background.gauges import gauges as all_gauges

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TASK = "evenhand.ops.spine.tasks.tidy"


@pytest.fixture
def at() -> Any:
    """The moment at which the page is opened."""
    with clock.frozen(MOMENT):
        yield MOMENT


@pytest.fixture
def operator(hire: Callable[..., User], browse: Callable[..., Client], at: datetime) -> Client:
    """Somebody who runs the operation."""
    return browse(hire("Eve", Role.ADMINISTRATOR))


@pytest.fixture
def letter(at: datetime) -> DeadLetter:
    """A task that was given up."""
    return DeadLetter.objects.create(
        task=TASK,
        arguments={"args": [], "kwargs": {}},
        attempts=5,
        error="builtins.ValueError",
        where=["evenhand.ops.spine.tasks:22"],
        died_at=at,
    )


@pytest.fixture
def aside(at: datetime) -> SetAsideRow:
    """A row that does not fit."""
    row = {"source": "console", "label": "secret words"}
    return SetAsideRow.objects.create(
        table="judgements", row=row, written_at=at, fault="missing", column="item_id", set_aside_at=at
    )


def text_of(client: Client) -> str:
    return client.get(reverse("background:index")).content.decode()


def test_without_a_worker_the_page_says_what_stands_still_and_what_to_do(operator: Client) -> None:
    text = text_of(operator)

    assert "No worker is alive" in text
    assert "evenhand worker" in text


def test_with_a_worker_and_nothing_failed_all_is_well(operator: Client, at: datetime) -> None:
    lease.take("w1", at=at)

    assert "All is well" in text_of(operator)


def test_what_failed_is_counted_in_the_first_sentence(
    operator: Client, at: datetime, letter: DeadLetter, aside: SetAsideRow
) -> None:
    lease.take("w1", at=at)

    assert "2 things need somebody." in text_of(operator)


def test_a_failed_task_shows_its_error_and_place(operator: Client, letter: DeadLetter) -> None:
    text = text_of(operator)

    assert "spine.tasks.tidy" in text
    assert "ValueError" in text
    assert "evenhand.ops.spine.tasks:22" in text


def test_a_row_set_aside_shows_why_and_never_what_it_holds(operator: Client, aside: SetAsideRow) -> None:
    text = text_of(operator)

    assert "a required column is missing: item_id" in text
    assert "secret words" not in text


def test_the_schedule_is_shown(operator: Client) -> None:
    assert "spine.tidy" in text_of(operator)


def test_a_replay_enqueues_the_task_and_is_recorded(operator: Client, letter: DeadLetter) -> None:
    answer = operator.post(reverse("background:replay", args=[letter.uuid]), follow=True)

    assert "Handed over again" in answer.content.decode()
    assert DBTaskResult.objects.get().task_path == TASK
    assert Event.objects.filter(kind="spine.task_replayed", subject=f"task:{letter.uuid}").count() == 1
    assert "ValueError" not in text_of(operator)


def test_a_second_replay_is_told_and_does_nothing(operator: Client, letter: DeadLetter) -> None:
    operator.post(reverse("background:replay", args=[letter.uuid]))

    again = operator.post(reverse("background:replay", args=[letter.uuid]))

    assert again.status_code == 409
    assert DBTaskResult.objects.count() == 1
    assert Event.objects.filter(kind="spine.task_replayed").count() == 1


def test_a_row_is_tried_again_and_that_is_recorded(operator: Client, aside: SetAsideRow) -> None:
    operator.post(reverse("background:again", args=[aside.uuid]))

    assert OutboxRow.objects.get().row == aside.row
    assert not SetAsideRow.objects.exists()
    assert Event.objects.filter(kind="spine.row_tried_again").count() == 1


def test_a_row_that_is_gone_is_told(operator: Client, aside: SetAsideRow) -> None:
    operator.post(reverse("background:again", args=[aside.uuid]))

    assert operator.post(reverse("background:again", args=[aside.uuid])).status_code == 404


def test_a_replay_by_a_link_is_refused(operator: Client, letter: DeadLetter) -> None:
    assert operator.get(reverse("background:replay", args=[letter.uuid])).status_code == 405


def test_the_page_costs_the_same_queries_however_much_failed(
    operator: Client, at: datetime, letter: DeadLetter, django_assert_max_num_queries: Any
) -> None:
    DeadLetter.objects.bulk_create(
        DeadLetter(task=TASK, arguments={"args": [n], "kwargs": {}}, attempts=5, error="x", died_at=at)
        for n in range(40)
    )

    with django_assert_max_num_queries(22):
        text_of(operator)


def test_the_page_is_chinese_for_those_who_read_chinese(
    hire: Callable[..., User], browse: Callable[..., Client], at: datetime
) -> None:
    text = text_of(browse(hire("Mei", Role.OPERATIONS_MANAGER, language="zh-hans")))

    assert "后台任务" in text
    assert translation.get_language() == "en"


def test_the_gauges_tell_the_age_of_what_waits_and_of_the_last_seal(at: datetime) -> None:
    OutboxRow.objects.create(table="judgements", row={}, written_at=at - timedelta(seconds=40))

    told = {gauge.name: gauge.value for gauge in all_gauges(at=at)}

    assert told["evenhand_facts_lag_seconds"] == 40
    assert told["evenhand_outbox_waiting_rows"] == 1
    assert told["evenhand_worker_alive"] == 0
    assert told["evenhand_ledger_seal_age_seconds"] is None


def test_gauges_are_written_as_prometheus_reads_them_and_unknown_ones_left_out() -> None:
    given = [gauges.Gauge("evenhand_x", "An x.", 1.5), gauges.Gauge("evenhand_y", "A y.", None)]

    assert gauges.exposition(given) == "# HELP evenhand_x An x.\n# TYPE evenhand_x gauge\nevenhand_x 1.5\n"
