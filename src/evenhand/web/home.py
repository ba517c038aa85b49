"""Home: what is mine, by deadline, from every desk. Not here: what a desk counts as somebody's to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import held_by
from evenhand.ops.people.roles import Role
from evenhand.ops.spine import desks
from evenhand.ops.spine.desks import HomeRow
from evenhand.ui import format as formats
from evenhand.ui.types import Crumb, Definition, NavGroup, WorkRow

MOST_ROWS = 50
MOST_LINKS = 3

NEXT_STEPS: Mapping[str, Any] = {
    Role.ADMINISTRATOR: gettext_lazy("Add the people who work here and give them roles."),
    Role.QUALITY_LEAD: gettext_lazy("Bring decisions in, then plan a sample: its assessments appear here."),
    Role.ASSESSOR: gettext_lazy("Assessments appear here as soon as a sample is drawn for you."),
    Role.SENIOR_SPECIALIST: gettext_lazy("Assessments and adjudications appear here when they are yours."),
    Role.POLICY_MANAGER: gettext_lazy("Read where assessors differ, and publish what makes a policy clearer."),
    Role.OPERATIONS_MANAGER: gettext_lazy("Bring yesterday's decisions in, and see how each site stands."),
    Role.PARTNER_LEAD: gettext_lazy("See how your site stands; what needs your answer appears here."),
    Role.DATA_SCIENTIST: gettext_lazy("Bring labels in, and look at how far they can be trusted."),
    Role.TRAINER: gettext_lazy("See which errors repeat; they say who needs which course."),
    Role.INVESTIGATOR: gettext_lazy("What is handed to you appears here."),
    Role.REVIEWER: gettext_lazy("Jobs appear here; until then, the policies are worth a look."),
    Role.ANNOTATOR: gettext_lazy("Tasks appear here; until then, the policies are worth a look."),
    Role.RECIPIENT: gettext_lazy("What somebody needs from you appears here, with its deadline."),
    Role.AUDITOR: gettext_lazy("The ledger says who did what, and proves that nothing was changed."),
}
"""What a person with nothing to do can do next, by the first of these roles that they hold."""


@dataclass(frozen=True)
class Nothing:
    """Nothing waits: why, and where to go instead."""

    title: str
    body: str
    links: tuple[Crumb, ...]


@dataclass(frozen=True)
class HomePage:
    """The rows in order of their deadline, those without one last; ``load`` counts them by when they are due."""

    lead: str
    count: str
    rows: tuple[WorkRow, ...]
    load: tuple[Definition, ...]
    nothing: Nothing


def home_page(user: User, groups: Iterable[NavGroup], *, at: datetime) -> HomePage:
    """A person's home at this moment; ``groups`` are the desks that they may open."""
    found = [row for desk in desks.all_desks() for work in desk.home for row in work(user, at)]
    ordered = sorted(found, key=lambda row: (row.due_at is None, row.due_at or at, row.title))
    return HomePage(
        lead=_lead(ordered, at),
        count=formats.number(len(ordered)),
        rows=tuple(_shown(row, at) for row in ordered[:MOST_ROWS]),
        load=tuple(_load(ordered, at)),
        nothing=_nothing(user, groups),
    )


def _lead(rows: Sequence[HomeRow], at: datetime) -> str:
    today = _("%(weekday)s, %(day)s.") % {"weekday": date_format(timezone.localtime(at), "l"), "day": formats.day(at)}
    if not rows:
        return today
    mine = ngettext("%(count)s thing is yours", "%(count)s things are yours", len(rows)) % {"count": len(rows)}
    first = rows[0].due_at
    if first is None:
        return _("%(today)s %(mine)s; none has a deadline.") % {"today": today, "mine": mine}
    due = formats.due(first, now=at)
    return _("%(today)s %(mine)s; the first: %(due)s.") % {"today": today, "mine": mine, "due": due}


def _load(rows: Sequence[HomeRow], at: datetime) -> Iterable[Definition]:
    tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    dues = [row.due_at for row in rows if row.due_at is not None]
    counts = (
        (_("Late"), sum(due <= at for due in dues)),
        (_("Still today"), sum(at < due < tomorrow for due in dues)),
        (_("Within a week"), sum(tomorrow <= due < tomorrow + timedelta(days=6) for due in dues)),
        (_("Later"), sum(due >= tomorrow + timedelta(days=6) for due in dues)),
        (_("Without a deadline"), len(rows) - len(dues)),
    )
    return (Definition(when, formats.number(count)) for when, count in counts if count)


def _nothing(user: User, groups: Iterable[NavGroup]) -> Nothing:
    held = {grant.role for grant in held_by(user).grants}
    if not held:
        account = Crumb(_("Your account"), reverse("people:account"))
        body = _("Your login works. An administrator gives you a role; then your work appears here.")
        return Nothing(_("You have no role yet"), body, (account,))
    body = next((str(step) for role, step in NEXT_STEPS.items() if role in held), "")
    home = reverse("home")
    entries = (entry for group in groups for entry in group.entries if entry.url != home)
    links = tuple(Crumb(entry.title, entry.url) for entry in entries)[:MOST_LINKS]
    return Nothing(_("Nothing is waiting for you"), body, links)


def _shown(row: HomeRow, at: datetime) -> WorkRow:
    due = row.due_at
    return WorkRow(
        title=row.title,
        url=row.url,
        why=row.detail,
        kind=row.desk,
        due=formats.due(due, now=at) if due else None,
        due_title=formats.moment(due) if due else None,
        tone=formats.due_tone(due, now=at) if due else "neutral",
    )
