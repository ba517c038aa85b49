"""The keys of the console: each named action with its usual key, so that a person can move or take away any of them.

One file, so that two actions on one page do not get the same key unseen. A page names the action beside its control
(``action`` of a button, ``data-key-action``); an action that is not named here keeps its key and cannot be moved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.spine.errors import Invalid

KEY = re.compile(r"((ctrl|alt|shift|meta)\+){0,3}(\S|[A-Z][A-Za-z0-9]{1,15})")
HELP = "?"  # always opens the list of keys


@dataclass(frozen=True)
class Action:
    """``name`` is what pages call it, ``place`` where it works: everywhere, or on a page of its own."""

    name: str
    title: Any
    key: str
    place: str


EVERYWHERE, HOME = "everywhere", "home"
PLACES = {EVERYWHERE: gettext_lazy("Everywhere"), HOME: gettext_lazy("Today")}
ACTIONS = (
    Action("search", gettext_lazy("Search"), "/", EVERYWHERE),
    Action("home.first", gettext_lazy("Start with the first"), "a", HOME),
)


def keys_of(remapped: Mapping[str, str]) -> dict[str, str]:
    """The key of each action as it is for a person; "" where they took it away."""
    return {action.name: remapped.get(action.name, action.key) for action in ACTIONS}


def checked(keys: Mapping[str, str]) -> dict[str, str]:
    """Only what differs from the usual; Invalid for what is no key, or is two actions' key on one page."""
    chosen = keys_of({name: key.strip() for name, key in keys.items()})
    for action in ACTIONS:
        _check(action, chosen)
    return {action.name: chosen[action.name] for action in ACTIONS if chosen[action.name] != action.key}


def _check(action: Action, chosen: Mapping[str, str]) -> None:
    key = chosen[action.name]
    if not key:
        return
    if key == HELP or not KEY.fullmatch(key):
        raise Invalid(
            _("“%(key)s” cannot be a key for “%(action)s”.") % {"key": key[:40], "action": action.title},
            field=action.name,
            hint=_("Give one character, or ctrl+ and a character; “?” always opens the help."),
        )
    rivals = (
        other
        for other in ACTIONS
        if other is not action
        and chosen[other.name].lower() == key.lower()
        and (EVERYWHERE in (other.place, action.place) or other.place == action.place)
    )
    if rival := next(rivals, None):
        raise Invalid(
            _("“%(key)s” is the key of “%(action)s” already.") % {"key": key, "action": rival.title},
            field=action.name,
            hint=_("Give each action a key of its own, or none."),
        )
