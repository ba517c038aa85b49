"""Who holds a task: taken by one atomic statement, held for a while, renewed, given back, passed on.

Two people never hold one task: the statement that finds a free task is the one that takes it. On PostgreSQL it steps
over rows that another transaction is taking; SQLite has one writer at a time. A hold whose time is up counts as none.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from evenhand.ops.judgements.models import Bar, Draft, Task
from evenhand.ops.judgements.permissions import may_judge, reads
from evenhand.ops.judgements.services.finding import locked, not_yours
from evenhand.ops.judgements.vocabulary import MOVES, PERSONAL, SkipReason, TaskState
from evenhand.ops.ledger.services import record
from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Invalid
from evenhand.ops.spine.refs import Ref
from evenhand.ops.spine.turns import in_turn

LEASE = timedelta(minutes=15)
ORDER = (F("priority").desc(), "by_when", "id")


@in_turn
@transaction.atomic
def claim(
    user: User,
    *,
    at: datetime,
    context_kind: str | None = None,
    context_id: str | None = None,
    beside: UUID | None = None,
) -> Task | None:
    """The task to judge next, now held by this person: one that they hold already, else the most urgent free one.

    ``beside`` is the task in front of them while the next one is fetched: it does not count. None: nothing waits.
    What the task refers to is read when it is asked for: most callers only send the judge there.
    """
    context = {"context_kind": context_kind, "context_id": context_id}
    wanted = Q(**{name: value for name, value in context.items() if value is not None}) & ~Q(uuid=beside or UUID(int=0))
    held = _take_held(user, wanted, at)
    if held is not None:
        return held
    free = Q(holder__isnull=True) | Q(held_until__lte=at)
    taken = _take(may_judge(user).filter(wanted & free & reads(user)).order_by(*ORDER), user, at, anew=True)
    return None if taken is None else _recorded(taken, user, at)


@in_turn
@transaction.atomic
def take(user: User, task_uuid: UUID, *, at: datetime) -> Task:
    """The task of this id, now held by this person; refused when somebody else has it or it is not theirs."""
    return _taken(user, task_uuid, at)


@in_turn
@transaction.atomic
def open_by(task_uuid: UUID, by: User, *, at: datetime) -> Draft | None:
    """Notes that the holder sees the task: a sitting begins. Answers their draft, with earlier sittings added up."""
    return _opened(task_uuid, by, at)


@in_turn
@transaction.atomic
def take_and_open(user: User, task_uuid: UUID, *, at: datetime) -> tuple[Task, Draft | None]:
    """``take`` and ``open_by`` at once, for a page that shows the task."""
    task = _taken(user, task_uuid, at)
    return task, _opened(task_uuid, user, at)


@in_turn
def keep_hold(task_uuid: UUID, by: User, *, at: datetime) -> datetime:
    """Renews the hold, and answers until when; Conflict when it is lost."""
    _renewed(task_uuid, by, at)
    return at + LEASE


@in_turn
@transaction.atomic
def release(task_uuid: UUID, by: User, *, at: datetime) -> bool:
    """Gives the task back; their draft stays theirs. False when they did not hold it (a leaving page may ask twice)."""
    given_back = Task.objects.filter(uuid=task_uuid, holder=by).update(**_FREE)
    if given_back:
        _record("task.released", task_uuid, by, at)
    return bool(given_back)


@in_turn
@transaction.atomic
def release_all(user: User, *, at: datetime) -> int:
    """Gives back everything that a person holds: they have left."""
    held = list(Task.objects.select_for_update().filter(holder=user).values_list("uuid", flat=True))
    Task.objects.filter(uuid__in=held).update(**_FREE)
    for task_uuid in held:
        _record("task.released", task_uuid, user, at)
    return len(held)


@in_turn
@transaction.atomic
def skip(task_uuid: UUID, by: User, *, reason: str, at: datetime) -> Task:
    """Passes the task on: to the others, and never back to this person. It does not count as judged.

    Nobody else can judge a personal task; it is left out. The reason is not in the ledger: it may be about the person.
    """
    if reason not in SkipReason.values:
        raise Invalid(
            f"{reason!r} is no reason to skip.", field="reason", hint=f"Use one of {', '.join(SkipReason.values)}."
        )
    task = locked(task_uuid, by)
    if task.holder_id != by.pk:
        raise not_yours(by, task_uuid)
    left_out = task.setting in PERSONAL
    if left_out:
        MOVES.check(TaskState(task.state), TaskState.SKIPPED, what="This task")
    Bar.objects.create(task=task, user=by, skipped=reason)
    Draft.objects.filter(task=task, user=by).delete()
    assigned = task.assigned_to_id if left_out else None
    state = TaskState.SKIPPED if left_out else TaskState.OPEN
    Task.objects.filter(pk=task.pk).update(state=state, assigned_to=assigned, **_FREE)
    _record("task.skipped", task_uuid, by, at)
    task.refresh_from_db()
    return task


_FREE = {"holder": None, "held_until": None, "opened_at": None, "version": F("version") + 1}


def _take_held(user: User, wanted: Q, at: datetime) -> Task | None:
    """One of those that they hold already, the one they opened first."""
    if not Task.objects.filter(wanted, holder=user).exists():  # a quick look: mostly they hold none
        return None
    mine = may_judge(user).filter(wanted, holder=user)
    return _take(mine.order_by(F("opened_at").asc(nulls_last=True), *ORDER), user, at)


def _taken(user: User, task_uuid: UUID, at: datetime) -> Task:
    held = _take(may_judge(user).filter(uuid=task_uuid, holder=user), user, at)
    if held is not None:
        return _known(held)
    free = Q(holder__isnull=True) | Q(held_until__lte=at)
    taken = _take(may_judge(user).filter(free, uuid=task_uuid), user, at, anew=True)
    if taken is None:
        raise not_yours(user, task_uuid)
    return _known(_recorded(taken, user, at))


def _opened(task_uuid: UUID, by: User, at: datetime) -> Draft | None:
    mine = Task.objects.filter(uuid=task_uuid, holder=by, state=TaskState.OPEN)
    if not mine.update(held_until=at + LEASE, opened_at=Coalesce("opened_at", Value(at))):
        raise not_yours(by, task_uuid)
    draft = Draft.objects.filter(task__uuid=task_uuid, user=by).first()
    if draft is not None and draft.body.get("seconds"):
        draft.seconds += draft.body.pop("seconds")
        draft.save(update_fields=("body", "seconds"))
    return draft


def _take(candidates: QuerySet[Task], user: User, at: datetime, *, anew: bool = False) -> Task | None:
    """Takes the first of these tasks in one statement, or none."""
    first = candidates.select_for_update(skip_locked=True, of=("self",)).values("pk")[:1]
    try:
        statement, parameters = first.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None
    fresh = ", holder_id = %s, version = version + 1, opened_at = NULL" if anew else ""
    until = connection.ops.adapt_datetimefield_value(at + LEASE)
    found = Task.objects.raw(
        f"UPDATE judgements_task SET held_until = %s{fresh} WHERE id = ({statement}) RETURNING *",
        [until, *([user.pk] if anew else []), *parameters],
    )
    return next(iter(list(found)), None)


def _known(task: Task) -> Task:
    """The task with what a page shows of it."""
    return Task.objects.select_related("item", "snapshot", "policy_version__policy").get(pk=task.pk)


def _renewed(task_uuid: UUID, by: User, at: datetime) -> None:
    if not Task.objects.filter(uuid=task_uuid, holder=by, state=TaskState.OPEN).update(held_until=at + LEASE):
        raise not_yours(by, task_uuid)


def _recorded(task: Task, user: User, at: datetime) -> Task:
    _record("task.taken", task.uuid, user, at)
    return task


def _record(kind: str, task_uuid: UUID, user: User, at: datetime) -> None:
    record(kind, actor=str(user.uuid), subject=Ref("task", str(task_uuid)), payload={}, at=at)
