"""Content as it can be kept: what no database holds is replaced visibly, and a digest says what it was.

The digest is of what is kept, so that it can be computed again from a snapshot. Not here: reading content (``text``).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac

from evenhand.ops.items.types import NewItem

OWN_SOURCE = "evenhand"  # of what is added by hand
FILES = "files"  # the attribute that names the files of an item added by hand, so that its digest covers them
DEEPEST = 8  # levels of attributes; what lies deeper is kept as text
NUL = str.maketrans({"\x00": "\N{SYMBOL FOR NULL}"})


@dataclass(frozen=True, kw_only=True)
class Content:
    """What of an item is evidence, fit to be kept."""

    text: str
    translation: str
    media_uri: str
    context: list[Any]
    attributes: dict[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 of the content as JSON with sorted keys."""
        fields = [self.text, self.translation, self.media_uri, self.context, self.attributes]
        told = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


def content_of(row: NewItem) -> Content:
    """What is kept of an item as somebody brought it."""
    return Content(
        text=storable(row.text),
        translation=storable(row.translation),
        media_uri=storable(row.media_uri),
        context=[_value(part, 1) for part in row.context],
        attributes={storable(str(key)): _value(value, 1) for key, value in row.attributes.items()},
    )


def storable(text: str) -> str:
    """The text with U+0000, which PostgreSQL cannot hold, and halves of characters replaced by visible signs."""
    if "\x00" in text:
        text = text.translate(NUL)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def erased_digest(digest: str) -> str:
    """What stands for a digest after an erasure: without the server's key nobody can try which text it was of."""
    return salted_hmac("evenhand.items.erased", digest, algorithm="sha256").hexdigest()


def _value(value: Any, depth: int) -> Any:
    """A value as JSON has it, the same after both databases: whole numbers without a fraction, the rest as text."""
    match value:
        case None | bool():
            return value
        case str():
            return storable(value)
        case int() | float():
            return _number(value)
        case Mapping() if depth < DEEPEST:
            return {storable(str(key)): _value(inner, depth + 1) for key, inner in value.items()}
        case list() | tuple() if depth < DEEPEST:
            return [_value(inner, depth + 1) for inner in value]
        case _:
            return storable(str(value))


def _number(value: int | float) -> int | float | str:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if abs(value) >= 2**53:
        return str(value)
    return int(value) if value == int(value) else value
