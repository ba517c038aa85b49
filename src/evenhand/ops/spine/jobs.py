"""Background tasks: how one is declared, taken, limited in time, and tried again.

At least once: a task that its worker did not finish is run again, so a task must bear being run twice. Its arguments
are ids and a version, and they are its idempotency key (``enqueue_once``). Not here: the process (``worker``), what is
left of a task that always fails (``deadletters``).
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

import structlog
from django.db.models import Q
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks.base import Task
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult, get_date_max
from django_tasks_db.utils import exclusive_transaction

from evenhand.ops.spine import clock, deadletters

log = structlog.get_logger("evenhand.ops.spine")
P = ParamSpec("P")
T = TypeVar("T")

LIMIT = timedelta(minutes=15)
UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


class TimeIsUp(BaseException):
    """A task took longer than it may. Not an Exception, so that no task catches it by accident."""


class WorkerEnded(Exception):
    """The worker was killed, or lost the database, while it ran the task."""


def background(*, limit: timedelta = LIMIT) -> Callable[[Callable[P, T]], Task[P, T]]:
    """Makes a function of a module a background task that may take this long: ``name.enqueue(…)`` hands it over.

    Enqueued within a transaction it is run when that commits, and never otherwise.
    """

    def declared(function: Callable[P, T]) -> Task[P, T]:
        function.limit = limit  # type: ignore[attr-defined]
        made: Task[P, T] = task()(function)
        return made

    return declared


def enqueue_once(wanted: Task[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Hands a task over unless the same task with the same arguments waits already; whether it did."""
    arguments = {"args": list(args), "kwargs": kwargs}
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=wanted.module_path)
    if any(result.args_kwargs == arguments for result in waiting.only("args_kwargs")):
        return False
    wanted.enqueue(*args, **kwargs)
    return True


def is_unfinished(path: str) -> bool:
    """Whether a task of this path waits or runs."""
    return DBTaskResult.objects.filter(status__in=UNFINISHED, task_path=path).exists()


def run_next(*, process: str) -> str | None:
    """Takes the next task that is due and runs it to its end; its path, None when nothing is due."""
    taken = _take(process=process, at=clock.now())
    if taken is None:
        return None
    started = time.monotonic()
    try:
        with time_limit(_limit_of(taken)):
            value = _call(taken)
        taken.set_successful(normalize_json(value))
    except BaseException as error:  # whatever a task raises, SystemExit too, is the task's failure
        deadletters.failed(taken, error, at=clock.now())
        log.warning("task failed", task=taken.task_path, attempt=len(taken.worker_ids), exc_info=error)
    else:
        log.info("task", task=taken.task_path, milliseconds=round((time.monotonic() - started) * 1000))
    return str(taken.task_path)


def take_up_abandoned(*, at: datetime) -> int:
    """Returns tasks that nobody finishes to those that wait; only while no worker runs any. How many there were."""
    abandoned = list(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING))
    for result in abandoned:
        deadletters.failed(result, WorkerEnded(), at=at)
    return len(abandoned)


def delete_finished(*, before: datetime) -> int:
    """Deletes results of tasks that ended before a moment; returns how many."""
    ended = DBTaskResult.objects.filter(finished_at__lt=before).exclude(status__in=UNFINISHED)
    count, _ = ended.delete()
    return count


@contextmanager
def time_limit(limit: timedelta) -> Iterator[None]:
    """Ends what runs within the block by ``TimeIsUp`` after this time; only the main thread can be ended so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ended(_number: int, _frame: Any) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ended)
    signal.setitimer(signal.ITIMER_REAL, limit.total_seconds())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _take(*, process: str, at: datetime) -> DBTaskResult[..., Any] | None:
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    due = ready.filter(Q(run_after=get_date_max()) | Q(run_after__lte=at))
    if not due.exists():  # without a lock: this is asked every second
        return None
    with exclusive_transaction():
        taken = due.get_locked()
        if taken is not None:
            taken.claim(process)
    return taken


def _limit_of(taken: DBTaskResult[..., Any]) -> timedelta:
    try:
        limit: timedelta = getattr(taken.task.func, "limit", LIMIT)
    except ImportError:  # a task that is no more: calling it says so
        return LIMIT
    return limit


def _call(taken: DBTaskResult[..., Any]) -> Any:
    called = taken.task
    args, kwargs = taken.args_kwargs["args"], taken.args_kwargs["kwargs"]
    if called.takes_context:
        context = TaskContext(task_result=taken.task_result)  # type: ignore[arg-type]  # the backend's own
        return called.call(context, *args, **kwargs)
    return called.call(*args, **kwargs)
