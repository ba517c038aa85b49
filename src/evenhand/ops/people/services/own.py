"""What a person changes of themselves. No capability: one's own row is one's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.people import checks
from evenhand.ops.people.keys import checked
from evenhand.ops.people.models import Theme, User
from evenhand.ops.people.services.authority import locked, ref, tell_ledger
from evenhand.ops.people.services.persons import PASSWORD_FIELDS
from evenhand.ops.people.types import Preferences
from evenhand.ops.spine.errors import Invalid


@transaction.atomic
def change_own_password(user: User, new: str, *, at: datetime) -> User:
    """A new password, checked; every session made with the old one ends.

    The page has made sure of the present password, and keeps its own session alive.
    """
    now = locked(user)
    if now.check_password(new):
        raise Invalid(_("This is your present password."), field="new", hint=_("Choose another one."))
    try:
        validate_password(new, now)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="new") from error
    now.set_password(new)
    now.must_change_password, now.password_changed_at = False, at
    now.save(update_fields=PASSWORD_FIELDS)
    tell_ledger("password_changed", ref(now), {}, by=now, at=at)
    return now


@transaction.atomic
def prefer(user: User, preferences: Preferences) -> Preferences:
    """Language, time zone and theme. Not in the ledger: it changes nothing for anybody else."""
    checks.known_language(preferences.language)
    checks.known_time_zone(preferences.time_zone)
    _known_theme(preferences.theme)
    User.objects.filter(pk=user.pk).update(
        language=preferences.language, time_zone=preferences.time_zone, theme=preferences.theme
    )
    return preferences


def choose_language(user: User, language: str) -> None:
    """The language of the console for this person."""
    checks.known_language(language)
    User.objects.filter(pk=user.pk).update(language=language)


def choose_theme(user: User, theme: str) -> None:
    """Light, dark, or as the machine says."""
    _known_theme(theme)
    User.objects.filter(pk=user.pk).update(theme=theme)


def choose_keys(user: User, keys: Mapping[str, str], *, enabled: bool) -> dict[str, str]:
    """Which key each action has for this person, and whether any works; one not named keeps its own.

    Returns those that moved.
    """
    moved = checked({**user.keys.get("remapped", {}), **keys})
    User.objects.filter(pk=user.pk).update(keys={"enabled": enabled, "remapped": moved})
    return moved


def _known_theme(theme: str) -> None:
    if theme not in Theme.values:
        raise Invalid(
            _("The theme “%(value)s” is unknown.") % {"value": theme[:40]},
            field="theme",
            hint=", ".join(Theme.values),
        )
