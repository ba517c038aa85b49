"""The keys of the console: those of the shell, and those that the desks declare for their pages, moved by a person.

All are checked together, so that two actions on one page do not get the same key unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.spine.desks import all_desks
from evenhand.ops.spine.errors import Invalid
from evenhand.ops.spine.keys import EVERYWHERE, Key, KeyPlace

KEY = re.compile(r"((ctrl|alt|shift|meta)\+){0,3}(\S|[A-Z][A-Za-z0-9]{1,15})")
HELP = "?"  # always opens the list of keys

SHELL = (
    KeyPlace(EVERYWHERE, gettext_lazy("Everywhere"), (Key("search", gettext_lazy("Search"), "/"),)),
    KeyPlace("home", gettext_lazy("Today"), (Key("home.first", gettext_lazy("Start with the first"), "a"),)),
)


def key_places() -> tuple[KeyPlace, ...]:
    """Where there are keys: around every page, on the home page, and on the pages of the desks."""
    return (*SHELL, *(place for desk in all_desks() for place in desk.keys))


def keys_of(remapped: Mapping[str, str]) -> dict[str, str]:
    """The key of each action as it is for a person; "" where they took it away."""
    return {key.name: remapped.get(key.name, key.key) for place in key_places() for key in place.keys}


def checked(keys: Mapping[str, str]) -> dict[str, str]:
    """Only what differs from the usual; Invalid for what is no key, or is two actions' key on one page."""
    chosen, usual = keys_of({name: key.strip() for name, key in keys.items()}), keys_of({})
    for place in key_places():
        for key in place.keys:
            if chosen[key.name] != usual[key.name]:  # the one that was moved is to blame
                _check(key, place, chosen)
    return {name: key for name, key in chosen.items() if key != usual[name]}


def _check(action: Key, place: KeyPlace, chosen: Mapping[str, str]) -> None:
    key = chosen[action.name]
    if not key:
        return
    if key == HELP or not KEY.fullmatch(key):
        raise Invalid(
            _("“%(key)s” cannot be a key for “%(action)s”.") % {"key": key[:40], "action": action.title},
            field=action.name,
            hint=_("Give one character, or ctrl+ and a character; “?” always opens the help."),
        )
    if rival := next(_rivals(action, place, chosen), None):
        raise Invalid(
            _("“%(key)s” is the key of “%(action)s” already.") % {"key": key, "action": rival},
            field=action.name,
            hint=_("Give each action a key of its own, or none."),
        )


def _rivals(action: Key, place: KeyPlace, chosen: Mapping[str, str]) -> Iterator[str]:
    """What else the key of an action does on some page that shows both."""
    wanted = chosen[action.name].lower()
    for other in _around(place):
        if wanted in {key.lower() for key in other.taken}:
            yield str(other.title)
        yield from (
            _("%(place)s: %(action)s") % {"place": other.title, "action": key.title}
            for key in other.keys
            if key.name != action.name and chosen[key.name].lower() == wanted
        )


def _around(place: KeyPlace) -> Iterator[KeyPlace]:
    """The places whose keys work on some page together with those of this one, itself first."""
    pages = [{each.name, *each.beside} for each in key_places()]
    together = set[str]().union(*(page for page in pages if place.name in page))
    yield place
    yield from (each for each in key_places() if each.name in together - {place.name})
