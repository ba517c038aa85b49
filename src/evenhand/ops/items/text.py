"""Hostile text made fit to read: what cannot be seen gets a visible mark, floods are folded, the rest waits its turn.

``shown`` gives parts that a template prints one after the other with its usual escaping; no HTML is made here. Marks
are for the reader's eyes only: the text itself is kept as it came. Joiners that a script or an emoji needs stay.

Not here: text in documents and on the terminal (``evenhand.facts.plain``), translation, links (``addresses``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, islice

LIMIT = 20_000  # characters on a page before "show all"
MOST_PARTS = 2_000  # a text of nothing but tricks is cut here, and goes on like a long one
STACKED = 4  # combining marks on one letter that living scripts need; the rest of the pile is folded
EACH_NAMED = 8  # different hidden characters in a row that are named before the others are counted


class PartKind(StrEnum):
    """What a part is: words as they are, or a stand-in for something that must not be printed as it is."""

    WORDS = "words"
    MARK = "mark"  # a hidden character, so many times
    MORE = "more"  # the hidden characters that follow the marks before it
    STACK = "stack"  # the marks piled on a letter beyond the first few
    BLANK = "blank"  # a stretch of empty lines


class Hidden(StrEnum):
    """What was found in a text that a reader would not see, or that would hide the rest from them."""

    REORDERING = "reordering"
    INVISIBLE = "invisible"
    CONTROL = "control"
    STACKED = "stacked"
    BLANK = "blank"


@dataclass(frozen=True)
class Part:
    """A stretch of the text; ``count`` is how many characters (or empty lines) it stands for where it is not words."""

    kind: PartKind
    text: str
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A stretch of a text, from ``start``; ``cut`` is where the rest begins, None when there is none.

    ``marks`` says what was hidden in this stretch; ``total`` is the length of the whole text.
    """

    parts: tuple[Part, ...]
    cut: int | None
    marks: frozenset[Hidden]
    start: int
    total: int


_REORDERING = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0"
    r"\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_COMBINING = (
    r"\u0300-\u034e\u0350-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    r"\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0730-\u074a\u08d3-\u08e1\u08e3-\u0903"
    r"\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u1ab0-\u1aff"
    r"\u1cd0-\u1cf9\u1dc0-\u1dff\u20d0-\u20f0\u302a-\u302f\u3099\u309a\ua66f-\ua672\ua674-\ua67d\ufe00-\ufe0f"
    r"\ufe20-\ufe2f\U000e0100-\U000e01ef"
)
# What a joiner may stand between: scripts whose letters change shape with it, and emoji.
_JOINED = (
    r"\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1820-\u18af\ufb50-\ufdff\ufe70-\ufefc"
    r"\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
)
_BREAK = r"(?:\r\n?|[\n\x85\u2028\u2029])"
_EMPTY_LINE = rf"[ \t]{{0,40}}{_BREAK}"

_STRANGE = re.compile(
    # The flag of a part of a country: a black flag, its code in invisible letters, an end.
    r"(?P<flag>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f)"
    rf"|(?P<stack>(?<=[{_COMBINING}]{{{STACKED}}})[{_COMBINING}]+)"
    rf"|(?P<blank>{_BREAK}(?:{_EMPTY_LINE}){{8,}})"
    rf"|(?P<hidden>(?!(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}]))[{_REORDERING}{_INVISIBLE}{_CONTROL}]+)"
)
# Most texts have nothing of the kind, and that is seen much faster.
_MAY_BE_STRANGE = (
    re.compile(rf"[{_REORDERING}{_INVISIBLE}{_CONTROL}{_COMBINING}]"),
    re.compile(rf"{_BREAK}{_EMPTY_LINE}"),
)
_BREAKS = re.compile(_BREAK)
_IS_REORDERING = re.compile(f"[{_REORDERING}]")
_IS_CONTROL = re.compile(f"[{_CONTROL}]")
_STICKS = re.compile(rf"[{_COMBINING}\u200c\u200d\n]")
_KEEPS_TOGETHER = 16  # characters by which a cut may move to leave a letter with its marks


def shown(text: str, *, start: int = 0, limit: int = LIMIT) -> Shown:
    """At most ``limit`` characters of a text from ``start``, ready to print; fewer where it is mostly hidden marks."""
    end = _end(text, start + limit)
    parts: list[Part] = []
    marks: set[Hidden] = set()
    at = start
    for found in _strange(text, start, end):
        parts += _words(text[at : found.start()])
        parts += _stand_ins(found, marks)
        at = found.end()
        if len(parts) >= MOST_PARTS:
            end = at
            break
    parts += _words(text[at:end])
    cut = end if end < len(text) else None
    return Shown(parts=tuple(parts), cut=cut, marks=frozenset(marks), start=start, total=len(text))


def _end(text: str, wanted: int) -> int:
    """Where to cut: a little later than wanted when that keeps a letter and its marks together."""
    furthest = min(wanted + _KEEPS_TOGETHER, len(text))
    end = wanted
    while end < furthest and _STICKS.match(text, end):
        end += 1
    return min(end, len(text))


def _strange(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    if not any(pattern.search(text, start, end) for pattern in _MAY_BE_STRANGE):
        return iter(())
    return (found for found in _STRANGE.finditer(text, start, end) if found.lastgroup != "flag")


def _words(text: str) -> list[Part]:
    return [Part(PartKind.WORDS, _BREAKS.sub("\n", text))] if text else []


def _stand_ins(found: re.Match[str], marks: set[Hidden]) -> list[Part]:
    run = found.group()
    if found.lastgroup == "stack":
        marks.add(Hidden.STACKED)
        return [Part(PartKind.STACK, f"⟦+{len(run)} ◌̈⟧", len(run))]
    if found.lastgroup == "blank":
        marks.add(Hidden.BLANK)
        lines = len(_BREAKS.findall(run))
        return [Part(PartKind.BLANK, f"⟦↵ ×{lines}⟧", lines)]
    return _named(run, marks)


def _named(run: str, marks: set[Hidden]) -> list[Part]:
    marks.update(_hidden(character) for character in set(run))
    parts = [_mark(character, len(list(same))) for character, same in islice(groupby(run), EACH_NAMED)]
    left = len(run) - sum(part.count for part in parts)
    return [*parts, Part(PartKind.MORE, f"⟦+{left}⟧", left)] if left else parts


def _mark(character: str, count: int) -> Part:
    times = f" ×{count}" if count > 1 else ""
    return Part(PartKind.MARK, f"⟦U+{ord(character):04X}{times}⟧", count)


def _hidden(character: str) -> Hidden:
    if _IS_REORDERING.match(character):
        return Hidden.REORDERING
    return Hidden.CONTROL if _IS_CONTROL.match(character) else Hidden.INVISIBLE
