"""Tokens as their person and administrators see them; what they are made of is shown once and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.ops.people.models import Token, User
from evenhand.ops.people.presenters.forms import FormHead
from evenhand.ops.people.types import NewToken
from evenhand.ops.spine import desks
from evenhand.ui import format as formats
from evenhand.ui.types import Crumb


@dataclass(frozen=True)
class TokenView:
    """One token in words."""

    name: str
    start: str
    may: str
    used: str
    revoke_url: str


@dataclass(frozen=True)
class OneTimeToken:
    """A token that is shown this once."""

    name: str
    secret: str
    ends: str
    example: str


def own_tokens(tokens: Iterable[Token]) -> tuple[TokenView, ...]:
    """Those of the reader, each with the address that revokes it."""
    return tuple(_view(token, reverse("people:revoke_own_token", kwargs={"token": token.uuid})) for token in tokens)


def tokens_of_another(person: User, tokens: Iterable[Token]) -> tuple[TokenView, ...]:
    """Those of somebody, for an administrator."""
    return tuple(
        _view(token, reverse("people:revoke_token", kwargs={"uuid": person.uuid, "token": token.uuid}))
        for token in tokens
    )


def token_head() -> FormHead:
    """A new token."""
    account = Crumb(_("Your account"), reverse("people:account"))
    return FormHead(
        title=_("Make a token"),
        lead=_("A program that brings it reads what you see, as far as you let it. Every use counts as yours."),
        crumbs=(account,),
        submit=_("Make the token"),
        back_url=account.url,
    )


def one_time_token(made: NewToken, *, me_url: str) -> OneTimeToken:
    """What its maker copies now; ``me_url`` is where a program can try it."""
    return OneTimeToken(
        name=made.token.name,
        secret=made.secret,
        ends=formats.day(made.token.ends_at),
        example=f'curl -H "Authorization: Bearer $TOKEN" {me_url}',
    )


def _view(token: Token, revoke_url: str) -> TokenView:
    names = desks.capabilities()
    used = token.last_used_at
    last = _("last used %(when)s") % {"when": formats.moment(used)} if used else _("never used")
    ends = _("works until %(day)s") % {"day": formats.day(token.ends_at)}
    return TokenView(
        name=token.name,
        start=f"{token.start}…",
        may=_(", ").join(str(names.get(name, name)) for name in token.capabilities),
        used=f"{ends} · {last}",
        revoke_url=revoke_url,
    )
