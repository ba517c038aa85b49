"""State machines as tables: which state may follow which.

Not here: who may move a thing on (permissions), nor what follows (services).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from evenhand.ops.spine.errors import Conflict

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Transitions(Generic[S]):
    """For each state, the states that may come next; a state without an entry is final."""

    table: Mapping[S, frozenset[S]]

    def check(self, now: S, then: S, *, what: str) -> None:
        """Conflict unless ``then`` may follow ``now``."""
        if then not in self.table.get(now, frozenset()):
            allowed = ", ".join(sorted(self.table.get(now, frozenset()))) or "nothing: it is final"
            raise Conflict(f"{what} is {now} and cannot become {then}.", hint=f"What may follow: {allowed}.")
