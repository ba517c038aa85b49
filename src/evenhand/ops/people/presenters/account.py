"""One's own account as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from evenhand.ops.people.models import Token, User
from evenhand.ops.people.presenters.person import roles_in_words
from evenhand.ops.people.presenters.tokens import TokenView, own_tokens
from evenhand.ui import format as formats
from evenhand.ui.types import Definition


@dataclass(frozen=True)
class AccountPage:
    """What others have set, to be read only."""

    name: str
    facts: tuple[Definition, ...]
    tokens: tuple[TokenView, ...]


def account_page(user: User, tokens: Iterable[Token]) -> AccountPage:
    """The account of this person, with the tokens that work."""
    return AccountPage(
        name=user.name,
        facts=(
            Definition(_("Login name"), user.username),
            Definition(_("Roles"), roles_in_words(user) or _("none yet: an administrator gives them")),
            Definition(_("Site"), user.partner.name if user.partner else _("This organisation")),
            Definition(_("In the facts"), user.pseudonym, _("What stands for your name wherever judgements are kept.")),
            Definition(_("Password"), _password(user.password_changed_at)),
        ),
        tokens=own_tokens(tokens),
    )


def _password(changed: datetime | None) -> str:
    return _("changed on %(day)s") % {"day": formats.day(changed)} if changed else _("as first set")
