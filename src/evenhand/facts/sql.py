"""Small pieces of SQL text that are safe to compose: quoted names, quoted literals, lists of them.

Values of a query are parameters wherever the engine takes them; file lists and names cannot be, and are quoted here.
"""

from __future__ import annotations

from collections.abc import Iterable


def name(identifier: str) -> str:
    """An identifier, quoted; any text is safe."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text literal, quoted; any text without NUL is safe."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """A list literal of texts."""
    return "[" + ", ".join(text(value) for value in values) + "]"


def names(identifiers: Iterable[str]) -> str:
    """Quoted identifiers, comma-separated."""
    return ", ".join(name(identifier) for identifier in identifiers)
