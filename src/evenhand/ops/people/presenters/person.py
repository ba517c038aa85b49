"""A person as their page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from evenhand.ops.people.models import Grant, Partner, Token, User
from evenhand.ops.people.passwords import LASTS
from evenhand.ops.people.permissions import may
from evenhand.ops.people.presenters.tokens import TokenView, tokens_of_another
from evenhand.ops.people.roles import CAPABILITIES, FOR_PARTNERS, MANAGE, Role
from evenhand.ops.people.types import NewLogin
from evenhand.ops.spine import desks
from evenhand.ui import format as formats
from evenhand.ui.types import Definition


@dataclass(frozen=True)
class Held:
    """A role with its limits in words; ``take_url`` is None for those who only read."""

    role: str
    limits: str
    take_url: str | None


@dataclass(frozen=True)
class Alias:
    """An id in another tool."""

    source: str
    judge_id: str
    remove_url: str


@dataclass(frozen=True)
class PersonPage:
    """One person; the addresses of what may be done are there for administrators only."""

    name: str
    lead: str
    is_active: bool
    facts: tuple[Definition, ...]
    roles: tuple[Held, ...]
    aliases: tuple[Alias, ...]
    tokens: tuple[TokenView, ...]
    urls: Mapping[str, str]
    uuid: str


@dataclass(frozen=True)
class OneTimePage:
    """A password that is shown this once."""

    done: str
    name: str
    username: str
    password: str
    days: int
    login_url: str
    person_url: str


def person_page(person: User, tokens: Iterable[Token], *, to: User) -> PersonPage:
    """A person as somebody sees them who may; ids in other tools and tokens are for administrators."""
    manages = may(to, MANAGE)
    names = _partner_names(person)
    return PersonPage(
        name=person.name,
        lead=roles_in_words(person) or _("No role yet: they can sign in and see nothing."),
        is_active=person.is_active,
        facts=tuple(_facts(person, manages=manages)),
        roles=tuple(_held(person, grant, names, manages=manages) for grant in person.grants.all()),
        aliases=tuple(_aliases(person)) if manages else (),
        tokens=tokens_of_another(person, tokens) if manages else (),
        urls=_urls(person) if manages else {},
        uuid=str(person.uuid),
    )


def one_time_page(made: NewLogin, done: str) -> OneTimePage:
    """What an administrator hands over."""
    return OneTimePage(
        done=done,
        name=made.person.name,
        username=made.person.username,
        password=made.password,
        days=LASTS.days,
        login_url=reverse("people:login"),
        person_url=reverse("people:person", kwargs={"uuid": made.person.uuid}),
    )


def role_notes(person: User) -> tuple[Definition, ...]:
    """What each role that this person can be given may do."""
    names = desks.capabilities()
    roles = [role for role in Role if person.partner_id is None or role in FOR_PARTNERS]
    return tuple(Definition(str(role.label), _in_words(CAPABILITIES[role], names)) for role in roles)


def roles_in_words(person: User) -> str:
    """A person's roles, each once."""
    return _(", ").join(dict.fromkeys(str(Role(grant.role).label) for grant in person.grants.all()))


def limits_in_words(grant: Grant, partner_names: Mapping[str, str]) -> str:
    """What limits a role: "Partners: Lisbon · Markets: PT, ES"."""
    parts = (
        (_("Partners"), [partner_names.get(code, code) for code in grant.partners]),
        (_("Markets"), grant.markets),
        (_("Queues"), grant.queues),
    )
    limited = [
        _("%(what)s: %(values)s") % {"what": what, "values": _(", ").join(values)} for what, values in parts if values
    ]
    return " · ".join(limited)


def _facts(person: User, *, manages: bool) -> list[Definition]:
    shown = [
        Definition(_("Site"), person.partner.name if person.partner else _("This organisation")),
        Definition(_("Team"), person.team.name if person.team else _("none")),
        Definition(_("Judges in"), _(", ").join(person.languages) or _("not said")),
        Definition(_("Console in"), get_language_info(person.language)["name_local"]),
        Definition(_("Time zone"), person.time_zone),
    ]
    if manages:
        signed = person.last_login
        shown += [
            Definition(_("Login name"), person.username),
            Definition(_("E-mail"), person.email or _("not said")),
            Definition(
                _("In the facts"), person.pseudonym, _("What stands for this name wherever judgements are kept.")
            ),
            Definition(_("Last signed in"), formats.moment(signed) if signed else _("never")),
        ]
    return shown


def _held(person: User, grant: Grant, names: Mapping[str, str], *, manages: bool) -> Held:
    site = _("Partners: %(name)s") % {"name": person.partner.name} if person.partner else None
    limits = limits_in_words(grant, names)
    take = reverse("people:take_role", kwargs={"uuid": person.uuid, "grant": grant.uuid}) if manages else None
    limited = " · ".join(part for part in (site, limits) if part)
    return Held(str(Role(grant.role).label), limited or _("everywhere"), take)


def _aliases(person: User) -> list[Alias]:
    return [
        Alias(
            alias.source,
            alias.judge_id,
            reverse("people:remove_alias", kwargs={"uuid": person.uuid, "alias": alias.uuid}),
        )
        for alias in person.judge_aliases.all()
    ]


def _urls(person: User) -> dict[str, str]:
    names = ("change", "add_role", "add_alias", "deactivate", "reactivate", "reset_password")
    return {name: reverse(f"people:{name}", kwargs={"uuid": person.uuid}) for name in names}


def _partner_names(person: User) -> dict[str, str]:
    codes = {code for grant in person.grants.all() for code in grant.partners}
    return dict(Partner.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def _in_words(capabilities: frozenset[str], names: Mapping[str, object]) -> str:
    return _(", ").join(str(names.get(name, name)) for name in sorted(capabilities)) or _("see what is handed to them")
