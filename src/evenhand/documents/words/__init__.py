"""The words of the documents in each language, under the same keys; read from the TOML files beside this one.

Not here: the English of the remarks that numbers carry (``evenhand.measure.notes``), nor how numbers are written
(``documents.figures``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from evenhand.facts.errors import RequestError
from evenhand.measure.result import Note

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Words:
    """The texts of one language by dotted key; calling it fills the placeholders."""

    language: Language
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: str) -> str:
        """The text under this key with its placeholders filled; KeyError when there is none."""
        return self.texts[key].format(**values)

    def counted(self, key: str, number: int, /, **values: str) -> str:
        """The singular or plural text, with ``{count}`` filled."""
        form = "one" if number == 1 else "other"
        return self(f"{key}_{form}", count=f"{number:,}", **values)

    def name(self, section: str, code: str) -> str:
        """What readers call a code of the data; the code itself where no name is known."""
        return self.texts.get(f"{section}.{code}", code)

    def knows(self, section: str, code: str) -> bool:
        """Whether the code has a name of its own here."""
        return f"{section}.{code}" in self.texts

    def join(self, names: tuple[str, ...]) -> str:
        """Names as a list in running text: "a, b and c"."""
        if len(names) < 2:
            return "".join(names)
        return self("numbers.and", first=self.texts["numbers.comma"].join(names[:-1]), last=names[-1])

    def note(self, note: Note) -> str:
        """A remark in this language; in English where nobody has translated it yet."""
        values = {key: _written(value) for key, value in note.values.items()}
        text = self.texts.get(f"notes.{note.code}")
        return text.format(**values) if text else Note(note.code, values).text


def words_for(language: str) -> Words:
    """The words of a language; RequestError names the languages there are."""
    for known in get_args(Language):
        if language == known:
            return _read(known)
    allowed = ", ".join(get_args(Language))
    raise RequestError(f"language {language!r} is not one the documents speak.", hint=f"Choose one of: {allowed}.")


@cache
def _read(language: Language) -> Words:
    tables = tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    flat = {f"{section}.{key}": text for section, texts in tables.items() for key, text in texts.items()}
    return Words(language, flat)


def _written(value: str | int | float) -> str:
    """A value inside a remark: counts with thousands separators."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
