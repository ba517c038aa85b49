"""What components take: frozen values that presenters fill, so that templates decide nothing.

Texts are plain text; the templates escape them. Not here: lists that read a database (``tables``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

Tone = Literal["neutral", "accent", "ok", "warn", "bad"]
Theme = Literal["auto", "light", "dark"]
Level = Literal["info", "ok", "warn", "bad"]
CellKind = Literal["text", "strong", "number", "time", "tag", "code", "absent"]


@dataclass(frozen=True)
class NavEntry:
    """A desk in the navigation; ``count`` is what is mine to do there, None where nothing is counted."""

    title: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class NavGroup:
    """Desks that belong together, under one heading."""

    title: str
    entries: tuple[NavEntry, ...]


@dataclass(frozen=True)
class Message:
    """What just happened, or could not."""

    text: str
    level: Level = "info"


@dataclass(frozen=True)
class Keys:
    """A person's keyboard: whether shortcuts work at all, and which key each named action moved to ("" is none)."""

    enabled: bool = True
    remapped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shell:
    """Everything around a page's content.

    ``here`` is the path that the language and theme forms return to. ``horizon`` is the time up to which facts are
    complete, already in words ("09:40 UTC"); None hides the line. ``focus`` starts the page without the navigation.
    The three ``*_url`` of forms receive POST: ``language_url`` with ``language`` and ``next``, ``theme_url`` with
    ``theme`` and ``next``, ``sign_out_url`` with nothing.
    """

    user_name: str
    role_line: str
    language: str
    theme: Theme
    groups: tuple[NavGroup, ...]
    horizon: str | None
    home_url: str
    search_url: str
    language_url: str
    theme_url: str
    sign_out_url: str
    here: str = "/"
    account_url: str | None = None
    messages: tuple[Message, ...] = ()
    focus: bool = False
    keys: Keys = field(default_factory=Keys)

    def focused(self) -> Shell:
        """The same, starting without the navigation."""
        return replace(self, focus=True)


@dataclass(frozen=True)
class Crumb:
    """A step on the way to this page."""

    title: str
    url: str


@dataclass(frozen=True)
class Tab:
    """A view of the same thing, at its own address."""

    title: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class WorkRow:
    """Something that is mine to do: what, why, which desk, by when."""

    title: str
    url: str
    why: str
    kind: str
    due: str | None = None
    due_title: str | None = None
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Definition:
    """A name with its value, in a list of facts about one thing."""

    term: str
    value: str
    note: str | None = None


@dataclass(frozen=True)
class Step:
    """A step of a longer form or process."""

    title: str
    state: Literal["done", "current", "next"]
    url: str | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened, on a timeline."""

    at: datetime
    who: str
    what: str
    note: str | None = None
    tone: Tone = "neutral"


@dataclass(frozen=True)
class DiffLine:
    """A line of text that was kept, added or taken away between two versions."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True)
class TreeNode:
    """A clause, or a folder of clauses."""

    title: str
    code: str | None = None
    url: str | None = None
    tag: str | None = None
    tone: Tone = "neutral"
    current: bool = False
    open: bool = True
    children: tuple[TreeNode, ...] = ()


@dataclass(frozen=True)
class Option:
    """An answer that can be picked with one key; ``note`` stands at its end, faint (a clause code)."""

    value: str
    label: str
    note: str | None = None
    key: str | None = None
    selected: bool = False
    disabled: bool = False


@dataclass(frozen=True)
class Share:
    """A share in words: "94.2 %", "92.6 to 95.5", n, "95 %" (empty for a census); without a value ``why`` says why."""

    value: str | None
    interval: str
    n: str
    level: str
    why: str | None = None


@dataclass(frozen=True)
class Cell:
    """A value in a table: what it shows, and what it is. ``note`` stands under it, dim.

    ``value`` is what a download holds; ``text`` is what the page shows. ``kind`` "absent" means not known.
    """

    text: str
    kind: CellKind = "text"
    value: str | int | float | datetime | None = None
    tone: Tone = "neutral"
    url: str | None = None
    note: str | None = None
    title: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Head:
    """A column's head; ``sort_url`` sorts by it, ``sorted`` says how it is sorted now."""

    title: str
    numeric: bool = False
    sort_url: str | None = None
    sorted: Literal["ascending", "descending"] | None = None


@dataclass(frozen=True)
class Row:
    """A row of a table; ``url`` opens what it is about, from the first cell."""

    cells: tuple[Cell, ...]
    url: str | None = None
    current: bool = False


@dataclass(frozen=True)
class Choice:
    """A value of a filter with its name."""

    value: str
    title: str
    selected: bool = False


@dataclass(frozen=True)
class FilterView:
    """A filter as the page shows it: its choices, or the text or date that was typed."""

    key: str
    title: str
    kind: Literal["choice", "text", "date"]
    value: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class FilterBar:
    """The filters of a list; ``kept`` are other parameters to keep, ``clear_url`` shows everything."""

    filters: tuple[FilterView, ...]
    kept: tuple[tuple[str, str], ...] = ()
    clear_url: str | None = None
    active: int = 0


@dataclass(frozen=True)
class TableView:
    """A table as the page shows it; ``total`` is in words ("10,000+")."""

    id: str
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    total: str | None = None
    previous_url: str | None = None
    next_url: str | None = None
    downloads: tuple[tuple[str, str], ...] = ()
    filters: FilterBar | None = None
    warnings: tuple[str, ...] = ()
