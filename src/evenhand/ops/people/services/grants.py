"""A role is given and taken. Only administrators do either."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.people import checks
from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.people.services.authority import (
    keep_an_administrator,
    locked,
    locked_administrators,
    ref,
    require_manager,
    tell_ledger,
)
from evenhand.ops.people.types import EVERYTHING, Within
from evenhand.ops.spine.errors import Conflict, NotFound


@transaction.atomic
def grant(person: User, role: Role, *, within: Within = EVERYTHING, by: User, at: datetime) -> Grant:
    """Gives a role, limited to partners, markets and queues; the same again is a Conflict."""
    require_manager(by)
    now = locked(person)
    limits = checks.limits_of(now, role, within)
    if any(_within(held) == limits for held in now.grants.filter(role=role)):
        raise Conflict(_("%(name)s has this role with these limits already.") % {"name": now.name})
    given = Grant.objects.create(
        user=now,
        role=role,
        partners=list(limits.partners),
        markets=list(limits.markets),
        queues=list(limits.queues),
    )
    tell_ledger("granted", ref(now), _payload(given), by=by, at=at)
    return given


@transaction.atomic
def revoke(held: Grant, *, by: User, at: datetime) -> None:
    """Takes a role away."""
    require_manager(by)
    administrators = locked_administrators()
    person = locked(held.user)
    current = person.grants.filter(pk=held.pk).first()
    if current is None:
        raise NotFound(_("This role has been taken away already."))
    if current.role == Role.ADMINISTRATOR and person.is_active:
        keep_an_administrator(administrators, person)
    payload = _payload(current)
    current.delete()
    tell_ledger("revoked", ref(person), payload, by=by, at=at)


def _within(held: Grant) -> Within:
    return Within(tuple(held.partners), tuple(held.markets), tuple(held.queues))


def _payload(held: Grant) -> dict[str, object]:
    limits = {"partners": held.partners, "markets": held.markets, "queues": held.queues}
    return {"grant": str(held.uuid), "role": str(held.role), **limits}
