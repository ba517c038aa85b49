"""Takes the fields of a plan out of a document, each with the type it must have.

Every refusal names the field, its value and what it must be. Not here: what the fields mean together (``plan``).
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evenhand.facts.errors import RequestError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Fields:
    """A table of a plan; ``within`` is put before a field's name where it is told."""

    document: Mapping[str, Any]
    within: str = ""

    def only(self, allowed: Collection[str]) -> None:
        """Refuses a field that means nothing here."""
        for key, value in self.document.items():
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"Allowed: {', '.join(sorted(allowed))}."
                raise RequestError(f"{self.within}{key} is {value!r}, but a plan has no such field.", hint=hint)

    def table(self, key: str) -> Mapping[str, Any]:
        """A table, empty when absent."""
        value = self.document.get(key, {})
        if not isinstance(value, Mapping):
            raise self.wrong(key, "a table")
        return value

    def text(self, key: str) -> str | None:
        """A text, or None when absent or empty."""
        value = self.document.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value or None

    def texts(self, key: str) -> tuple[str, ...]:
        """Texts, each once; one text alone stands for a list of it."""
        value = self.document.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, Sequence) or not all(isinstance(entry, str) for entry in listed):
            raise self.wrong(key, "a list of texts")
        if len(set(listed)) < len(listed):
            raise self.wrong(key, "a list that names nothing twice")
        return tuple(listed)

    def whole(self, key: str, *, low: int, high: int) -> int | None:
        """A whole number from ``low`` to ``high``, or None when absent."""
        value = self.document.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(key, f"a whole number from {low:,} to {high:,}")
        return value

    def number(self, key: str, *, high: float) -> float | None:
        """A number above 0 and not above ``high``, or None when absent."""
        value = self.document.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= high:
            raise self.wrong(key, f"a number above 0, at most {high:,g}")
        return float(value)

    def share(self, key: str) -> float | None:
        """A share between 0 and 1, or None when absent."""
        value = self.document.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
            raise self.wrong(key, "a share between 0 and 1, such as 0.95")
        return float(value)

    def choice(self, key: str, default: Choice) -> Choice:
        """One of the values that ``default`` is one of."""
        value = self.document.get(key, default)
        if value not in list(type(default)):
            raise self.wrong(key, f"one of {', '.join(type(default))}")
        return type(default)(value)

    def moment(self, key: str, zone: ZoneInfo, *, whole_day: bool = False) -> datetime | None:
        """A date or a time, naive ones in ``zone``; ``whole_day`` makes a date the end of that day."""
        value = self.document.get(key)
        if value is None:
            return None
        read = _read(value) if isinstance(value, str) else value
        try:
            if isinstance(read, datetime):
                return _placed(read, zone)
            if isinstance(read, date):
                return _placed(datetime.combine(read + timedelta(days=whole_day), time()), zone)
        except OverflowError:
            pass
        raise self.wrong(key, "a date such as 2026-11-01, or a time such as 2026-11-01T09:00:00")

    def zone(self, key: str) -> ZoneInfo:
        """A time zone by its IANA name, UTC when absent."""
        try:
            return ZoneInfo(self.text(key) or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise self.wrong(key, "an IANA name such as Asia/Kuala_Lumpur") from error

    def wrong(self, key: str, expected: str) -> RequestError:
        """The refusal of a field's value."""
        return RequestError(f"{self.within}{key} is {self.document.get(key)!r}.", hint=f"It must be {expected}.")


def _placed(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment with its zone; OverflowError where the calendar ends."""
    placed = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    placed.astimezone(UTC)
    return placed


def _read(value: str) -> date | datetime | None:
    try:
        return datetime.fromisoformat(value) if len(value) > len("2026-11-01") else date.fromisoformat(value)
    except ValueError:
        return None
