"""What stands around every page: navigation by role with counts that are mine, horizon, language, theme, account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import held_by
from evenhand.ops.spine import clock, desks
from evenhand.ops.spine.facts import horizon
from evenhand.ui import format as formats
from evenhand.ui.types import Keys, Message, NavEntry, NavGroup, Shell

GROUPS = {
    "work": gettext_lazy("Work"),
    "quality": gettext_lazy("Quality"),
    "knowledge": gettext_lazy("Knowledge"),
    "safety": gettext_lazy("Safety"),
    "operations": gettext_lazy("Operations"),
    "administration": gettext_lazy("Administration"),
}
LEVELS = {"debug": "info", "info": "info", "success": "ok", "warning": "warn", "error": "bad"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of every template: ``shell``, None for those who are not signed in.

    It is made when a template asks for it: parts of pages show none, and leave messages to the next page.
    """
    user = getattr(request, "user", None)
    return {"shell": SimpleLazyObject(lambda: shell_for(request, user)) if isinstance(user, User) else None}


def shell_for(request: HttpRequest, user: User) -> Shell:
    """The shell of one request."""
    return Shell(
        user_name=user.name,
        role_line=role_line(user),
        language=user.language,
        theme=user.theme,  # type: ignore[arg-type]  # its choices are the themes
        groups=navigation(request, user),
        horizon=_horizon(),
        home_url=reverse("home"),
        search_url=reverse("search"),
        language_url=reverse("language"),
        theme_url=reverse("theme"),
        sign_out_url=reverse("people:sign_out"),
        here=request.get_full_path(),
        account_url=reverse("people:account"),
        messages=tuple(
            Message(str(message), LEVELS.get(message.level_tag, "info"))  # type: ignore[arg-type]
            for message in get_messages(request)
        ),
        keys=Keys(enabled=user.keys.get("enabled", True), remapped=user.keys.get("remapped", {})),
    )


def role_line(user: User) -> str:
    """A person's roles in words, with their partner."""
    roles = formats.listed(dict.fromkeys(str(grant.get_role_display()) for grant in held_by(user).grants))
    if user.partner is None:
        return roles or _("no role yet")
    return _("%(roles)s at %(partner)s") % {"roles": roles or _("no role yet"), "partner": user.partner.name}


def navigation(request: HttpRequest, user: User) -> tuple[NavGroup, ...]:
    """The desks that this person may open, in groups; counts are what is theirs."""
    held, at, path = held_by(user).capabilities, clock.now(), request.path
    entries = [
        entry
        for desk in desks.all_desks()
        for entry in desk.navigation
        if entry.capability is None or entry.capability in held
    ]
    here = _where(path, (reverse(entry.url_name) for entry in entries))
    today = NavEntry(_("Today"), reverse("home"), current=path == reverse("home"))
    groups = []
    for key, title in GROUPS.items():
        mine = sorted((entry for entry in entries if entry.group == key), key=lambda entry: entry.order)
        shown = tuple(
            NavEntry(
                str(entry.title),
                reverse(entry.url_name),
                count=entry.mine(user, at) if entry.mine else None,
                current=reverse(entry.url_name) == here,
            )
            for entry in mine
        )
        shown = (today, *shown) if key == "work" else shown
        if shown:
            groups.append(NavGroup(str(title), shown))
    return tuple(groups)


def _where(path: str, urls: Iterable[str]) -> str | None:
    """The desk that a path belongs to: the one with the longest address that it begins with; one's account is none."""
    if path.startswith(reverse("people:account")):
        return None
    return max((url for url in urls if path.startswith(url)), key=len, default=None)


def _horizon() -> str | None:
    known = horizon()
    return formats.clock(known) if known else None
