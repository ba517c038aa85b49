"""How tasks and judgements show where another desk points to them: one's own alone, and never by their verdict."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.people.models import User
from evenhand.ops.spine.refs import Shown


def show_tasks(user: User, ids: frozenset[str]) -> dict[str, Shown]:
    """Tasks that this person holds or has judged."""
    own = Task.objects.filter(Q(holder=user) | Q(judgements__judge=user), uuid__in=ids).select_related("item")
    return {str(task.uuid): _shown(task) for task in own.distinct()}


def show_judgements(user: User, ids: frozenset[str]) -> dict[str, Shown]:
    """One's own judgements, by the task that they answer."""
    own = Judgement.objects.filter(judge=user, public_id__in=ids).select_related("task__item")
    return {str(judgement.public_id): _shown(judgement.task) for judgement in own}


def _shown(task: Task) -> Shown:
    words = {"setting": str(task.get_setting_display()).capitalize(), "item": task.item.external_id}
    return Shown(_("%(setting)s: %(item)s") % words, reverse("judgements:task", kwargs={"uuid": task.uuid}))
