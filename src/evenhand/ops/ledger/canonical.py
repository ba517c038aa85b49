"""Canonical JSON: the same value has the same bytes on any machine, so that it can be hashed and signed.

The form of RFC 8785: UTF-8, no spaces, keys in the order of their UTF-16 code units, the shortest escapes. What a value
is: None, bool, text, a number between -(2^53 - 1) and 2^53 - 1, an aware datetime (written as UTC text with
microseconds), lists and tuples, mappings with text keys. Not here: what an event says, and reading it back (any JSON
reader does).

A float is written as ECMAScript writes it (RFC 8785, 3.2.2.3): the shortest digits that read back as the same number,
and a whole one without a fraction, so 1.0 and 1 are the same value. Text is never normalised: two spellings of "é"
are two texts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from evenhand.facts.errors import RequestError

LARGEST = 2**53 - 1  # beyond it a reader that keeps numbers as doubles would hash another number
DEEPEST = 32
_SMALLEST_PLAIN = 1e-6  # ECMAScript writes smaller numbers with an exponent

_JSON = json.JSONEncoder(ensure_ascii=False)
_WORDS = {None: "null", True: "true", False: "false"}


def canonical_bytes(value: object) -> bytes:
    """The canonical JSON of a value; RequestError that names the place of what has none."""
    try:
        return _written(value, 0).encode()
    except UnicodeEncodeError as error:
        raise RequestError(
            f"A text holds half a character (U+{ord(error.object[error.start]):04X}) and cannot be recorded.",
            hint="Replace it with U+FFFD before it is recorded.",
        ) from error
    except _RefusedError as refused:
        place = ".".join(map(str, reversed(refused.path))) or "The value"
        raise RequestError(f"{place} {refused.fault}.", hint=refused.hint) from None


def moment_text(at: datetime) -> str:
    """An aware moment as UTC text with microseconds, such as 2026-03-01T09:30:00.000000Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class _RefusedError(Exception):
    """What cannot be written; the containers around it add where it is on the way out."""

    def __init__(self, fault: str, hint: str) -> None:
        super().__init__(fault)
        self.fault, self.hint = fault, hint
        self.path: list[object] = []


def _written(value: object, depth: int) -> str:
    if isinstance(value, str):
        return _JSON.encode(value)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return _moment(value)
    if depth >= DEEPEST:
        raise _RefusedError(f"is nested more than {DEEPEST} deep", "Record ids and closed values, not whole documents.")
    if isinstance(value, list | tuple):
        return "[" + ",".join([_inside(item, place, depth) for place, item in enumerate(value)]) + "]"
    if isinstance(value, Mapping):
        pairs = [f"{_JSON.encode(key)}:{_inside(value[key], key, depth)}" for key in _in_order(value)]
        return "{" + ",".join(pairs) + "}"
    raise _RefusedError(f"is a {type(value).__name__}, which has no canonical form", "Give its text, or its id.")


def _inside(value: object, place: object, depth: int) -> str:
    try:
        return _written(value, depth + 1)
    except _RefusedError as refused:
        refused.path.append(place)
        raise


def _in_order(value: Mapping[object, object]) -> list[str]:
    keys = [key for key in value if isinstance(key, str)]
    if len(keys) != len(value):
        odd = next(key for key in value if not isinstance(key, str))
        raise _RefusedError(f"has the key {odd!r}, which is not text", "Name every value by text.")
    return sorted(keys) if all(map(str.isascii, keys)) else sorted(keys, key=lambda key: key.encode("utf-16-be"))


def _moment(value: datetime) -> str:
    if value.utcoffset() is None:
        raise _RefusedError(f"is {value}, a time without a zone", "Give an aware time.")
    return f'"{moment_text(value)}"'


def _number(value: int | float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        raise _RefusedError(f"is {value}, which JSON cannot say", "Leave it out, or record None.")
    if abs(value) > LARGEST:
        raise _RefusedError("is a number beyond 2^53 - 1", "Record it as text.")
    whole = int(value)
    return str(whole) if whole == value else _fraction(value)


def _fraction(value: float) -> str:
    digits, _, exponent = repr(float(value)).partition("e")
    if not exponent:
        return digits
    if abs(value) >= _SMALLEST_PLAIN:
        return format(Decimal(repr(float(value))), "f")
    return f"{digits}e{int(exponent)}"
