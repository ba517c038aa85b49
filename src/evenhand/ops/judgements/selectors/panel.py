"""What the panel needs beside the task and its policy: the draft of whoever has it, and what they judged."""

from __future__ import annotations

from uuid import UUID

from evenhand.ops.judgements.models import Draft, Judgement, Task
from evenhand.ops.judgements.selectors.tasks import history
from evenhand.ops.judgements.services.finding import not_found
from evenhand.ops.people.models import User


def draft_of(task: Task, user: User) -> Draft | None:
    """What this person has filled in on the task."""
    return Draft.objects.filter(task=task, user=user).first()


def judgement_of(task: Task, user: User) -> Judgement | None:
    """What this person has judged the task as, as it stands."""
    return history(user).select_related("reason").filter(task=task).first()


def own_judgement(user: User, public_id: UUID) -> Judgement:
    """A judgement of one's own, as it stands; NotFound for anybody else's."""
    found = history(user).select_related("reason", "task__snapshot").filter(public_id=public_id).first()
    if found is None:
        raise not_found()
    return found
