"""The cells that a column shows, each with the value that a download holds.

Not here: how a cell looks (``templates/ui/table.html``).
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from evenhand.ui import format as formats
from evenhand.ui.types import Cell, Tone

Shown = Cell | str | int | float | datetime | None


def cell(value: Shown) -> Cell:
    """The cell of a bare value: None is not known, numbers and times are written in the active language."""
    match value:
        case Cell():
            return value
        case None:
            return absent()
        case datetime():
            return time(value)
        case bool() | str():
            return plain(str(value))
        case _:
            return number(value)


def plain(text: str, *, note: str | None = None, language: str | None = None, title: str | None = None) -> Cell:
    """Text, with a dim line under it."""
    return Cell(text, "text", text, note=note, language=language, title=title)


def strong(text: str, *, note: str | None = None, language: str | None = None) -> Cell:
    """Text that names the row."""
    return Cell(text, "strong", text, note=note, language=language)


def number(value: float | None, text: str | None = None, *, title: str | None = None) -> Cell:
    """A number; ``text`` when it is written in another way (a percentage with its interval)."""
    return absent() if value is None else Cell(text or formats.number(value), "number", value, title=title)


def time(at: datetime | None, zone: tzinfo | None = None) -> Cell:
    """A moment in the zone, with UTC in its title."""
    return absent() if at is None else Cell(formats.moment(at, zone), "time", at)


def tag(text: str, tone: Tone = "neutral", *, title: str | None = None) -> Cell:
    """A state or kind."""
    return Cell(text, "tag", text, tone=tone, title=title)


def code(text: str) -> Cell:
    """A code or id."""
    return Cell(text, "code", text)


def link(text: str, url: str, *, note: str | None = None) -> Cell:
    """Text that leads to something other than the row."""
    return Cell(text, "text", text, url=url, note=note)


def absent(why: str | None = None) -> Cell:
    """What is not known, or does not apply."""
    return Cell("", "absent", None, title=why)
