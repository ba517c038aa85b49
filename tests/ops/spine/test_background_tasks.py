"""Background tasks: run at least once, tried again, given up as a dead letter, replayed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import spine_tasks
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from evenhand.ops.spine import clock, deadletters, jobs
from evenhand.ops.spine.errors import Conflict
from evenhand.ops.spine.models import DeadLetter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calls() -> Iterator[list[str]]:
    spine_tasks.CALLS.clear()
    yield spine_tasks.CALLS
    spine_tasks.CALLS.clear()


def run_until_idle(at: datetime) -> int:
    with clock.frozen(at):
        return len(list(iter(lambda: jobs.run_next(process="w1"), None)))


def give_up(at: datetime) -> datetime:
    """Lets a failing task fail as often as it may; the moment of its end."""
    for pause in (timedelta(0), *deadletters.PAUSES):
        at += pause
        run_until_idle(at)
    return at


def test_a_task_is_run_once(at: datetime, calls: list[str]) -> None:
    spine_tasks.note.enqueue("a")

    assert run_until_idle(at) == 1
    assert run_until_idle(at) == 0
    assert calls == ["a"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_task_of_a_transaction_that_is_rolled_back_is_never_run(at: datetime, calls: list[str]) -> None:
    with transaction.atomic():
        spine_tasks.note.enqueue("a")
        transaction.set_rollback(True)

    assert run_until_idle(at) == 0
    assert calls == []


def test_the_same_task_with_the_same_arguments_waits_once(at: datetime) -> None:
    handed = [jobs.enqueue_once(spine_tasks.note, word) for word in ("a", "a", "b")]

    assert handed == [True, False, True]
    assert run_until_idle(at) == 2
    assert jobs.enqueue_once(spine_tasks.note, "a")


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 10), (2, 60), (3, 600), (4, 3600)])
def test_a_failed_task_is_tried_again_after_a_growing_pause(at: datetime, attempt: int, seconds: int) -> None:
    spine_tasks.fail.enqueue("secret")
    pauses = [timedelta(0), *deadletters.PAUSES[: attempt - 1]]
    moment = at
    for pause in pauses:
        moment += pause
        assert run_until_idle(moment) == 1

    assert run_until_idle(moment + timedelta(seconds=seconds - 1)) == 0
    assert DBTaskResult.objects.get().run_after == moment + timedelta(seconds=seconds)


def test_a_task_that_always_fails_becomes_one_dead_letter(at: datetime, calls: list[str]) -> None:
    spine_tasks.fail.enqueue("secret")

    end = give_up(at)

    letter = DeadLetter.objects.get()
    assert (letter.task, letter.attempts, letter.died_at) == ("spine_tasks.fail", 5, end)
    assert letter.arguments == {"args": ["secret"], "kwargs": {}}
    assert len(calls) == 5
    assert run_until_idle(end + timedelta(days=9)) == 0


def test_what_is_kept_of_an_error_is_its_class_and_place_and_never_its_text(at: datetime) -> None:
    spine_tasks.fail.enqueue("secret words")

    give_up(at)

    letter, result = DeadLetter.objects.get(), DBTaskResult.objects.get()
    assert letter.error == "builtins.ValueError"
    assert letter.where[-1].startswith("spine_tasks:")
    assert "secret" not in f"{letter.error}{letter.where}{result.traceback}"


def test_what_is_logged_of_an_error_holds_no_text_of_it(at: datetime, capfd: pytest.CaptureFixture[str]) -> None:
    spine_tasks.fail.enqueue("secret words")

    run_until_idle(at)

    assert "secret" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("task", [spine_tasks.leave.using(), spine_tasks.answer_nonsense.using()])
def test_whatever_a_task_does_is_its_own_failure(at: datetime, task: Any) -> None:
    task.enqueue(*["x"] if task.func is spine_tasks.leave.func else [])

    assert run_until_idle(at) == 1
    assert DBTaskResult.objects.get().status == "READY"


def test_a_task_that_takes_too_long_is_ended_even_if_it_swallows_errors(at: datetime) -> None:
    spine_tasks.dawdle.enqueue()

    assert run_until_idle(at) == 1
    assert DBTaskResult.objects.get().exception_class_path == "evenhand.ops.spine.jobs.TimeIsUp"


def test_a_task_that_this_version_does_not_have_fails_as_any_other(at: datetime) -> None:
    spine_tasks.note.enqueue("a")
    DBTaskResult.objects.update(task_path="spine_tasks.no_more")

    give_up(at)

    assert DeadLetter.objects.get().task == "spine_tasks.no_more"


def test_what_a_killed_worker_was_running_is_run_again(at: datetime, calls: list[str]) -> None:
    spine_tasks.note.enqueue("a")
    DBTaskResult.objects.get().claim("killed")

    assert jobs.take_up_abandoned(at=at) == 1
    assert run_until_idle(at + deadletters.PAUSES[0]) == 1
    assert calls == ["a"]


def test_a_task_that_kills_its_worker_each_time_is_given_up(at: datetime) -> None:
    spine_tasks.note.enqueue("a")
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["w1", "w2", "w3", "w4", "w5"])

    jobs.take_up_abandoned(at=at)

    assert DeadLetter.objects.get().error == "evenhand.ops.spine.jobs.WorkerEnded"
    assert run_until_idle(at + timedelta(days=1)) == 0


def test_a_dead_letter_is_replayed_once(at: datetime, calls: list[str]) -> None:
    spine_tasks.fail.enqueue("secret")
    end = give_up(at)
    letter = DeadLetter.objects.get()

    deadletters.replay(letter, at=end)
    with pytest.raises(Conflict, match="replayed already"):
        deadletters.replay(letter, at=end)

    assert run_until_idle(end) == 1
    assert len(calls) == 6


def test_a_dead_letter_of_no_task_stays(at: datetime) -> None:
    letter = DeadLetter.objects.create(
        task="spine_tasks.no_more", arguments={"args": [], "kwargs": {}}, attempts=5, error="x", died_at=at
    )

    with pytest.raises(Conflict, match="There is no task"):
        deadletters.replay(letter, at=at)

    letter.refresh_from_db()
    assert letter.replayed_at is None


def test_results_of_ended_tasks_go_after_a_while_and_waiting_tasks_stay(at: datetime) -> None:
    spine_tasks.note.enqueue("a")
    run_until_idle(at)
    spine_tasks.note.enqueue("b")

    assert jobs.delete_finished(before=datetime.now(at.tzinfo) + timedelta(days=1)) == 1
    assert DBTaskResult.objects.get().args_kwargs["args"] == ["b"]
