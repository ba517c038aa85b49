"""Sentences of the pure half, which speaks English, in the words of a page: its errors, remarks and reasons.

``kept`` is how an error is stored, ``told`` how that is shown, in the language of whoever reads it. A sentence is known
by its fixed parts, so that what a worker wrote down shows in every language; one that is not known stays as it is. Not
here: the sentences (``said``), and documents, which have words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext, override

from evenhand.facts.errors import EvenhandError
from evenhand.ops.spine.said import REWORDED, SAID

PLACE = re.compile(r"%\((\w+)\)s")
ENGLISH = "en"
LONGEST = 20_000
WORDS_OF_OURS = frozenset({"expected", "given", "kind", "meant", "near", "undated"})
"""What stands there is said by us too, and told in turn; anything else is somebody's own."""


def kept(error: EvenhandError) -> str:
    """An error as a text to be stored: what is wrong, and on a line of its own how to mend it."""
    return f"{error.message}\n{error.hint}" if error.hint else error.message


def told(text: str) -> str:
    """A stored text, or one sentence, as its reader is told it."""
    lines = [_sentence(line) for line in text.split("\n")]
    return "".join(line if line.endswith("。") else f"{line} " for line in lines).rstrip()


@dataclass(frozen=True)
class _Form:
    """A sentence with places: its fixed parts, the names of the places between them, and how a page says it."""

    fixed: tuple[str, ...]
    places: tuple[str, ...]
    words: Any

    def values(self, text: str) -> Mapping[str, str] | None:
        """What stands at the places of a text, None when it is not this sentence."""
        if not self.places:
            return {} if text == self.fixed[0] else None
        first, *between, last = self.fixed
        found, at, end = [], len(first), len(text) - len(last)
        if end < at or not text.startswith(first) or not text.endswith(last):
            return None
        for part in between:
            place = text.find(part, at, end)
            if place < 0:
                return None
            found.append(text[at:place])
            at = place + len(part)
        return self._agreeing((*found, text[at:end]))

    def _agreeing(self, found: Sequence[str]) -> Mapping[str, str] | None:
        """By name; a name that stands twice has one value."""
        values = dict(zip(self.places, found, strict=True))
        return values if all(values[name] == value for name, value in zip(self.places, found, strict=True)) else None


def _sentence(text: str) -> str:
    for form in _forms() if len(text) <= LONGEST else ():
        values = form.values(text)
        if values is not None:
            return str(form.words) % {name: _value(name, value) for name, value in values.items()}
    return gettext(text) if text else ""  # what a desk said in the background, in the language of no reader


def _value(name: str, value: str) -> str:
    return _sentence(value.strip()) if name in WORDS_OF_OURS else value


@cache
def _forms() -> tuple[_Form, ...]:
    """The sentences, those with most fixed words first, so that a particular one comes before a general one."""
    with override(ENGLISH):
        said = {str(words): words for words in SAID} | dict(REWORDED)
    return tuple(sorted(map(_form, said, said.values()), key=lambda form: -sum(map(len, form.fixed))))


def _form(sentence: str, words: Any) -> _Form:
    return _Form(tuple(PLACE.split(sentence)[::2]), tuple(PLACE.findall(sentence)), words)
