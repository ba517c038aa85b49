"""A person comes, changes, leaves and returns."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from axes.utils import reset as forget_failures
from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.people import checks
from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.passwords import one_time_password
from evenhand.ops.people.roles import Role
from evenhand.ops.people.services.authority import (
    keep_an_administrator,
    locked,
    locked_administrators,
    ref,
    require_manager,
    tell_ledger,
)
from evenhand.ops.people.services.tokens import end_tokens
from evenhand.ops.people.types import Details, NewLogin
from evenhand.ops.spine import events
from evenhand.ops.spine.errors import Conflict


@transaction.atomic
def add_person(details: Details, *, by: User, at: datetime) -> NewLogin:
    """A new person, without any role yet, who signs in with the one-time password."""
    require_manager(by)
    made = _new(details, at=at)
    tell_ledger("added", ref(made.person), _site(made.person), by=by, at=at)
    return made


@transaction.atomic
def add_first_administrator(details: Details, *, at: datetime) -> NewLogin:
    """The person who sets everything up; Conflict once somebody administers."""
    if locked_administrators():
        raise Conflict(
            _("There is an administrator already."), hint=_("Ask them; they add people under Administration › People.")
        )
    made = _new(details, at=at)
    Grant.objects.create(user=made.person, role=Role.ADMINISTRATOR)
    for kind, payload in (("added", _site(made.person)), ("granted", {"role": Role.ADMINISTRATOR.value})):
        record(f"people.{kind}", actor=SYSTEM, subject=ref(made.person), payload=payload, at=at)
    return made


@transaction.atomic
def change_person(person: User, details: Details, *, by: User, at: datetime) -> User:
    """What an administrator corrects: name, login name, site, team, languages."""
    require_manager(by)
    now = locked(person)
    wanted = checks.usable(details, other_than=now)
    checks.roles_fit_the_site(now, wanted.partner)
    changed = [each.name for each in fields(Details) if getattr(now, each.name) != _kept(wanted, each.name)]
    if not changed:
        return now
    for name in changed:
        setattr(now, name, _kept(wanted, name))
    with checks.login_name_is_free(now.username):
        now.save(update_fields=changed)
    tell_ledger("changed", ref(now), {"fields": changed, **_site(now)}, by=by, at=at)
    return now


@transaction.atomic
def deactivate(person: User, *, by: User, at: datetime) -> User:
    """Their login closes, their sessions and tokens end now and for good, and what they held is free for others."""
    require_manager(by)
    administrators = locked_administrators()
    now = locked(person)
    if not now.is_active:
        raise Conflict(_("%(name)s has been deactivated already.") % {"name": now.name})
    keep_an_administrator(administrators, now)
    now.is_active = False
    now.set_unusable_password()  # sessions are tied to the password: none comes back with the person
    now.save(update_fields=["is_active", "password"])
    end_tokens(now, by=by, at=at)
    events.tell("people.left", user=now)
    tell_ledger("deactivated", ref(now), {}, by=by, at=at)
    return now


@transaction.atomic
def reactivate(person: User, *, by: User, at: datetime) -> NewLogin:
    """They are back, with the roles they had and a one-time password."""
    require_manager(by)
    now = locked(person)
    if now.is_active:
        raise Conflict(_("%(name)s is active.") % {"name": now.name})
    checks.site_is_open(now.partner)
    now.is_active = True
    password = _give_one_time_password(now, at=at)
    now.save(update_fields=["is_active", *PASSWORD_FIELDS])
    tell_ledger("reactivated", ref(now), {}, by=by, at=at)
    return NewLogin(now, password)


@transaction.atomic
def reset_password(person: User, *, by: User, at: datetime) -> NewLogin:
    """A one-time password instead of theirs; sessions and tokens end, and a lock after wrong passwords is lifted."""
    require_manager(by)
    now = locked(person)
    if not now.is_active:
        raise Conflict(
            _("%(name)s has been deactivated.") % {"name": now.name},
            hint=_("Reactivate them; that gives a one-time password too."),
        )
    password = _give_one_time_password(now, at=at)
    now.save(update_fields=PASSWORD_FIELDS)
    end_tokens(now, by=by, at=at)
    forget_failures(username=now.username)
    tell_ledger("password_reset", ref(now), {}, by=by, at=at)
    return NewLogin(now, password)


PASSWORD_FIELDS = ["password", "must_change_password", "password_changed_at"]


def _new(details: Details, *, at: datetime) -> NewLogin:
    wanted = checks.usable(details)
    person = User(**{each.name: _kept(wanted, each.name) for each in fields(Details)})
    password = _give_one_time_password(person, at=at)
    with checks.login_name_is_free(person.username):
        person.save()
    return NewLogin(person, password)


def _give_one_time_password(person: User, *, at: datetime) -> str:
    password = one_time_password()
    person.set_password(password)
    person.must_change_password, person.password_changed_at = True, at
    return password


def _kept(details: Details, name: str) -> object:
    value = getattr(details, name)
    return list(value) if isinstance(value, tuple) else value


def _site(person: User) -> dict[str, str | None]:
    return {
        "partner": str(person.partner.uuid) if person.partner else None,
        "team": str(person.team.uuid) if person.team else None,
    }
