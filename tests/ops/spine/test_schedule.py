"""The ticker: due once, on its beat, whatever the clock does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from evenhand.ops.spine import desks, schedule
from evenhand.ops.spine.desks import Desk, Periodic
from evenhand.ops.spine.models import PeriodicRun

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only desk wants a note taken every hour."""
    hourly = Periodic("hourly", "spine_tasks.dawdle", HOUR)
    monkeypatch.setattr(desks, "all_desks", lambda: (Desk(app="test", title="Test", periodic=(hourly,)),))


def enqueued() -> int:
    """Takes what was handed over, and counts it."""
    count, _ = DBTaskResult.objects.all().delete()
    return count


def test_a_new_task_is_due_at_once_and_then_on_its_beat(at: datetime) -> None:
    counts = []
    for minutes in (0, 1, 59, 60, 61, 119, 121):
        schedule.tick(at + timedelta(minutes=minutes))
        counts.append(enqueued())

    assert counts == [1, 0, 0, 1, 0, 0, 1]


def test_after_an_outage_it_is_due_once_and_keeps_its_beat(at: datetime) -> None:
    schedule.tick(at)
    enqueued()

    schedule.tick(at + timedelta(days=3, minutes=20))

    assert enqueued() == 1
    assert PeriodicRun.objects.get().due_at == at + timedelta(days=3, hours=1)


def test_it_is_not_handed_over_while_the_last_one_is_unfinished(at: datetime) -> None:
    schedule.tick(at)

    schedule.tick(at + HOUR)

    assert enqueued() == 1


def test_a_clock_that_ran_ahead_and_was_set_back_delays_it_by_no_more_than_its_period(at: datetime) -> None:
    schedule.tick(at + timedelta(days=365))
    enqueued()

    schedule.tick(at)

    assert enqueued() == 1
    assert PeriodicRun.objects.get().due_at == at + HOUR


def test_two_tickers_at_once_hand_it_over_once(at: datetime) -> None:
    schedule.tick(at)
    schedule.tick(at)

    assert enqueued() == 1
