"""Opening tasks, many at once, and withdrawing what is still open. Not here: who takes them (``holding``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from evenhand.ops.judgements.models import Bar, Draft, Task
from evenhand.ops.judgements.types import NewTask
from evenhand.ops.judgements.vocabulary import TaskState
from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Conflict
from evenhand.ops.spine.refs import Ref
from evenhand.ops.spine.turns import in_turn

AT_ONCE = 1_000
T = TypeVar("T")


@in_turn
@transaction.atomic
def open_tasks(tasks: Sequence[NewTask], *, at: datetime, by: User | None = None) -> list[UUID]:
    """Opens these tasks, and answers their ids in the same order.

    Raises:
        Conflict: a judgement is already being assessed in the same sample.

    """
    made = [_task(new, at) for new in tasks]
    try:
        with transaction.atomic():
            Task.objects.bulk_create(made, batch_size=AT_ONCE)
    except IntegrityError as error:
        raise Conflict(
            "A judgement among these has its task in this sample already.", hint="Open tasks for the others only."
        ) from error
    bars = (
        Bar(task=task, user_id=person)
        for task, new in zip(made, tasks, strict=True)
        for person in dict.fromkeys(new.barred)
    )
    Bar.objects.bulk_create(bars, batch_size=AT_ONCE)
    for (kind, identity, setting), count in Counter((t.context_kind, t.context_id, t.setting) for t in made).items():
        payload = {"setting": str(setting), "tasks": count}
        record("tasks.opened", actor=_actor(by), subject=Ref(kind, identity), payload=payload, at=at)
    return [task.uuid for task in made]


@in_turn
@transaction.atomic
def withdraw(
    context_kind: str,
    context_id: str,
    *,
    at: datetime,
    by: User | None = None,
    about: Iterable[tuple[str, str]] | None = None,
) -> int:
    """Takes back the open tasks of a context, held ones too; what is judged stays. Answers how many.

    ``about`` are the judgements (source, id) whose tasks alone are taken back; None: all.
    """
    ids = _open_in(context_kind, context_id, about)
    for some in _in_parts(ids):
        Draft.objects.filter(task__in=some).delete()
        _end(some)
    if ids:
        payload = {"tasks": len(ids)}
        record("tasks.withdrawn", actor=_actor(by), subject=Ref(context_kind, context_id), payload=payload, at=at)
    return len(ids)


def _open_in(context_kind: str, context_id: str, about: Iterable[tuple[str, str]] | None) -> list[int]:
    tasks = Task.objects.filter(context_kind=context_kind, context_id=context_id, state=TaskState.OPEN)
    tasks = tasks.select_for_update().order_by("id")
    if about is None:
        return list(tasks.values_list("pk", flat=True))
    wanted = sorted(set(about))
    found = (
        row
        for some in _in_parts(wanted)
        for row in tasks.filter(about_id__in=[key for _, key in some]).values_list("pk", "about_source", "about_id")
    )
    asked = frozenset(wanted)
    return list(dict.fromkeys(pk for pk, source, key in found if (source, key) in asked))


def _in_parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    return (whole[start : start + AT_ONCE] for start in range(0, len(whole), AT_ONCE))


def _end(ids: Sequence[int]) -> None:
    Task.objects.filter(pk__in=ids).update(
        state=TaskState.WITHDRAWN, holder=None, held_until=None, version=F("version") + 1
    )


def _task(new: NewTask, at: datetime) -> Task:
    return Task(
        setting=new.setting,
        item_id=new.item_id,
        snapshot_id=new.snapshot_id,
        policy_version_id=new.policy_version_id,
        about_source=new.about_source,
        about_id=new.about_id,
        context_kind=new.context_kind,
        context_id=new.context_id,
        partner=new.partner,
        market=new.market,
        queue=new.queue,
        language=new.language,
        priority=new.priority,
        due_at=new.due_at,
        assigned_to_id=new.assigned_to_id,
        created_at=at,
    )


def _actor(by: User | None) -> str:
    return str(by.uuid) if by else SYSTEM
