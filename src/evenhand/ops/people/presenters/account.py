"""One's own account as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from evenhand.ops.people.models import User
from evenhand.ops.people.presenters.person import roles_in_words
from evenhand.ui import format as formats
from evenhand.ui.types import Definition


@dataclass(frozen=True)
class AccountPage:
    """What others have set, to be read only."""

    name: str
    facts: tuple[Definition, ...]


def account_page(user: User) -> AccountPage:
    """The account of this person."""
    return AccountPage(
        name=user.name,
        facts=(
            Definition(_("Login name"), user.username),
            Definition(_("Roles"), roles_in_words(user) or _("none yet: an administrator gives them")),
            Definition(_("Site"), user.partner.name if user.partner else _("This organisation")),
            Definition(_("In the facts"), user.pseudonym, _("What stands for your name wherever judgements are kept.")),
            Definition(_("Password"), _password(user.password_changed_at)),
        ),
    )


def _password(changed: datetime | None) -> str:
    return _("changed on %(day)s") % {"day": formats.day(changed)} if changed else _("as first set")
