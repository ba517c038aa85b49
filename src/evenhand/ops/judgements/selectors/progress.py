"""How far contexts and people are. Never compared between people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum

from evenhand.ops.judgements.models import Bar, Judgement, Task
from evenhand.ops.judgements.selectors.tasks import history, takeable, waiting_for
from evenhand.ops.judgements.types import Pace, Progress, Share
from evenhand.ops.judgements.vocabulary import Setting, TaskState
from evenhand.ops.people.models import User
from evenhand.ops.spine import clock


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What of one context waits for a person: how much, in which setting, the first deadline."""

    context_kind: str
    context_id: str
    setting: Setting
    waiting: int
    due_at: datetime | None


def progress(context_kind: str, context_id: str, *, at: datetime | None = None) -> Progress:
    """How far a sample, session or quiz is; a hold whose time is up (by ``at``, else by now) counts as open."""
    own = Q(context_kind=context_kind, context_id=context_id)
    alive = Q(state=TaskState.OPEN, held_until__gt=at or clock.now())
    skipped = Exists(Bar.objects.filter(task=OuterRef("pk")).exclude(skipped=""))
    counted = Task.objects.filter(own).aggregate(
        held=Count("pk", filter=alive),
        open=Count("pk", filter=Q(state=TaskState.OPEN)),
        done=Count("pk", filter=Q(state=TaskState.DONE)),
        skipped=Count("pk", filter=Q(state=TaskState.SKIPPED)),
        passed=Count("pk", filter=Q(state=TaskState.OPEN) & Q(skipped)),
    )
    given = Judgement.objects.filter(version=1, task__context_kind=context_kind, task__context_id=context_id)
    counted["open"] -= counted["held"]
    return Progress(**counted, seconds=given.aggregate(total=Sum("seconds"))["total"] or 0.0)


def share_of(user: User, at: datetime, context_kind: str, context_id: str) -> Share:
    """What of a context this person has judged, and what they could still take."""
    done = Judgement.objects.filter(
        judge=user, version=1, task__context_kind=context_kind, task__context_id=context_id
    ).count()
    return Share(done=done, waiting=waiting_for(user, at, context_kind, context_id))


def contexts_of(user: User, at: datetime) -> list[Waiting]:
    """The contexts in which something waits for this person, by deadline; one query."""
    found = (
        takeable(user, at)
        .values("context_kind", "context_id", "setting")
        .annotate(waiting=Count("pk"), due_at=Min("due_at"), first=Min("by_when"))
        .order_by("first", "context_kind", "context_id", "setting")
    )
    return [
        Waiting(
            context_kind=row["context_kind"],
            context_id=row["context_id"],
            setting=Setting(row["setting"]),
            waiting=row["waiting"],
            due_at=row["due_at"],
        )
        for row in found
    ]


def pace(user: User, *, since: datetime) -> Pace:
    """What a person has judged since a moment, and the median of their active seconds."""
    given = history(user).filter(judged_at__gte=since).values_list("seconds", flat=True)
    known = [seconds for seconds in given if seconds is not None]
    return Pace(judged=len(given), seconds=median(known) if known else None)
