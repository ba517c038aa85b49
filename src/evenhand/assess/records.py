"""Turns answers into fact rows: assessments or second reviews, and the findings where they differ from the decision.

Not here: checking an answer (``answers``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from evenhand.assess.types import Sample

if TYPE_CHECKING:
    from evenhand.assess.answers import Answer


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
    finding_version: int | None


@dataclass
class Kept:
    """What is known of one task: its decision, and the answers in so far, oldest first."""

    task: str
    source: str
    judgement_id: str
    item_id: str
    label: str
    violating: bool | None
    judge_id: str | None
    language: str | None
    market: str | None
    policy_version: str | None
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


def _schema(columns: Sequence[tuple[str, pa.DataType]]) -> pa.Schema:
    return pa.schema(columns)


JUDGEMENT: pa.Schema = _schema(
    [
        ("judgement_id", pa.string()),
        ("source", pa.string()),
        ("item_id", pa.string()),
        ("judge_id", pa.string()),
        ("setting", pa.string()),
        ("about_source", pa.string()),
        ("about_id", pa.string()),
        ("context_kind", pa.string()),
        ("context_id", pa.string()),
        ("label", pa.string()),
        ("unable_reason", pa.string()),
        ("policy_version", pa.string()),
        ("judged_at", pa.timestamp("us", tz="UTC")),
        ("language", pa.string()),
        ("market", pa.string()),
        ("attributes", pa.string()),
        ("version", pa.int64()),
    ]
)
FINDING: pa.Schema = _schema(
    [
        ("finding_id", pa.string()),
        ("source", pa.string()),
        ("judgement_id", pa.string()),
        ("assessment_id", pa.string()),
        ("error_type", pa.string()),
        ("root_cause", pa.string()),
        ("clause", pa.string()),
        ("found_at", pa.timestamp("us", tz="UTC")),
        ("version", pa.int64()),
        ("retracted", pa.bool_()),
    ]
)


def records_of(
    answers: Iterable[Answer], kept: Mapping[str, Kept], *, sample: Sample, assessor: str, now: datetime
) -> tuple[pa.Table, pa.Table]:
    """Rows of ``judgements`` and ``findings`` for the answers that say something new."""
    judgements, findings = [], []
    for answer in answers:
        unit = kept[answer.task]
        judgement = _judgement(answer, unit, sample, assessor, now)
        if judgement["_changed"]:
            judgements.append(judgement)
        finding = _finding(answer, unit, judgement, now)
        if finding is not None:
            findings.append(finding)
    return pa.Table.from_pylist(judgements, schema=JUDGEMENT), pa.Table.from_pylist(findings, schema=FINDING)


def _judgement(answer: Answer, unit: Kept, sample: Sample, assessor: str, now: datetime) -> dict[str, Any]:
    earlier = unit.answer_of(assessor)
    label = answer.label or (earlier.label if earlier else "")
    reason = answer.unable_reason if answer.label else (earlier.unable_reason if earlier else None)
    note = answer.note or (earlier.note if earlier else None)
    first = unit.assessment
    second = first is not None and first.judge_id != assessor
    about = first.judgement_id if second and first else unit.judgement_id
    return {
        "judgement_id": earlier.judgement_id
        if earlier
        else stable_id("assessment", sample.sample_id, unit.task, assessor),
        "source": unit.source,
        "item_id": unit.item_id,
        "judge_id": assessor,
        "setting": "second_review" if second else "assessment",
        "about_source": unit.source,
        "about_id": about,
        "context_kind": "sample",
        "context_id": sample.sample_id,
        "label": label,
        "unable_reason": reason,
        "policy_version": unit.policy_version,
        "judged_at": now,
        "language": unit.language,
        "market": unit.market,
        "attributes": json.dumps({"note": note}, ensure_ascii=False) if note else None,
        "version": earlier.version + 1 if earlier else 1,
        "_changed": earlier is None or (label, reason, note) != (earlier.label, earlier.unable_reason, earlier.note),
    }


def _finding(answer: Answer, unit: Kept, judgement: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
    """The finding of an assessment, its withdrawal when the labels now agree, or None when nothing changed."""
    if judgement["setting"] != "assessment":
        return None
    earlier = unit.answer_of(str(judgement["judge_id"]))
    label = str(judgement["label"])
    kept_type = earlier.error_type if earlier and earlier.label == label else None
    kept_cause = earlier.root_cause if earlier else None
    error_type = answer.error_type or kept_type or derived_error(unit.label, label)
    root_cause = answer.root_cause or kept_cause
    before = (earlier.error_type, earlier.root_cause) if earlier and earlier.error_type else None
    gone = label == "unable" or error_type is None
    if (gone and before is None) or (not gone and before == (error_type, root_cause)):
        return None
    return {
        "finding_id": stable_id("finding", str(judgement["judgement_id"])),
        "source": unit.source,
        "judgement_id": unit.judgement_id,
        "assessment_id": judgement["judgement_id"],
        "error_type": error_type or (before[0] if before else "technical"),
        "root_cause": root_cause,
        "clause": label if label not in ("none", "unable") else unit.label,
        "found_at": now,
        "version": (earlier.finding_version or 0) + 1 if earlier else 1,
        "retracted": gone,
    }


def derived_error(decided: str, assessed: str) -> str | None:
    """The error type that two labels imply: none when they agree or it could not be judged."""
    if decided == assessed or assessed == "unable":
        return None
    if assessed == "none":
        return "over_enforcement"
    if decided == "none":
        return "under_enforcement"
    return "wrong_policy"


def stable_id(*parts: str) -> str:
    """An id that the same parts always give."""
    return hashlib.md5(chr(31).join(parts).encode(), usedforsecurity=False).hexdigest()
