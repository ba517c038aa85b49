"""What desks below and above ask of items: whose verdicts must stay hidden from whom, and which a scope reaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from evenhand.ops.judgements.models import Task
from evenhand.ops.judgements.permissions import may_judge, within
from evenhand.ops.judgements.vocabulary import BLIND
from evenhand.ops.people.models import User
from evenhand.ops.spine.scope import Scope


def blind_items(user: User, item_ids: Iterable[int]) -> set[int]:
    """Those of these items whose verdicts, actions and judges this person must not see yet.

    While they hold, or may come to hold, a task in a blind setting on an item: whoever holds it at the moment, and
    whatever languages they judge in now.
    """
    blind = may_judge(user).filter(setting__in=BLIND, item__in=set(item_ids))
    return set(blind.values_list("item_id", flat=True))


def items_within(scope: Scope) -> QuerySet[Task, Any]:
    """The keys of the items that some task brings within a scope."""
    return Task.objects.filter(within(scope)).values("item_id")
