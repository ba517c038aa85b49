"""Partners and teams as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.ops.people.models import Team, User
from evenhand.ops.people.permissions import may
from evenhand.ops.people.roles import MANAGE
from evenhand.ops.people.selectors import partners_seen_by, teams_seen_by, with_active_people
from evenhand.ui import tables
from evenhand.ui.types import Cell, Head, Row, TableView


@dataclass(frozen=True)
class SitesPage:
    """Two short lists."""

    partners: TableView
    teams: TableView
    manages: bool


def sites_page(user: User) -> SitesPage:
    """The partners and teams in sight; two queries."""
    manages = may(user, MANAGE)
    return SitesPage(_partners(user, manages=manages), _teams(user, manages=manages), manages)


def _partners(user: User, *, manages: bool) -> TableView:
    rows = (
        Row(
            (
                tables.strong(partner.name),
                tables.code(partner.code),
                tables.number(_active(partner)),
                tables.tag(_("under contract"), "ok") if partner.is_active else tables.tag(_("ended")),
            ),
            reverse("people:partner", kwargs={"uuid": partner.uuid}) if manages else None,
        )
        for partner in with_active_people(partners_seen_by(user)).order_by("-is_active", "name")
    )
    heads = (_("Partner"), _("Code in the data"), Head(_("Active people"), numeric=True), _("Contract"))
    return tables.simple_table("partners", _("Partners"), heads, rows)


def _teams(user: User, *, manages: bool) -> TableView:
    rows = (
        Row(
            (tables.strong(team.name), _site(team), tables.number(_active(team))),
            reverse("people:team", kwargs={"uuid": team.uuid}) if manages else None,
        )
        for team in with_active_people(teams_seen_by(user)).order_by("partner__name", "name")
    )
    heads = (_("Team"), _("Site"), Head(_("Active people"), numeric=True))
    return tables.simple_table("teams", _("Teams"), heads, rows)


def _site(team: Team) -> Cell:
    return tables.plain(team.partner.name if team.partner else _("This organisation"))


def _active(row: Any) -> int:
    return int(row.active)
