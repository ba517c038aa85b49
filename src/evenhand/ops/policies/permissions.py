"""Who may read and who may publish. Policies have no partner: they are everybody's who may read policies at all."""

from __future__ import annotations

from django.db.models import Q

from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import may, require
from evenhand.ops.policies.vocabulary import PUBLISH, READ, VersionState


def may_publish(user: User) -> bool:
    """Whether this person may put versions in force."""
    return may(user, PUBLISH)


def require_publishes(by: User | None) -> None:
    """Denied unless they may; None is the organisation's own work, such as the demo."""
    if by is not None:
        require(by, PUBLISH)


def seen_by(user: User) -> Q:
    """The versions that this person may read: a draft is for those who publish."""
    if not may(user, READ):
        return Q(pk__in=())
    return Q() if may_publish(user) else ~Q(state=VersionState.DRAFT)
