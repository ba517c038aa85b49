"""What may be written of people, partners, teams and roles: one sentence for each value that may not.

Not here: who may write it (``services.authority``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evenhand.ops.people.models import Language, Partner, User, as_login_name
from evenhand.ops.people.roles import FOR_PARTNERS, UNLIMITED, Role
from evenhand.ops.people.types import Details, Within
from evenhand.ops.spine.errors import Conflict, Invalid

OWN_SOURCE = "evenhand"
CODE = re.compile(r"[\w.\-]{1,60}")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
LOGIN_NAME = re.compile(r"[\w.@+\-]{1,150}")
MOST_VALUES = 50


def usable(details: Details, *, other_than: User | None = None) -> Details:
    """The details as they are kept; Invalid names the field that is at fault."""
    known_language(details.language)
    known_time_zone(details.time_zone)
    if details.partner is not None and (other_than is None or other_than.partner_id != details.partner.pk):
        site_is_open(details.partner)
    if details.team is not None and details.team.partner_id != (details.partner.pk if details.partner else None):
        raise Invalid(
            _("The team %(team)s is not of this site.") % {"team": details.team.name},
            field="team",
            hint=_("Choose a team of the same partner, or none."),
        )
    return replace(
        details,
        username=_login_name(details.username, other_than=other_than),
        name=one_line(details.name, field="name", most=150),
        email=_email(details.email),
        languages=values(details.languages, LANGUAGE_TAG, field="languages", example="pt-BR"),
    )


def site_is_open(partner: Partner | None) -> None:
    """Nobody is added to a partner whose contract is over."""
    if partner is not None and not partner.is_active:
        raise Invalid(
            _("%(name)s has been closed.") % {"name": partner.name}, field="partner", hint=_("Choose another site.")
        )


def roles_fit_the_site(person: User, partner: Partner | None) -> None:
    """A partner's people hold only roles that a partner limits."""
    if partner is None:
        return
    held = [grant for grant in person.grants.all() if grant.role not in FOR_PARTNERS]
    if held:
        raise Conflict(
            _("%(name)s holds the role %(role)s, which a partner's people cannot have.")
            % {"name": person.name, "role": Role(held[0].role).label},
            hint=_("Take the role away first."),
        )


def limits_of(person: User, role: Role, within: Within) -> Within:
    """The limits of a role for this person, in order; Invalid where they cannot hold it, or not with these."""
    if person.partner is not None and role not in FOR_PARTNERS:
        raise Invalid(
            _("The role %(role)s is not for a partner's people.") % {"role": role.label},
            field="role",
            hint=_("It reaches beyond one site."),
        )
    if role in UNLIMITED and not within.is_everything:
        raise Invalid(
            _("The role %(role)s cannot be limited.") % {"role": role.label},
            field="role",
            hint=_("Leave partners, markets and queues empty."),
        )
    partners = values(within.partners, CODE, field="partners", example="lisbon")
    _known_partners(partners, person)
    return Within(
        partners=() if person.partner is not None else partners,  # their partner limits them already
        markets=values(within.markets, CODE, field="markets", example="PT"),
        queues=tuple(sorted({one_line(queue, field="queues", most=100) for queue in within.queues})),
    )


def values(given: Iterable[str], pattern: re.Pattern[str], *, field: str, example: str) -> tuple[str, ...]:
    """Codes in order, each once."""
    found = sorted({value.strip() for value in given} - {""})
    wrong = next((value for value in found if not pattern.fullmatch(value)), None)
    if wrong is not None:
        raise Invalid(
            _("“%(value)s” is not a code.") % {"value": wrong[:40]},
            field=field,
            hint=_("Give codes such as %(example)s, with commas between.") % {"example": example},
        )
    if len(found) > MOST_VALUES:
        raise Invalid(
            _("%(count)s values are too many.") % {"count": len(found)},
            field=field,
            hint=_("Give at most %(most)s, or none: then nothing is limited.") % {"most": MOST_VALUES},
        )
    return tuple(found)


def code(given: str, *, field: str) -> str:
    """A code as the facts name things."""
    if not CODE.fullmatch(given.strip()):
        raise Invalid(
            _("“%(value)s” is not a code.") % {"value": given[:40]},
            field=field,
            hint=_("Letters, digits, points, hyphens and underscores, as your data names it."),
        )
    return given.strip()


def one_line(given: str, *, field: str, most: int = 300) -> str:
    """A text without line breaks and control characters, of some length."""
    text = unicodedata.normalize("NFC", given).strip()
    if not text or len(text) > most or any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
        raise Invalid(
            _("“%(value)s” cannot be used here.") % {"value": text[:40]},
            field=field,
            hint=_("Give 1 to %(most)s characters on one line.") % {"most": most},
        )
    return text


def known_language(language: str) -> None:
    """One of the languages of the console."""
    if language not in Language.values:
        raise Invalid(
            _("The console has no language “%(value)s”.") % {"value": language[:40]},
            field="language",
            hint=", ".join(Language.values),
        )


def known_time_zone(time_zone: str) -> None:
    """A time zone by its IANA name."""
    if time_zone not in time_zones():
        raise Invalid(
            _("There is no time zone “%(value)s”.") % {"value": time_zone[:60]},
            field="time_zone",
            hint=_("Give a name such as Asia/Shanghai, or UTC."),
        )


@cache
def time_zones() -> tuple[str, ...]:
    """The zones that people live in, by name, UTC first."""
    inhabited = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return ("UTC", *sorted(inhabited))


@contextmanager
def login_name_is_free(username: str) -> Iterator[None]:
    """Invalid when somebody took the login name in the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise _taken(username) from error


@contextmanager
def team_name_is_free(name: str) -> Iterator[None]:
    """Invalid when the site has a team of this name."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Invalid(_("This site has a team “%(name)s” already.") % {"name": name}, field="name") from error


def _login_name(given: str, *, other_than: User | None) -> str:
    username = as_login_name(given)
    if not LOGIN_NAME.fullmatch(username):
        raise Invalid(
            _("“%(value)s” cannot be a login name.") % {"value": username[:40]},
            field="username",
            hint=_("Letters, digits and . @ + - _, at most 150."),
        )
    holder = User.objects.filter(username=username).first()
    if holder is not None and holder != other_than:
        raise _taken(username)
    return username


def _taken(username: str) -> Invalid:
    return Invalid(
        _("Somebody has the login name “%(value)s” already.") % {"value": username},
        field="username",
        hint=_("Choose another one."),
    )


def _email(given: str) -> str:
    email = given.strip()
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Invalid(
            _("“%(value)s” is not an e-mail address.") % {"value": email[:80]},
            field="email",
            hint=_("Mend or empty it."),
        ) from error
    return email


def _known_partners(codes: tuple[str, ...], person: User) -> None:
    known = set(Partner.objects.filter(code__in=codes).values_list("code", flat=True))
    unknown = next((each for each in codes if each not in known), None)
    if unknown is not None:
        raise Invalid(_("There is no partner “%(code)s”.") % {"code": unknown}, field="partners")
    if person.partner is not None and set(codes) - {person.partner.code}:
        raise Invalid(
            _("%(name)s is of %(partner)s and sees only that site.")
            % {"name": person.name, "partner": person.partner.name},
            field="partners",
            hint=_("Leave partners empty."),
        )
