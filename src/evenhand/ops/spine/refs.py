"""A reference to a thing of any desk, and how it shows.

Notes, evidence, clocks and ledger events point by ``Ref``; the desk that owns the kind says how it looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Ref:
    """Kind and outside id, such as ``Ref("sample", "0197…")``."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """The reference that ``str`` wrote."""
        kind, _, identity = text.partition(":")
        return cls(kind, identity)


@dataclass(frozen=True)
class Shown:
    """A reference as a page shows it; ``url`` is None where there is no page for it."""

    title: str
    url: str | None


@dataclass(frozen=True)
class RefKind:
    """How a desk shows references of one kind: many at once, None for those the person may not know of.

    ``show(user, ids)`` answers a mapping from id to ``Shown``.
    """

    name: Any
    show: Callable[[Any, frozenset[str]], dict[str, Shown]]
