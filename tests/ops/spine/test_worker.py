"""One worker at a time, whose steps do not stop each other."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime, timedelta
from typing import Any

import pytest
from spine_cast import published

from evenhand.facts.errors import RequestError
from evenhand.ops.spine import clock, desks, lease
from evenhand.ops.spine.desks import Desk
from evenhand.ops.spine.facts import whole
from evenhand.ops.spine.models import Heartbeat
from evenhand.ops.spine.worker import Worker, run_alone, steps

pytestmark = pytest.mark.django_db
SILENCE = lease.LENGTH + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def no_desks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Desks of the house are not at work here."""
    monkeypatch.setattr(desks, "all_desks", lambda: ())


def test_the_first_takes_the_lease_and_the_second_waits(at: datetime) -> None:
    assert lease.take("a", at=at)
    assert not lease.take("b", at=at + timedelta(seconds=20))
    assert lease.take("a", at=at + timedelta(seconds=25))
    assert not lease.take("b", at=at + timedelta(seconds=50))


def test_the_second_takes_over_when_the_first_falls_silent(at: datetime) -> None:
    lease.take("a", at=at)

    assert lease.take("b", at=at + SILENCE)
    assert not lease.take("a", at=at + SILENCE)


def test_the_second_takes_over_at_once_when_the_first_ends_in_order(at: datetime) -> None:
    lease.take("a", at=at)

    lease.release("a")

    assert lease.take("b", at=at)


def test_nobody_gives_up_what_another_holds(at: datetime) -> None:
    lease.take("a", at=at)

    lease.release("b")

    assert lease.is_held(at=at)


def test_a_holder_of_this_machine_that_is_no_more_keeps_nobody_waiting(at: datetime) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    lease.take(f"{lease.this_host()}/{gone.pid}/abc", at=at)

    lease.free_from_the_dead(host=lease.this_host())

    assert lease.take("b", at=at)


@pytest.mark.parametrize(
    "holder", [f"elsewhere/{2**22}/abc", f"{lease.this_host()}/{os.getppid()}/abc"], ids=("elsewhere", "alive")
)
def test_a_holder_elsewhere_or_alive_keeps_its_lease(at: datetime, holder: str) -> None:
    lease.take(holder, at=at)

    lease.free_from_the_dead(host=lease.this_host())

    assert not lease.take("b", at=at)


def test_a_sign_of_life_from_the_future_keeps_nobody_waiting(at: datetime) -> None:
    lease.take("a", at=at + timedelta(days=2))

    assert lease.take("b", at=at)


@pytest.mark.parametrize(("later", "held"), [(timedelta(seconds=5), True), (SILENCE, False), (-SILENCE, False)])
def test_whether_a_worker_lives_is_told_from_its_last_sign(at: datetime, later: timedelta, held: bool) -> None:
    lease.take("a", at=at)

    assert lease.is_held(at=at + later) is held


def test_a_round_publishes_what_has_waited(leave: Any, at: datetime) -> None:
    leave(1)

    with clock.frozen(at + timedelta(seconds=5)):
        assert Worker(process="a").round(clock.now())

    assert published() == ["j1"]


def test_a_round_gathers_rows_for_a_few_seconds_and_shows_that_it_lives(leave: Any, at: datetime) -> None:
    leave(1)

    with clock.frozen(at + timedelta(seconds=1)):
        Worker(process="a").round(clock.now())

    assert published() == []
    assert Heartbeat.objects.get(role="publisher").beat_at == at + timedelta(seconds=1)


def test_rows_from_a_clock_that_was_set_back_are_published_all_the_same(leave: Any, at: datetime) -> None:
    leave(1)

    with clock.frozen(at - timedelta(days=1)):
        Worker(process="a").round(clock.now())

    assert published() == ["j1"]


def test_a_worker_without_the_lease_does_nothing(leave: Any, at: datetime) -> None:
    lease.take("b", at=at + timedelta(seconds=5))
    leave(1)

    with clock.frozen(at + timedelta(seconds=5)):
        assert not Worker(process="a").round(clock.now())

    assert published() == []


def test_a_step_that_fails_stops_no_other(leave: Any, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_at: datetime) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(desks, "all_desks", lambda: (Desk(app="test", title="Test", steps=(broken,)),))
    leave(1)

    with clock.frozen(at + timedelta(seconds=5)):
        Worker(process="a").round(clock.now())

    assert [name for name, _ in steps()] == ["ticker", "test.broken", "publisher"]
    assert published() == ["j1"]


def test_a_step_that_has_to_wait_is_put_off(at: datetime) -> None:
    def busy(_at: datetime) -> None:
        raise RequestError("The facts are being written.")

    assert not run_alone("busy", busy)


def test_a_backlog_is_worked_off_in_several_batches(leave: Any, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evenhand.ops.spine.publisher.MOST_ROWS", 4)
    leave(*range(10, 20))

    with clock.frozen(at + timedelta(seconds=5)):
        Worker(process="a").round(clock.now())

    assert len(published()) == 10
    assert whole().state().entries == 3
