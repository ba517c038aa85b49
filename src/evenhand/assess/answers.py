"""Checks one row of a filled sheet: its task, its label, its reasons, and that nobody assesses a decision of their own.

Not here: reading the file, storing the answer.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evenhand.assess.kept import Kept
from evenhand.facts.tables import ERROR_TYPES, ROOT_CAUSES, UNABLE_REASONS


@dataclass(frozen=True)
class Answer:
    """What the assessor said of one task. ``label`` is None on a findings sheet, where the verdict stands already."""

    task: str
    label: str | None
    unable_reason: str | None
    error_type: str | None
    root_cause: str | None
    note: str | None


@dataclass(frozen=True)
class Refusal:
    """A row that could not be taken: its number, the column and value at fault, and why."""

    row: str
    column: str
    value: str | None
    reason: str


@dataclass(frozen=True)
class Rules:
    """What a row is checked against.

    ``known_as`` are other ids under which the assessor decides. ``closed`` names tasks that take no answer from a
    sheet, each with the reason.
    """

    labels: tuple[str, ...]
    new_labels: tuple[str, ...]
    assessor: str
    known_as: frozenset[str] = frozenset()
    closed: Mapping[str, str] = field(default_factory=dict)


_NO_LABEL = "The row is filled in but has no label. Give one, or unable."
ANSWERED = ("label", "unable_reason", "error_type", "root_cause", "note")


def checked(
    row: Mapping[str, str | None], kept: Mapping[str, Kept], rules: Rules, *, taken: Mapping[str, Answer]
) -> Answer | Refusal | None:
    """The answer of a row, the reason why it cannot be taken, or None for a row that is not filled in."""
    task = row.get("task")
    if not any(row.get(column) for column in ANSWERED):
        return None
    number = str(row["_row"])
    if task is None or task not in kept:
        return Refusal(
            number, "task", task, "This task is not of this sample. Keep the task column as it was exported."
        )
    if task in taken:
        return Refusal(number, "task", task, "The task stands twice in the sheet; the first row counts.")
    if task in rules.closed:
        return Refusal(number, "task", task, rules.closed[task])
    if kept[task].judge_id in {rules.assessor, *rules.known_as}:
        return Refusal(
            number,
            "task",
            task,
            f"{rules.assessor} made this decision and cannot assess it. Give it to another assessor.",
        )
    return _answer(row, number, kept[task], rules)


def _answer(row: Mapping[str, str | None], number: str, kept: Kept, rules: Rules) -> Answer | Refusal:
    label, earlier = _label(row.get("label"), rules), kept.answer_of(rules.assessor)
    if isinstance(label, _Unknown):
        return Refusal(number, "label", row.get("label"), label.reason)
    if label is None and earlier is None:
        why = (
            _NO_LABEL if "label" in row else f"{rules.assessor} gave no answer to this task. Name who did: --assessor."
        )
        return Refusal(number, "label", None, why)
    reason = _normal(row.get("unable_reason"))
    if label == "unable" and reason is None:
        reason = "other"
    error_type, root_cause = _normal(row.get("error_type")), _normal(row.get("root_cause"))
    closed = (
        ("unable_reason", reason, UNABLE_REASONS),
        ("error_type", error_type, ERROR_TYPES),
        ("root_cause", root_cause, ROOT_CAUSES),
    )
    for column, value, allowed in closed:
        if value is not None and value not in allowed:
            return Refusal(number, column, value, f"Allowed: {', '.join(allowed)}.")
    if reason is not None and label != "unable":
        return Refusal(
            number, "unable_reason", reason, "A reason why it cannot be judged goes only with the label unable."
        )
    return Answer(str(row["task"]), label, reason, error_type, root_cause, row.get("note"))


@dataclass(frozen=True)
class _Unknown:
    reason: str


def _label(value: str | None, rules: Rules) -> str | _Unknown | None:
    if value is None:
        return None
    allowed = (*rules.labels, *rules.new_labels)
    known = {label.casefold(): label for label in reversed(allowed)}
    if value in allowed:
        return value
    if value.casefold() in known:
        return known[value.casefold()]
    near = difflib.get_close_matches(value.casefold(), known, n=3)
    meant = f"Did you mean {' or '.join(known[label] for label in near)}?" if near else _some(rules.labels)
    return _Unknown(f"No decision uses this label. {meant} A new label must be allowed by name (--new-label).")


def _some(labels: Sequence[str]) -> str:
    shown = ", ".join(labels[:12])
    return f"Labels in use: {shown}{' …' if len(labels) > 12 else ''}."


def _normal(value: str | None) -> str | None:
    return value.casefold().replace(" ", "_").replace("-", "_") if value else None
