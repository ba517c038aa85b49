"""Who may change people, and what may not be changed away: the last administrator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from evenhand.ops.ledger.services import record
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import require
from evenhand.ops.people.roles import MANAGE, Role
from evenhand.ops.spine.errors import Conflict
from evenhand.ops.spine.refs import Ref

PERSON, PARTNER, TEAM = "person", "partner", "team"


def require_manager(by: User) -> None:
    """Denied unless this person administers people, which is always of the whole organisation."""
    require(by, MANAGE)


def locked_administrators() -> set[int]:
    """The keys of all who administer now, locked in one order, so that two cannot remove each other at once.

    Whoever changes roles or closes a login takes this lock before any other.
    """
    holders = User.objects.filter(is_active=True, grants__role=Role.ADMINISTRATOR)
    return set(holders.select_for_update().order_by("id").values_list("id", flat=True))


def keep_an_administrator(administrators: set[int], leaving: User) -> None:
    """Conflict when nobody would be left who can give anybody a role."""
    if administrators == {leaving.pk}:
        raise Conflict(
            _("%(name)s is the last administrator.") % {"name": leaving.name},
            hint=_("Make somebody else an administrator first."),
        )


def locked(person: User) -> User:
    """The person as the database has them now, held until the transaction ends."""
    return User.objects.select_for_update().get(pk=person.pk)


def tell_ledger(kind: str, subject: Ref, payload: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """Records what somebody did; ids and closed values only, no names."""
    record(f"people.{kind}", actor=str(by.uuid), subject=subject, payload=payload, at=at)


def ref(person: User) -> Ref:
    """How the ledger names a person."""
    return Ref(PERSON, str(person.uuid))
