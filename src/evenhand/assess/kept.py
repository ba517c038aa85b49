"""What is known of a task before a sheet comes in: its decision, and the answers that are there already.

Not here: checking new answers (``answers``), turning them into rows (``records``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Earlier:
    """An answer that is already in the facts, with the finding that came of it."""

    judge_id: str
    setting: str
    judgement_id: str
    label: str
    unable_reason: str | None
    note: str | None
    version: int
    error_type: str | None
    root_cause: str | None


@dataclass
class Kept:
    """What is known of one task: its decision, and the answers in so far, oldest first.

    ``finding_versions`` holds the highest version of each finding of the sample, withdrawn ones included.
    """

    task: str
    source: str
    judgement_id: str
    item_id: str
    label: str
    judge_id: str | None
    language: str | None
    market: str | None
    policy_version: str | None
    finding_versions: Mapping[str, int]
    answers: list[Earlier] = field(default_factory=list)

    def add(self, *values: Any) -> None:
        """Adds an earlier answer, its values in the order of ``Earlier``."""
        self.answers.append(Earlier(*values))

    def answer_of(self, assessor: str) -> Earlier | None:
        """What this assessor has said already."""
        return next((answer for answer in self.answers if answer.judge_id == assessor), None)

    @property
    def assessment(self) -> Earlier | None:
        """The assessment that second reviews are compared with."""
        return next((answer for answer in self.answers if answer.setting == "assessment"), None)
