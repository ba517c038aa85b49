"""Hostile text as pieces to print one after the other, with words for what was hidden in it and a way to the rest.

Not here: what counts as hidden, and where a long text is cut (``text``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.items.models import Snapshot
from evenhand.ops.items.text import LIMIT, Hidden, PartKind, shown
from evenhand.ops.spine.errors import NotFound

NAMES: Mapping[PartKind, Any] = MappingProxyType(
    {
        PartKind.WORDS: "",
        PartKind.MARK: gettext_lazy("A character that cannot be seen, by its number"),
        PartKind.MORE: gettext_lazy("Further characters that cannot be seen"),
        PartKind.STACK: gettext_lazy("Marks piled on the letter before"),
        PartKind.BLANK: gettext_lazy("Empty lines"),
    }
)
"""What a stand-in in a text is, by its kind; words need no name."""

REMARKS: Mapping[Hidden, Any] = MappingProxyType(
    {
        Hidden.REORDERING: gettext_lazy("It holds characters that turn the order of letters around; they are marked."),
        Hidden.INVISIBLE: gettext_lazy("It holds characters that cannot be seen; they are marked."),
        Hidden.CONTROL: gettext_lazy("It holds control characters; they are marked."),
        Hidden.STACKED: gettext_lazy("Marks are piled on its letters; the piles are folded."),
        Hidden.BLANK: gettext_lazy("It holds long stretches of empty lines; they are folded."),
    }
)
"""What a reader should know of a text, by what was hidden in it."""

TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")  # of a language (RFC 5646); anything else stays off the page
CONTEXT = "context-"  # the name of a part of the context is this and its place


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of words, or a stand-in for what must not be printed; ``says`` is what it stands for."""

    text: str
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A text, or a stretch of one; ``more`` is the address of what follows, None at its end.

    ``until`` and ``total`` are in characters.
    """

    pieces: tuple[Piece, ...]
    remarks: tuple[str, ...]
    until: int
    total: int
    more: str | None
    language: str = ""


def passage(text: str, *, start: int = 0, limit: int = LIMIT, language: str = "", rest: str | None = None) -> Passage:
    """A stretch of a text; ``rest`` is the address under which the text goes on."""
    found = shown(text, start=start, limit=limit)
    pieces = tuple(Piece(text=part.text, says=str(NAMES[part.kind])) for part in found.parts)
    return Passage(
        pieces=pieces,
        remarks=tuple(str(REMARKS[mark]) for mark in Hidden if mark in found.marks),
        until=found.total if found.cut is None else found.cut,
        total=found.total,
        more=f"{rest}?from={found.cut}" if rest and found.cut is not None else None,
        language=language if TAG.fullmatch(language) else "",
    )


def one_line(text: str, *, limit: int = 500) -> str:
    """A short text with what cannot be seen marked, on one line: for ids and names."""
    return " ".join("".join(part.text for part in shown(text, limit=limit).parts).split())


def rest_of(snapshot: Snapshot, part: str, *, start: int) -> Passage:
    """A stretch of a text of a snapshot from ``start``; NotFound where there is none."""
    text = _text(snapshot, part)
    if not 0 <= start < max(len(text), 1):
        raise NotFound(_("The text ends before that."))
    return passage(text, start=start, rest=rest_url(snapshot, part))


def rest_url(snapshot: Snapshot, part: str) -> str:
    """The address of the rest of a text."""
    return reverse("items:rest", kwargs={"uuid": snapshot.uuid, "part": part})


def context_text(part: Any) -> str:
    """The words of a part of a snapshot's context."""
    return str(part.get("text") or "") if isinstance(part, dict) else ""


def _text(snapshot: Snapshot, part: str) -> str:
    place = part.removeprefix(CONTEXT)
    if part in ("text", "translation"):
        return str(getattr(snapshot, part))
    if part.startswith(CONTEXT) and place.isdecimal() and place.isascii() and int(place) < len(snapshot.context):
        return context_text(snapshot.context[int(place)])
    raise NotFound(_("This content has no such text."))
