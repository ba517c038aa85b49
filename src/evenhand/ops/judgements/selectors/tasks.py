"""Tasks as one person sees them, and what they have judged."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.permissions import may_judge, reads
from evenhand.ops.judgements.services.finding import not_found
from evenhand.ops.people.models import User

MOST_COUNTED = 1_000


def waiting_for(user: User, at: datetime, context_kind: str | None = None, context_id: str | None = None) -> int:
    """How many tasks this person could judge now, those that they hold included; counted up to ``MOST_COUNTED``."""
    return takeable(user, at).filter(of_context(context_kind, context_id))[:MOST_COUNTED].count()


def held_by(user: User, at: datetime) -> list[Task]:
    """What this person holds, the one they opened first; a hold whose time is up is not theirs."""
    held = may_judge(user).filter(holder=user, held_until__gt=at).select_related("item", "snapshot", "policy_version")
    return list(held.order_by("opened_at", "id"))


def task_for(user: User, task_uuid: UUID) -> Task:
    """A task that this person holds, could take or has judged; NotFound for any other, existing or not."""
    known = Task.objects.select_related("item", "snapshot", "policy_version__policy")
    mine = Q(pk__in=may_judge(user).filter(uuid=task_uuid).values("pk")) | Q(
        Exists(Judgement.objects.filter(task=OuterRef("pk"), judge=user))
    )
    task = known.filter(mine, uuid=task_uuid).first()
    if task is None:
        raise not_found()
    return task


def history(user: User) -> QuerySet[Judgement]:
    """The judgements that this person gave, each as it stands."""
    newer = Judgement.objects.filter(public_id=OuterRef("public_id"), version__gt=OuterRef("version"))
    return Judgement.objects.filter(~Exists(newer), judge=user).select_related(
        "task__item", "task__policy_version__policy"
    )


def takeable(user: User, at: datetime) -> QuerySet[Task]:
    """The tasks that this person holds, or that nobody holds and they could take."""
    theirs = Q(holder=user) | ((Q(holder__isnull=True) | Q(held_until__lte=at)) & reads(user))
    return may_judge(user).filter(theirs)


def of_context(context_kind: str | None, context_id: str | None) -> Q:
    """Tasks of one context, of all contexts of a kind, or all."""
    wanted = {"context_kind": context_kind, "context_id": context_id}
    return Q(**{name: value for name, value in wanted.items() if value is not None})
