"""Giving a judgement, and changing one's mind shortly after.

The same submission twice is one judgement, so that a page may send it again after a lost answer. Not here: what follows
from a judgement; desks above hear of it (``judgements.given``, ``judgements.changed``) in the same transaction.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.judgements import facts
from evenhand.ops.judgements.models import Draft, Judgement, Reason, Task
from evenhand.ops.judgements.permissions import require_may_judge
from evenhand.ops.judgements.services.drafting import stale
from evenhand.ops.judgements.services.finding import latest, locked, not_found, not_yours
from evenhand.ops.judgements.services.verdicts import Verdict, verdict_of
from evenhand.ops.judgements.types import Given
from evenhand.ops.judgements.vocabulary import BLIND, MOVES, TaskState
from evenhand.ops.ledger.services import record
from evenhand.ops.people.models import User
from evenhand.ops.spine import desks, events, outbox
from evenhand.ops.spine.errors import Conflict, Denied
from evenhand.ops.spine.refs import Ref
from evenhand.ops.spine.turns import in_turn

GRACE = timedelta(minutes=10)


@in_turn
@transaction.atomic
def judge(task_uuid: UUID, by: User, *, given: Given, version: int, at: datetime) -> Judgement:
    """Judges the task that this person holds; ``version`` is the task's, as they saw it.

    Raises:
        Conflict: the task changed hands, or was judged otherwise, since ``version``.
        Invalid: the label, action or reason does not fit the policy version.

    """
    task = locked(task_uuid, by)
    require_may_judge(by, task)
    verdict = verdict_of(given, task)
    if task.state == TaskState.DONE:
        return _again(task, by, verdict)
    if task.holder_id != by.pk:
        raise not_yours(by, task_uuid)
    if task.version != version:
        raise stale()
    MOVES.check(TaskState(task.state), TaskState.DONE, what="This task")
    started = min(task.opened_at or at, at)
    drafts = dict(Draft.objects.filter(task=task).values_list("user_id", "seconds"))
    seconds = _seconds(given, started, at, earlier=drafts.get(by.pk, 0.0))
    judgement = _add(task, by, verdict, started_at=started, at=at, seconds=seconds)
    task.state, task.done_at, task.holder, task.held_until = TaskState.DONE, at, None, None
    task.version += 1
    task.save(update_fields=("state", "done_at", "holder", "held_until", "version"))
    if drafts:
        Draft.objects.filter(task=task).delete()
    _tell("given", judgement, task, by, at)
    return judgement


@in_turn
@transaction.atomic
def change(judgement_id: UUID, by: User, *, given: Given, version: int, at: datetime) -> Judgement:
    """A new version of one's own judgement, within ``GRACE`` of giving it, while nothing has followed from it.

    ``judgement_id`` is its ``public_id``, ``version`` the one that is being changed. Saying the same adds none.
    """
    task, now = _own(judgement_id, by)
    verdict = verdict_of(given, task)
    if _says(now) == verdict:
        return now
    if now.version != version:
        raise Conflict(_("This judgement has been changed since."), hint=_("Reload the page to see how it stands."))
    require_changeable(task, at=at)
    seconds = now.seconds if given.seconds is None else (now.seconds or 0.0) + max(0.0, given.seconds)
    changed = _add(task, by, verdict, started_at=now.started_at, at=at, seconds=seconds, after=now)
    _tell("changed", changed, task, by, at)
    return changed


@in_turn
@transaction.atomic
def reconsider(judgement_id: UUID, by: User, *, given: Given, at: datetime) -> Judgement:
    """A new version of one's own judgement after it was compared: both stand, and the first remains the blind one.

    For a desk that shows its judge what they are compared with, and asks again. Saying the same adds none.
    """
    task, now = _own(judgement_id, by)
    verdict = verdict_of(given, task)
    if _says(now) == verdict:
        return now
    changed = _add(task, by, verdict, started_at=now.started_at, at=at, seconds=now.seconds, after=now)
    _tell("changed", changed, task, by, at)
    return changed


def changeable_until(task: Task) -> datetime | None:
    """Until when its judgement can be changed; None: never, since its judge has seen what it is compared with."""
    if task.done_at is None or (task.setting in BLIND and task.context_kind in desks.after_judgement()):
        return None
    return task.done_at + GRACE


def require_changeable(task: Task, *, at: datetime) -> None:
    """Denied once the time to change it is over, or the judge has seen what they were not to see before."""
    until = changeable_until(task)
    if until is None:
        raise Denied(_("This was judged blind and has been compared since: it cannot be changed."))
    if at > until:
        minutes = int(GRACE.total_seconds() // 60)
        raise Denied(_("A judgement can be changed for %(minutes)s minutes after it was given.") % {"minutes": minutes})


def _own(judgement_id: UUID, by: User) -> tuple[Task, Judgement]:
    """The task of a judgement and how one's own judgement of it stands; NotFound for another's."""
    task = _task_of(judgement_id, by)
    now = latest(task)
    if now is None or now.judge_id != by.pk:
        raise not_found()
    require_may_judge(by, task)
    return task, now


def _task_of(judgement_id: UUID, by: User) -> Task:
    found = Judgement.objects.filter(public_id=judgement_id, judge=by).values_list("task__uuid", flat=True).first()
    if found is None:
        raise not_found()
    return locked(found, by)


def _again(task: Task, by: User, verdict: Verdict) -> Judgement:
    """The judgement that stands, when this is the same one again."""
    stands = latest(task)
    if stands is None or stands.judge_id != by.pk:
        raise not_yours(by, task.uuid)
    if _says(stands) != verdict:
        raise Conflict(
            _("You have judged this already, differently."), hint=_("What stands is in your history; change it there.")
        )
    return stands


def _says(judgement: Judgement) -> Verdict:
    own = {field.name: getattr(judgement, field.name) for field in fields(Verdict) if field.name != "reason"}
    reason = judgement.reason.text if hasattr(judgement, "reason") else ""
    return Verdict(**{**own, "labels": tuple(judgement.labels)}, reason=reason)


def _add(
    task: Task,
    by: User,
    verdict: Verdict,
    *,
    started_at: datetime,
    at: datetime,
    seconds: float | None,
    after: Judgement | None = None,
) -> Judgement:
    columns = {field.name: getattr(verdict, field.name) for field in fields(Verdict) if field.name != "reason"}
    known = {"public_id": after.public_id, "version": after.version + 1} if after else {}
    judgement = Judgement.objects.create(
        **{**columns, "labels": list(verdict.labels)},
        **known,
        task=task,
        judge=by,
        started_at=min(started_at, at),  # the clock may have been set back since
        judged_at=at,
        seconds=seconds,
    )
    if verdict.reason:
        Reason.objects.create(judgement=judgement, text=verdict.reason)
    return judgement


def _seconds(given: Given, started: datetime, at: datetime, *, earlier: float) -> float | None:
    """All sittings together; a sitting cannot have been longer than the clock on the wall says."""
    if given.seconds is None:
        return None
    return round(earlier + min(max(0.0, given.seconds), (at - started).total_seconds()), 1)


def _tell(what: str, judgement: Judgement, task: Task, by: User, at: datetime) -> None:
    payload = {
        "task": str(task.uuid),
        "version": judgement.version,
        "setting": task.setting,
        "label": judgement.label,
        "action": judgement.action,
    }
    ref = Ref("judgement", str(judgement.public_id))
    record(f"judgement.{what}", actor=str(by.uuid), subject=ref, payload=payload, at=at)
    outbox.publish("judgements", [facts.row(judgement, task=task, pseudonym=by.pseudonym)], at=at)
    events.tell(f"judgements.{what}", judgement=judgement, task=task)
