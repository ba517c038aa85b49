"""One table of a pack file, field by field, with errors that name the place, the value and the fix.

Not here: what a clause consists of (``reading``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from evenhand.facts.errors import RequestError
from evenhand.ops.policies.packs.types import Bilingual

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Entry:
    """A table of the file; ``place`` is how an error calls it."""

    place: str
    values: Mapping[str, Any]

    def wrong(self, problem: str, *, hint: str) -> RequestError:
        """The error for this table."""
        return RequestError(f"{self.place}: {problem}", hint=hint)

    def only(self, allowed: Collection[str]) -> None:
        """Refuses fields that nobody would read."""
        for field in self.values:
            if field not in allowed:
                raise self.wrong(f"the field {field!r} is not known.", hint=f"Known are: {', '.join(allowed)}.")

    def text(self, field: str) -> str:
        """A text that is there and not blank."""
        value = self.values.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{field} is {value!r}, not a text.", hint=f"Give {field} a text in quotes.")
        return value.strip()

    def text_or_none(self, field: str) -> str | None:
        """A text, or None where the field is absent."""
        return self.text(field) if field in self.values else None

    def both(self, field: str) -> Bilingual:
        """A text in both languages."""
        said = self.values.get(field)
        words = Entry(f"{self.place}, {field}", said if isinstance(said, Mapping) else {})
        words.only(("en", "zh"))
        for language in ("en", "zh"):
            if language not in words.values:
                raise words.wrong(f"{language} is missing.", hint=f"Give {field}.en and {field}.zh.")
        return Bilingual(en=words.text("en"), zh=words.text("zh"))

    def both_or_none(self, field: str) -> Bilingual | None:
        """A text in both languages, or None where the field is absent."""
        return self.both(field) if field in self.values else None

    def whole(self, field: str, *, high: int) -> int:
        """A whole number from 0 to ``high``."""
        value = self.values.get(field)
        if type(value) is not int or not 0 <= value <= high:
            raise self.wrong(f"{field} is {value!r}.", hint=f"Give a whole number from 0 to {high}.")
        return value

    def flag(self, field: str) -> bool:
        """True or false."""
        value = self.values.get(field)
        if not isinstance(value, bool):
            raise self.wrong(f"{field} is {value!r}.", hint="Write true or false.")
        return value

    def choice(self, field: str, among: type[Choice]) -> Choice:
        """One of a closed list."""
        return self._chosen(field, self.values.get(field), among)

    def choices(self, field: str, among: type[Choice]) -> tuple[Choice, ...]:
        """Several of a closed list, in their order, each once; none where the field is absent."""
        return tuple(self._chosen(field, value, among) for value in self.texts(field))

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts, each once; empty where the field is absent."""
        values = self._list(field)
        if not all(isinstance(value, str) and value for value in values) or len(set(values)) < len(values):
            raise self.wrong(f"{field} is {values!r}.", hint="Give texts in quotes, each once.")
        return tuple(values)

    def tables(self, field: str, *, kind: str) -> tuple[Entry, ...]:
        """The tables of a list, each called by its kind and code."""
        values = self._list(field)
        if not values or not all(isinstance(value, Mapping) for value in values):
            raise self.wrong(f"it has no {field}.", hint=f"Give at least one table of {field}.")
        return tuple(
            Entry(f"{self.place}, {kind} {value.get('code', f'number {place}')}", value)
            for place, value in enumerate(values, 1)
        )

    def _list(self, field: str) -> Sequence[Any]:
        values = self.values.get(field, [])
        if not isinstance(values, list):
            raise self.wrong(f"{field} is {values!r}, not a list.", hint="Write a list in square brackets.")
        return values

    def _chosen(self, field: str, value: object, among: type[Choice]) -> Choice:
        for member in among:
            if value == member.value:
                return member
        raise self.wrong(f"{field} is {value!r}.", hint=f"Choose one of: {', '.join(among)}.")
