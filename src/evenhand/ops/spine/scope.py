"""Whose rows a person may see: by partner, market and queue.

Made from the person's roles (``people.scopes``), required by every read of facts, and never widened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.facts import sql

FIELDS = ("partner", "market", "queue")


@dataclass(frozen=True, order=True)
class Part:
    """One grant: rows whose partner, market and queue are among these; an empty set does not limit."""

    partner: frozenset[str] = frozenset()
    market: frozenset[str] = frozenset()
    queue: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether it leaves nothing out."""
        return not (self.partner or self.market or self.queue)

    def covers(self, **values: str | None) -> bool:
        """Whether a row of these values lies within; an unknown value lies in no limited part."""
        return all(not getattr(self, name) or values.get(name) in getattr(self, name) for name in FIELDS)


@dataclass(frozen=True)
class Scope:
    """The union of a person's grants; without any, nothing is seen."""

    parts: frozenset[Part]

    @classmethod
    def everything(cls) -> Scope:
        """All rows: for the organisation's own background work, and for grants without a limit."""
        return cls(frozenset({Part()}))

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Scope:
        """The union; one unlimited part makes it everything."""
        given = frozenset(parts)
        return cls.everything() if any(part.is_everything for part in given) else cls(given)

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return any(part.is_everything for part in self.parts)

    def covers(self, **values: str | None) -> bool:
        """Whether a row of these values may be seen."""
        return any(part.covers(**values) for part in self.parts)

    def condition(self) -> str:
        """SQL over the columns partner, market and queue: true for the rows within, never null."""
        if self.is_everything:
            return "true"
        clauses = (
            " AND ".join(f"{name} IN ({_literals(getattr(part, name))})" for name in FIELDS if getattr(part, name))
            for part in sorted(self.parts, key=_in_order)
        )
        return f"coalesce({' OR '.join(f'({clause})' for clause in clauses) or 'false'}, false)"

    def key(self) -> str:
        """A text that is the same for the same scope: part of a cache's key."""
        return repr(sorted(_in_order(part) for part in self.parts))


def _literals(values: Iterable[str]) -> str:
    return ", ".join(sql.text(value) for value in sorted(values))


def _in_order(part: Part) -> tuple[list[str], ...]:
    return tuple(sorted(getattr(part, name)) for name in FIELDS)
