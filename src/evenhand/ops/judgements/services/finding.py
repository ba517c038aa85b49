"""Finding the task or judgement that a service is about, locked, and saying why it is not this person's any more."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.permissions import may_judge, reaches
from evenhand.ops.judgements.vocabulary import TaskState
from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Conflict, NotFound, Refused


def locked(task_uuid: UUID, by: User) -> Task:
    """The task, locked until the transaction ends, with its item and policy version.

    One that is neither held by this person nor within their reach is not there for them.
    """
    known = Task.objects.select_related("item", "policy_version").select_for_update(of=("self",))
    task = known.filter(uuid=task_uuid).first()
    if task is None or not (task.holder_id == by.pk or reaches(by, task)):
        raise not_found()
    return task


def latest(task: Task) -> Judgement | None:
    """The newest version of a task's judgement."""
    return Judgement.objects.select_related("reason").filter(task=task).order_by("-version").first()


def not_found() -> NotFound:
    """There is no such task, or none that this person may know of: the same words for both."""
    return NotFound(_("There is no task of yours at this address."), hint=_("Take the next one from My tasks."))


def not_yours(user: User, task_uuid: UUID) -> Refused:
    """Why a person does not hold a task."""
    task = Task.objects.filter(uuid=task_uuid).first()
    if task is None or not (task.holder_id == user.pk or _was_theirs(user, task)):
        return not_found()
    if task.state == TaskState.OPEN:
        return Conflict(
            _("You no longer hold this task: it went to somebody else after a while, or you gave it back."),
            hint=_("What you filled in is kept. Take the next task from My tasks."),
        )
    words = {
        TaskState.DONE: _("This task has been judged."),
        TaskState.WITHDRAWN: _("This task was withdrawn while you had it."),
        TaskState.SKIPPED: _("This task was left out."),
    }
    return Conflict(words[TaskState(task.state)], hint=_("Take the next task from My tasks."))


def _was_theirs(user: User, task: Task) -> bool:
    return task.state != TaskState.OPEN or may_judge(user).filter(pk=task.pk).exists()
