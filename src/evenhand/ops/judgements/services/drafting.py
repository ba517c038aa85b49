"""Keeping what somebody has filled in and not given yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.judgements.models import Draft, Task
from evenhand.ops.judgements.services.finding import not_yours
from evenhand.ops.judgements.services.holding import LEASE
from evenhand.ops.judgements.services.words import kept_within
from evenhand.ops.judgements.vocabulary import TaskState
from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Conflict, Invalid
from evenhand.ops.spine.turns import in_turn

LARGEST = 64 * 1024  # characters of JSON


@in_turn
@transaction.atomic
def save_draft(task_uuid: UUID, by: User, *, draft: Mapping[str, Any], version: int, at: datetime) -> datetime:
    """Keeps the draft in place of the one before, renews the hold, and answers until when.

    Raises:
        Conflict: the task changed hands, or was judged, since ``version``.

    """
    if len(json.dumps(draft)) > LARGEST:
        raise Invalid(_("The draft is too long to be kept."), field="reason", hint=_("Shorten the reason."))
    mine = Task.objects.filter(uuid=task_uuid, holder=by, state=TaskState.OPEN)
    if not mine.filter(version=version).update(held_until=at + LEASE):
        raise stale() if mine.exists() else not_yours(by, task_uuid)
    task = Task.objects.only("pk").get(uuid=task_uuid)
    Draft.objects.update_or_create(task=task, user=by, defaults={"body": kept_within(dict(draft)), "saved_at": at})
    return at + LEASE


def stale() -> Conflict:
    """The page is older than the task."""
    return Conflict(
        _("This page is older than the task: you gave it back and took it again since."),
        hint=_("Reload the page; what you filled in is kept."),
    )
