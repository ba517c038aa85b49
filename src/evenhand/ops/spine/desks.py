"""What a desk declares about itself, once, in its ``desk.py``; read when it is first asked for.

That is how a lower layer, the navigation or the worker reaches what stands above, without importing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from evenhand.ops.spine.keys import KeyPlace
from evenhand.ops.spine.refs import Ref, RefKind, Shown
from evenhand.ops.spine.scope import Scope

PREFIX = "evenhand.ops."


@dataclass(frozen=True)
class NavigationEntry:
    """A line of the navigation: shown to those who hold ``capability`` (None: to everyone signed in).

    ``group`` is one of work, quality, knowledge, safety, operations, administration; ``mine(user, at)`` counts what
    waits for this person.
    """

    group: str
    title: Any
    url_name: str
    capability: str | None
    mine: Callable[[Any, datetime], int] | None = None
    order: int = 50


@dataclass(frozen=True)
class HomeRow:
    """Something that is a person's to do."""

    title: str
    detail: str
    url: str
    desk: str
    due_at: datetime | None = None


@dataclass(frozen=True)
class SearchHit:
    """Something that a search found."""

    title: str
    detail: str
    url: str
    kind: str


@dataclass(frozen=True)
class Periodic:
    """A background task and how often it runs; ``task`` is the dotted path of a task without arguments."""

    name: str
    task: str
    every: timedelta


@dataclass(frozen=True)
class Erasing:
    """Who or what is to be erased: an item, an account or a person by its id, in one source or (None) in all."""

    kind: str
    id: str
    source: str | None = None


@dataclass(frozen=True)
class ItemSection:
    """What a desk adds to the page of an item: ``template`` is included with ``section``, and reads its context."""

    title: str
    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Desk:
    """One desk's declaration. ``handlers`` maps an event's name to what is called in its transaction.

    ``after_judgement`` maps the kind of a task's context to the address of what its judge does next, None for nothing
    more; a blind judgement in such a context is final once given, since its judge may see what it is compared with.
    ``erasers`` empty what the desk keeps in the work database about somebody, and say how many rows that were.
    ``keys`` are the keys of its pages that a person may move.

    Of items, which stand below the desks that judge them: ``items_within(scope)`` selects the keys of those that the
    desk's rows bring within a scope; ``blind_items(user, item_ids)`` are those whose verdicts a person must not see
    yet; ``item_sections(user, item)`` are parts of an item's page, not asked for while it is blind.
    """

    app: str
    title: Any
    navigation: tuple[NavigationEntry, ...] = ()
    home: tuple[Callable[[Any, datetime], Iterable[HomeRow]], ...] = ()
    search: tuple[Callable[[Any, str], Iterable[SearchHit]], ...] = ()
    urls: str | None = None
    prefix: str = ""
    api: str | None = None
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    handlers: Mapping[str, tuple[Callable[..., None], ...]] = field(default_factory=dict)
    periodic: tuple[Periodic, ...] = ()
    steps: tuple[Callable[[datetime], None], ...] = ()
    refs: Mapping[str, RefKind] = field(default_factory=dict)
    erasers: tuple[Callable[[Erasing, datetime], int], ...] = ()
    keys: tuple[KeyPlace, ...] = ()
    after_judgement: Mapping[str, Callable[[Any], str | None]] = field(default_factory=dict)
    items_within: tuple[Callable[[Scope], Any], ...] = ()
    blind_items: tuple[Callable[[Any, Iterable[int]], set[int]], ...] = ()
    item_sections: tuple[Callable[[Any, Any], ItemSection | None], ...] = ()


@cache
def all_desks() -> tuple[Desk, ...]:
    """The declarations of all installed desks, lower layers first."""
    names = (config.name for config in apps.get_app_configs() if config.name.startswith(PREFIX))
    return tuple(import_module(f"{name}.desk").desk for name in names if find_spec(f"{name}.desk"))


def capabilities() -> dict[str, Any]:
    """Every capability that a desk declares, with its name for people."""
    return {name: title for desk in all_desks() for name, title in desk.capabilities.items()}


def after_judgement() -> dict[str, Callable[[Any], str | None]]:
    """What follows a judgement, by the kind of its task's context."""
    return {kind: follow for desk in all_desks() for kind, follow in desk.after_judgement.items()}


def show(refs: Iterable[Ref], *, to: Any) -> dict[Ref, Shown]:
    """How these references show to a person, one query a kind; those of unknown kind or out of sight show as text."""
    wanted = frozenset(refs)
    kinds = {kind: shown for desk in all_desks() for kind, shown in desk.refs.items()}
    found: dict[Ref, Shown] = {}
    for kind in {ref.kind for ref in wanted} & kinds.keys():
        ids = frozenset(ref.id for ref in wanted if ref.kind == kind)
        found |= {Ref(kind, identity): shown for identity, shown in kinds[kind].show(to, ids).items()}
    return {ref: found.get(ref, Shown(str(ref), None)) for ref in wanted}
