"""What crosses the edge of this desk: a clause as it is read, and a clause as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from evenhand.ops.policies.vocabulary import Automation, Severity

CHINESE = "zh"


@dataclass(frozen=True, kw_only=True)
class ClauseNode:
    """A clause with those below it. ``rank`` is its severity as the facts hold it, 0 to 4; ``uuid`` its address.

    ``tier`` is what looking at it asks of a person, 0 to 4; ``actions`` may follow, the usual one first.
    """

    uuid: str
    code: str
    title_en: str
    title_zh: str
    definition_en: str
    definition_zh: str
    is_label: bool
    is_violation: bool
    severity: str
    rank: int
    tier: int
    actions: tuple[str, ...]
    children: tuple[ClauseNode, ...] = ()

    def title(self, language: str) -> str:
        """Its name in a language ("en", "zh-hans", …), or in the other where it has none."""
        return _first(self.title_en, self.title_zh, language)

    def definition(self, language: str) -> str:
        """Its text in a language, or in the other where it has none."""
        return _first(self.definition_en, self.definition_zh, language)

    def walk(self) -> Iterator[ClauseNode]:
        """Itself, then all below it, in the order of the policy."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, kw_only=True)
class NewClause:
    """A clause to be written; ``parent`` is the code of one that stands before it, empty at the top."""

    code: str
    title_en: str
    title_zh: str
    parent: str = ""
    definition_en: str = ""
    definition_zh: str = ""
    escalation_en: str = ""
    escalation_zh: str = ""
    is_label: bool = True
    is_violation: bool = True
    severity: str = Severity.MEDIUM.value
    exposure_tier: int = 1
    harm_weight: int = 0
    automation: str = Automation.HUMAN.value
    actions: tuple[str, ...] = ()
    mappings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a version says: its clauses in their order, and a note on how far they can be trusted."""

    clauses: tuple[NewClause, ...]
    note_en: str = ""
    note_zh: str = ""
    pack: str = ""


def _first(english: str, chinese: str, language: str) -> str:
    return (chinese or english) if language.lower().startswith(CHINESE) else (english or chinese)
