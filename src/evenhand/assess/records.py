"""Turns answers into fact rows: assessments or second reviews, and the findings where they differ from the decision.

Not here: checking an answer (``answers``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from evenhand.assess.answers import Answer
from evenhand.assess.kept import Kept
from evenhand.assess.types import Sample

BESIDE_THE_LABEL = frozenset({"wrong_action", "procedural", "technical"})  # errors that a right label can come with


JUDGEMENT: dict[str, pa.DataType] = {
    "judgement_id": pa.string(),
    "source": pa.string(),
    "item_id": pa.string(),
    "judge_id": pa.string(),
    "setting": pa.string(),
    "about_source": pa.string(),
    "about_id": pa.string(),
    "context_kind": pa.string(),
    "context_id": pa.string(),
    "label": pa.string(),
    "unable_reason": pa.string(),
    "policy_version": pa.string(),
    "judged_at": pa.timestamp("us", tz="UTC"),
    "language": pa.string(),
    "market": pa.string(),
    "attributes": pa.string(),
    "version": pa.int64(),
}
FINDING: dict[str, pa.DataType] = {
    "finding_id": pa.string(),
    "source": pa.string(),
    "judgement_id": pa.string(),
    "assessment_id": pa.string(),
    "error_type": pa.string(),
    "root_cause": pa.string(),
    "clause": pa.string(),
    "found_at": pa.timestamp("us", tz="UTC"),
    "version": pa.int64(),
    "retracted": pa.bool_(),
}


@dataclass(frozen=True)
class Records:
    """Rows to store, and how many answers said something new."""

    judgements: pa.Table
    findings: pa.Table
    changed: int


def records_of(
    answers: Iterable[Answer],
    kept: Mapping[str, Kept],
    *,
    sample: Sample,
    assessor: str,
    violation: Mapping[str, bool | None],
    now: datetime,
) -> Records:
    """Rows of ``judgements`` and ``findings`` for the answers that say something new.

    ``violation`` says per label whether it is one, where that is known.
    """
    judgements, findings, changed = [], [], 0
    for answer in answers:
        unit = kept[answer.task]
        judgement, is_new = _judgement(answer, unit, sample, assessor, now)
        finding = _finding(answer, unit, judgement, violation, now)
        judgements += [judgement] if is_new else []
        findings += [] if finding is None else [finding]
        changed += is_new or finding is not None
    return Records(
        judgements=pa.Table.from_pylist(judgements, schema=pa.schema(JUDGEMENT)),
        findings=pa.Table.from_pylist(findings, schema=pa.schema(FINDING)),
        changed=changed,
    )


def _judgement(answer: Answer, unit: Kept, sample: Sample, assessor: str, now: datetime) -> tuple[dict[str, Any], bool]:
    """The row of an answer, and whether it says anything that was not known."""
    earlier, first = unit.answer_of(assessor), unit.assessment
    second = first is not None and first.judge_id != assessor
    label = answer.label or (earlier.label if earlier else "")
    reason = answer.unable_reason if answer.label or not earlier else earlier.unable_reason
    note = answer.note or (earlier.note if earlier else None)
    row = {
        "judgement_id": earlier.judgement_id if earlier else assessment_id(sample.sample_id, unit.task, assessor),
        "source": unit.source,
        "item_id": unit.item_id,
        "judge_id": assessor,
        "setting": "second_review" if second else "assessment",
        "about_source": unit.source,
        "about_id": first.judgement_id if first and second else unit.judgement_id,
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
    }
    said = None if earlier is None else (earlier.label, earlier.unable_reason, earlier.note)
    return row, said != (label, reason, note)


def _finding(
    answer: Answer, unit: Kept, judgement: Mapping[str, Any], violation: Mapping[str, bool | None], now: datetime
) -> dict[str, Any] | None:
    """The finding of an assessment, its withdrawal when there is no error any more, or None when nothing changed."""
    if judgement["setting"] != "assessment":
        return None
    earlier = unit.answer_of(str(judgement["judge_id"]))
    label = str(judgement["label"])
    same_label = earlier is not None and earlier.label == label
    named = answer.error_type or (earlier.error_type if earlier and same_label else None)
    error_type = error_of(unit.label, label, named=named, violation=violation)
    root_cause = answer.root_cause or (earlier.root_cause if earlier else None)
    before = (earlier.error_type, earlier.root_cause) if earlier and earlier.error_type else None
    after = None if error_type is None else (error_type, root_cause)
    if after == before:
        return None
    return {
        "finding_id": finding_id(str(judgement["judgement_id"])),
        "source": unit.source,
        "judgement_id": unit.judgement_id,
        "assessment_id": judgement["judgement_id"],
        "error_type": error_type or (earlier.error_type if earlier else None),
        "root_cause": root_cause,
        "clause": label if label not in ("none", "unable") else unit.label,
        "found_at": now,
        "version": unit.finding_versions.get(finding_id(str(judgement["judgement_id"])), 0) + 1,
        "retracted": after is None,
    }


def error_of(decided: str, assessed: str, *, named: str | None, violation: Mapping[str, bool | None]) -> str | None:
    """The error type of a decision: the one the assessor named, else what the two labels imply; None when all is well.

    Where the labels agree, only an error that labels do not show can be named: the assessor, who is blind, cannot know
    that a wrong label was not given.
    """
    if assessed == "unable":
        return None
    if decided == assessed:
        return named if named in BESIDE_THE_LABEL else None
    if named is not None:
        return named
    removed, harmful = violation.get(decided), violation.get(assessed)
    if assessed == "none" or (removed is True and harmful is False):
        return "over_enforcement"
    if decided == "none" or (removed is False and harmful is True):
        return "under_enforcement"
    return "wrong_policy"


def assessment_id(sample_id: str, task: str, assessor: str) -> str:
    """The id of what an assessor says of a task."""
    return _stable_id("assessment", sample_id, task, assessor)


def finding_id(judgement_id: str) -> str:
    """The id of the finding that an assessment may lead to."""
    return _stable_id("finding", judgement_id)


def _stable_id(*parts: str) -> str:
    """An id that the same parts always give."""
    return hashlib.md5(chr(31).join(parts).encode(), usedforsecurity=False).hexdigest()
