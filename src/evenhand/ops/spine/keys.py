"""How a desk declares the keys of its pages (``Desk.keys``), so that a person can move or take away any of them.

The pages name the action beside its control (``action`` of a button, ``data-key-action``); an action that no desk
declares keeps its key and cannot be moved. Not here: which key each has for a person (``people.keys``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

EVERYWHERE = "everywhere"  # the place around every page


@dataclass(frozen=True)
class Key:
    """An action as pages name it, what it is called to people, and its usual key."""

    name: str
    title: Any
    key: str


@dataclass(frozen=True)
class KeyPlace:
    """A page, or a part that several pages show, with the keys that work there.

    ``beside`` names the other places whose keys work on the same page, ``taken`` the keys there that nobody can move,
    such as the numbers of a list. ``capability`` is what leads there, None where everybody gets.
    """

    name: str
    title: Any
    keys: tuple[Key, ...]
    beside: tuple[str, ...] = (EVERYWHERE,)
    taken: frozenset[str] = frozenset()
    capability: str | None = None
