"""A policy pack as frozen values: a policy that comes as a file, with its sections and clauses.

Not here: reading the file (``reading``), nor the policies that a team works by, which live in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evenhand.ops.policies.packs.dsa import DsaCategory


class Severity(StrEnum):
    """How bad a breach is, from what is only noted to a risk to life."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """The severity as the facts store it: 0 info to 4 critical."""
        return list(Severity).index(self)


class Automation(StrEnum):
    """How far a machine may go alone under a clause."""

    AUTO_ALLOWED = "auto_allowed"
    ASSIST = "assist"
    HASH_AUTO_REMOVE_THEN_HUMAN = "hash_auto_remove_then_human"
    HUMAN_REQUIRED = "human_required"


class PackAction(StrEnum):
    """What a decision under a clause may do."""

    REMOVE = "remove"
    LIMIT = "limit"
    LABEL = "label"
    WARN = "warn"
    AGE_RESTRICT = "age_restrict"
    KEEP = "keep"
    ESCALATE = "escalate"


@dataclass(frozen=True)
class Bilingual:
    """The same words in English and in Simplified Chinese."""

    en: str
    zh: str


@dataclass(frozen=True)
class PackClause:
    """One clause: what it forbids, how bad that is, and what may follow.

    ``exposure_tier`` is what judging it asks of a person, from 0 none to 4 extreme; ``harm_weight`` runs from 0 to 100.
    ``violation`` is False where no rule is broken: somebody needs help, or it is a step of a process. The first of
    ``actions`` is the one to begin with. ``escalation``, ``ailuminate`` and ``cn_class`` are None where there is none.
    """

    code: str
    title: Bilingual
    definition: Bilingual
    severity: Severity
    exposure_tier: int
    harm_weight: int
    automation: Automation
    violation: bool
    actions: tuple[PackAction, ...]
    escalation: Bilingual | None
    dsa_category: DsaCategory
    dsa_alternatives: tuple[DsaCategory, ...]
    dsa_keywords: tuple[str, ...]
    ozone_reasons: tuple[str, ...]
    ailuminate: str | None
    cn_class: Bilingual | None

    @property
    def parent(self) -> str:
        """The code of the section or clause above: the code without its last part."""
        return self.code.rpartition(".")[0]


@dataclass(frozen=True)
class PackSection:
    """A chapter of the policy with its clauses, in the order of the file."""

    code: str
    title: Bilingual
    clauses: tuple[PackClause, ...]


@dataclass(frozen=True)
class Pack:
    """A policy as it comes in a file; ``note`` says how far it can be trusted."""

    name: str
    title: Bilingual
    note: Bilingual
    sections: tuple[PackSection, ...]

    @property
    def clauses(self) -> tuple[PackClause, ...]:
        """All clauses, section by section."""
        return tuple(clause for section in self.sections for clause in section.clauses)
