"""What the page of the background work and its gauges read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from evenhand.ops.spine import lease, publisher, schedule
from evenhand.ops.spine.errors import NotFound
from evenhand.ops.spine.facts import horizon
from evenhand.ops.spine.models import DeadLetter, Heartbeat, OutboxRow, PeriodicRun, SetAsideRow

SHOWN = 50


@dataclass(frozen=True)
class RunningTask:
    """A task under way."""

    task: str
    since: datetime | None
    attempt: int


@dataclass(frozen=True)
class Standing:
    """How the background work stands. ``seen_at`` is the worker's last sign of life, None before the first."""

    is_alive: bool
    seen_at: datetime | None
    horizon: datetime | None
    lag: timedelta
    waiting: int
    set_aside: int
    tasks_waiting: int
    tasks_retried: int
    tasks_running: tuple[RunningTask, ...]
    given_up: int


@dataclass(frozen=True)
class Due:
    """A periodic task; times are None before it was first seen."""

    name: str
    every: timedelta
    due_at: datetime | None
    last_at: datetime | None


def standing(*, at: datetime) -> Standing:
    """The state of now."""
    tasks = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    counted = tasks.aggregate(all=Count("pk"), retried=Count("pk", filter=~Q(exception_class_path="")))
    return Standing(
        is_alive=lease.is_held(at=at),
        seen_at=Heartbeat.objects.filter(role=lease.WORKER).values_list("beat_at", flat=True).first(),
        horizon=horizon(),
        lag=publisher.lag(at=at),
        waiting=OutboxRow.objects.filter(batch__isnull=True).count(),
        set_aside=SetAsideRow.objects.count(),
        tasks_waiting=counted["all"],
        tasks_retried=counted["retried"],
        tasks_running=_running(),
        given_up=DeadLetter.objects.filter(replayed_at=None).count(),
    )


def due() -> tuple[Due, ...]:
    """The periodic tasks, the next one first."""
    runs = {run.name: run for run in PeriodicRun.objects.all()}
    found = []
    for name, periodic in schedule.periodics().items():
        run = runs.get(name)
        found.append(Due(name, periodic.every, run.due_at if run else None, run.last_at if run else None))
    return tuple(sorted(found, key=lambda each: (each.due_at is None, each.due_at or 0, each.name)))


def dead_letters(*, most: int = SHOWN) -> Sequence[DeadLetter]:
    """The tasks that were given up and not replayed, newest first."""
    return list(DeadLetter.objects.filter(replayed_at=None)[:most])


def dead_letter(uuid: str) -> DeadLetter:
    """One of them; NotFound."""
    found = DeadLetter.objects.filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no failed task of this id."))
    return found


def rows_set_aside(*, most: int = SHOWN) -> Sequence[SetAsideRow]:
    """Fact rows that do not fit their table, newest first, without what they hold."""
    return list(SetAsideRow.objects.defer("row").order_by("-id")[:most])


def row_set_aside(uuid: str) -> SetAsideRow:
    """One of them; NotFound."""
    found = SetAsideRow.objects.filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no row of this id any more."), hint=_("Somebody may have tried it again already."))
    return found


def _running() -> tuple[RunningTask, ...]:
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).order_by("started_at")
    return tuple(RunningTask(each.task_path, each.started_at, len(each.worker_ids)) for each in running[:SHOWN])
