"""The list of people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.permissions import may
from evenhand.ops.people.presenters.person import roles_in_words
from evenhand.ops.people.roles import MANAGE, Role
from evenhand.ops.people.selectors import partners_seen_by
from evenhand.ui import tables
from evenhand.ui.tables import Column, Filter, ListRequest, Table
from evenhand.ui.types import Cell, TableView

OWN = "-"  # no partner's code: our own people
HOLDS = "grants__role"


def people_table(user: User) -> Table[User]:
    """The list as this person may have it."""
    return Table(
        name="people",
        caption=_("People"),
        columns=(
            Column("name", _("Name"), lambda row: tables.strong(row.name), sort="name"),
            Column("roles", _("Roles"), lambda row: roles_in_words(row) or _no_role()),
            Column("site", _("Site"), _site, sort="site"),
            Column("team", _("Team"), lambda row: row.team.name if row.team else None),
            Column("languages", _("Judges in"), lambda row: _(", ").join(row.languages) or None),
            Column("active", _("Login"), _login, sort="is_active"),
            Column("seen", _("Last signed in"), lambda row: row.last_login, sort="last_login", nullable=True),
        ),
        order="name",
        filters=(
            Filter("named", _("Name"), "name__icontains", kind="text"),
            Filter("role", _("Role"), HOLDS, choices=tuple(_roles())),
            Filter("held", _("Any role"), "holds_any", choices=(("1", _("has one")), ("0", _("none yet")))),
            Filter("site", _("Site"), "site", choices=lambda: _sites(user)),
            Filter("active", _("Login"), "is_active", choices=(("1", _("active")), ("0", _("deactivated")))),
        ),
        row_url=lambda row: reverse("people:person", kwargs={"uuid": row.uuid}),
    )


def listed(people: QuerySet[User], given: ListRequest) -> QuerySet[User]:
    """The people with what the columns touch; somebody who holds a role twice is still one row."""
    site, holds_any = Coalesce(F("partner__code"), Value(OWN)), Exists(Grant.objects.filter(user=OuterRef("pk")))
    rows = people.annotate(site=site, holds_any=holds_any).prefetch_related("grants")
    return rows.distinct() if HOLDS in given.lookups else rows


def people_page(user: User, table: TableView) -> dict[str, Any]:
    """The page around the list."""
    return {"table": table, "manages": may(user, MANAGE)}


def _roles() -> Iterator[tuple[str, str]]:
    return ((role.value, str(role.label)) for role in Role)


def _site(row: User) -> Cell:
    return tables.plain(row.partner.name) if row.partner else tables.plain(_("This organisation"))


def _login(row: User) -> Cell:
    return tables.tag(_("active"), "ok") if row.is_active else tables.tag(_("deactivated"))


def _no_role() -> Cell:
    return tables.tag(_("no role yet"), "warn")


def _sites(user: User) -> tuple[tuple[str, Any], ...]:
    own = () if user.partner_id is not None else ((OWN, _("This organisation")),)
    return (*own, *partners_seen_by(user).values_list("code", "name"))
