"""Text that somebody typed, as a database can keep it: without what PostgreSQL refuses (NUL, halves of characters)."""

from __future__ import annotations

from typing import Any


def kept(text: str) -> str:
    """The text without NUL, and with a question mark for half a character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def kept_within(value: Any) -> Any:
    """The same for every text in a JSON value."""
    match value:
        case str():
            return kept(value)
        case dict():
            return {kept(str(name)): kept_within(inner) for name, inner in value.items()}
        case list() | tuple():
            return [kept_within(inner) for inner in value]
        case _:
            return value
