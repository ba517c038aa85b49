"""The place of a page in a list: the sorted value and key of the row that it starts after or ends before.

A cursor travels in the address and is signed, so that the database only ever sees values that came from it. Not here:
the query (``keyset``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core import signing

SALT = "evenhand.ui.tables.cursor"

_WRITE: dict[type, tuple[str, Callable[[Any], str]]] = {
    datetime: ("t", datetime.isoformat),
    date: ("d", date.isoformat),
    UUID: ("u", str),
    Decimal: ("n", str),
}
_READ: dict[str, Callable[[str], Any]] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "u": UUID, "n": Decimal}


@dataclass(frozen=True)
class Cursor:
    """After (or before) the row with this value and key, in this order ("-name")."""

    order: str
    value: Any
    key: Any
    before: bool = False


def encode(cursor: Cursor) -> str:
    """The cursor for an address."""
    return signing.dumps([cursor.order, _packed(cursor.value), _packed(cursor.key), cursor.before], salt=SALT)


def decode(text: str, order: str) -> Cursor | None:
    """The cursor of an address when it is ours and of this order; None is the first page."""
    try:
        made, value, key, before = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return Cursor(made, _unpacked(value), _unpacked(key), before) if made == order else None


def _packed(value: Any) -> Any:
    mark = _WRITE.get(type(value))
    return [mark[0], mark[1](value)] if mark else value


def _unpacked(value: Any) -> Any:
    return _READ[value[0]](value[1]) if isinstance(value, list) else value
