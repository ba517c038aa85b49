"""The heads of the forms, and the questions that are asked before something that ends people's work."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand.ops.people.models import Partner, Team, User
from evenhand.ui.types import Crumb


@dataclass(frozen=True)
class FormHead:
    """What a form is for, where it stands, and what its button says; ``more`` leads to a further step."""

    title: str
    lead: str
    crumbs: tuple[Crumb, ...]
    submit: str
    back_url: str
    more: Crumb | None = None


@dataclass(frozen=True)
class Question:
    """Something to be sure of, with what follows from it."""

    title: str
    lead: str
    follows: tuple[str, ...]
    crumbs: tuple[Crumb, ...]
    submit: str
    back_url: str
    danger: bool


def add_head() -> FormHead:
    """A new person."""
    return FormHead(
        title=_("Add a person"),
        lead=_("They get a one-time password, which you hand over. Give them roles afterwards."),
        crumbs=(_all(),),
        submit=_("Add"),
        back_url=reverse("people:people"),
    )


def change_head(person: User) -> FormHead:
    """Corrections."""
    return FormHead(
        title=_("Change %(name)s") % {"name": person.name},
        lead=_("Judgements made so far stay theirs."),
        crumbs=(_all(), _to(person)),
        submit=_("Save"),
        back_url=_to(person).url,
    )


def role_head(person: User) -> FormHead:
    """A role."""
    lead = _("Without limits a role reaches everything.")
    if person.partner:
        lead = _("This role will reach only what belongs to %(partner)s.") % {"partner": person.partner.name}
    return FormHead(
        title=_("Give %(name)s a role") % {"name": person.name},
        lead=lead,
        crumbs=(_all(), _to(person)),
        submit=_("Give the role"),
        back_url=_to(person).url,
    )


def alias_head(person: User) -> FormHead:
    """An id in another tool."""
    return FormHead(
        title=_("An id of %(name)s in another tool") % {"name": person.name},
        lead=_("Imported judgements of this id become theirs, in figures and in what they may not assess."),
        crumbs=(_all(), _to(person)),
        submit=_("Add the id"),
        back_url=_to(person).url,
    )


def add_partner_head() -> FormHead:
    """A new partner."""
    lead = _("An outsourced site. Its people see only what belongs to it.")
    return FormHead(_("Add a partner"), lead, (_all(), _sites()), _("Add"), _sites().url)


def partner_head(partner: Partner) -> FormHead:
    """A partner."""
    close = Crumb(_("Close this partner"), reverse("people:close_partner", kwargs={"uuid": partner.uuid}))
    return FormHead(
        title=partner.name,
        lead=_("The facts call it “%(code)s”.") % {"code": partner.code},
        crumbs=(_all(), _sites()),
        submit=_("Save"),
        back_url=_sites().url,
        more=close if partner.is_active else None,
    )


def add_team_head() -> FormHead:
    """A new team."""
    lead = _("People who work together, here or at one partner.")
    return FormHead(_("Add a team"), lead, (_all(), _sites()), _("Add"), _sites().url)


def team_head(team: Team) -> FormHead:
    """A team."""
    site = team.partner.name if team.partner else _("This organisation")
    return FormHead(team.name, site, (_all(), _sites()), _("Save"), _sites().url)


def deactivate_question(person: User) -> Question:
    """Before a login closes."""
    return Question(
        title=_("Deactivate %(name)s?") % {"name": person.name},
        lead=_("For somebody who has left. Their past work stays theirs."),
        follows=(
            _("Their sessions end at once, on every device, and so do their tokens."),
            _("Tasks that they hold go back to the others; drafts are kept."),
            _("Roles are kept for the case that they return."),
        ),
        crumbs=(_all(), _to(person)),
        submit=_("Deactivate"),
        back_url=_to(person).url,
        danger=True,
    )


def reactivate_question(person: User) -> Question:
    """Before a login opens again."""
    return Question(
        title=_("Make %(name)s active again?") % {"name": person.name},
        lead=_("They return with the roles that they had."),
        follows=(_("You get a one-time password to hand over."), _("Look at their roles first.")),
        crumbs=(_all(), _to(person)),
        submit=_("Make active"),
        back_url=_to(person).url,
        danger=False,
    )


def reset_question(person: User) -> Question:
    """Before a password is replaced."""
    return Question(
        title=_("Reset the password of %(name)s?") % {"name": person.name},
        lead=_("Make sure that it is they who ask: call them back, or ask their lead."),
        follows=(
            _("You get a one-time password to hand over."),
            _("Their sessions end at once, on every device, and so do their tokens."),
            _("A lock after wrong passwords is lifted."),
        ),
        crumbs=(_all(), _to(person)),
        submit=_("Reset the password"),
        back_url=_to(person).url,
        danger=False,
    )


def close_question(partner: Partner) -> Question:
    """Before a partner is closed."""
    count = partner.people.filter(is_active=True).count()
    people = ngettext("%(count)s person is deactivated.", "%(count)s people are deactivated.", count) % {"count": count}
    return Question(
        title=_("Close %(name)s?") % {"name": partner.name},
        lead=_("For a contract that is over. What its people did stays in the figures."),
        follows=(people, _("Nobody can be added to it any more."), _("This cannot be undone.")),
        crumbs=(_all(), _sites()),
        submit=_("Close the partner"),
        back_url=_sites().url,
        danger=True,
    )


def _all() -> Crumb:
    return Crumb(_("People"), reverse("people:people"))


def _sites() -> Crumb:
    return Crumb(_("Partners and teams"), reverse("people:sites"))


def _to(person: User) -> Crumb:
    return Crumb(person.name, reverse("people:person", kwargs={"uuid": person.uuid}))
