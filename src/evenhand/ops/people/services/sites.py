"""Partners and teams. A partner's code is how the facts name it, so it never changes."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evenhand.ops.people import checks
from evenhand.ops.people.models import Partner, Team, User
from evenhand.ops.people.services.authority import (
    PARTNER,
    TEAM,
    locked_administrators,
    require_manager,
    tell_ledger,
)
from evenhand.ops.people.services.persons import deactivate
from evenhand.ops.spine.errors import Conflict, Invalid
from evenhand.ops.spine.refs import Ref


@transaction.atomic
def add_partner(*, code: str, name: str, by: User, at: datetime) -> Partner:
    """A new outsourced site, named in the facts by its code."""
    require_manager(by)
    code, name = checks.code(code, field="code"), checks.one_line(name, field="name", most=120)
    try:
        with transaction.atomic():
            made = Partner.objects.create(code=code, name=name)
    except IntegrityError as error:
        raise Invalid(_("There is a partner “%(code)s” already.") % {"code": code}, field="code") from error
    tell_ledger("partner_added", _partner(made), {}, by=by, at=at)
    return made


@transaction.atomic
def change_partner(partner: Partner, *, name: str, by: User, at: datetime) -> Partner:
    """Its name as people read it."""
    require_manager(by)
    partner.name = checks.one_line(name, field="name", most=120)
    partner.save(update_fields=["name"])
    tell_ledger("partner_changed", _partner(partner), {"fields": ["name"]}, by=by, at=at)
    return partner


@transaction.atomic
def close_partner(partner: Partner, *, by: User, at: datetime) -> int:
    """The contract is over: nobody is added any more, and all its people are deactivated. Returns how many were."""
    require_manager(by)
    locked_administrators()
    now = Partner.objects.select_for_update().get(pk=partner.pk)
    if not now.is_active:
        raise Conflict(_("%(name)s has been closed already.") % {"name": now.name})
    now.is_active = False
    now.save(update_fields=["is_active"])
    leaving = list(now.people.filter(is_active=True).order_by("id"))
    for person in leaving:
        deactivate(person, by=by, at=at)
    tell_ledger("partner_closed", _partner(now), {"people": len(leaving)}, by=by, at=at)
    return len(leaving)


@transaction.atomic
def add_team(*, name: str, partner: Partner | None, by: User, at: datetime) -> Team:
    """A team of this organisation, or of a partner."""
    require_manager(by)
    checks.site_is_open(partner)
    name = checks.one_line(name, field="name", most=120)
    with checks.team_name_is_free(name):
        made = Team.objects.create(name=name, partner=partner)
    site = str(partner.uuid) if partner else None
    tell_ledger("team_added", _team(made), {"partner": site}, by=by, at=at)
    return made


@transaction.atomic
def change_team(team: Team, *, name: str, by: User, at: datetime) -> Team:
    """Its name; a team does not move to another site, its people do."""
    require_manager(by)
    team.name = checks.one_line(name, field="name", most=120)
    with checks.team_name_is_free(team.name):
        team.save(update_fields=["name"])
    tell_ledger("team_changed", _team(team), {"fields": ["name"]}, by=by, at=at)
    return team


def _partner(partner: Partner) -> Ref:
    return Ref(PARTNER, str(partner.uuid))


def _team(team: Team) -> Ref:
    return Ref(TEAM, str(team.uuid))
