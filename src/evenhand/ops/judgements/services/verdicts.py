"""From what somebody gave to what it means under the policy version: checked, completed, or refused by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evenhand.ops.judgements.models import Task
from evenhand.ops.judgements.services.words import kept
from evenhand.ops.judgements.types import Given
from evenhand.ops.judgements.vocabulary import ANSWERS, UNABLE, WITH_ACTION, UnableReason
from evenhand.ops.policies.selectors import clauses_by_code
from evenhand.ops.policies.types import ClauseNode
from evenhand.ops.policies.vocabulary import Act
from evenhand.ops.spine.errors import Invalid

LONGEST_REASON = 10_000


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A judgement without its circumstances: the columns of ``Judgement`` that say what was judged."""

    label: str
    labels: tuple[str, ...]
    unable_reason: str
    violating: bool | None
    severity: int | None
    action: str
    confidence: float | None
    reason: str


def verdict_of(given: Given, task: Task) -> Verdict:
    """What was given, as the task's policy version has it; Invalid names the field at fault."""
    _check_plain(given)
    match given.label:
        case "none":
            return _without_clause(given, violating=False, actions=("", Act.KEEP))
        case "unable":
            return _without_clause(given, violating=None, actions=("", Act.ESCALATE))
        case _:
            return _under_clauses(given, task)


def _check_plain(given: Given) -> None:
    if not given.label:
        raise Invalid(
            _("No clause is chosen."), field="label", hint=_("Choose a clause, no violation, or cannot be judged.")
        )
    if given.label == UNABLE and given.unable_reason not in UnableReason.values:
        raise Invalid(_("Say why it cannot be judged."), field="unable_reason", hint=_("Choose one of the reasons."))
    if given.confidence is not None and not 0 <= given.confidence <= 1:
        raise Invalid(_("The confidence is a number from 0 to 1."), field="confidence")
    if len(given.reason) > LONGEST_REASON:
        raise Invalid(
            _("The reason is longer than %(most)s characters.") % {"most": f"{LONGEST_REASON:,}"},
            field="reason",
            hint=_("Shorten it."),
        )


def _without_clause(given: Given, *, violating: bool | None, actions: tuple[str, ...]) -> Verdict:
    _check_action(given.action, actions)
    return Verdict(
        label=given.label,
        labels=(),
        unable_reason=given.unable_reason if given.label == UNABLE else "",
        violating=violating,
        severity=None,
        action=given.action,
        confidence=given.confidence,
        reason=kept(given.reason).strip(),
    )


def _under_clauses(given: Given, task: Task) -> Verdict:
    labels = tuple(sorted({given.label, *given.labels}.difference(ANSWERS)))
    clauses = _clauses(labels, task)
    allowed = tuple(dict.fromkeys(act for clause in clauses.values() for act in clause.actions))
    _check_action(given.action, allowed if task.setting in WITH_ACTION and allowed else ("", *allowed))
    return Verdict(
        label=given.label,
        labels=labels,
        unable_reason="",
        violating=any(clause.is_violation for clause in clauses.values()),
        severity=clauses[given.label].rank,
        action=given.action,
        confidence=given.confidence,
        reason=kept(given.reason).strip(),
    )


def _clauses(codes: tuple[str, ...], task: Task) -> Mapping[str, ClauseNode]:
    known = clauses_by_code(task.policy_version)
    clauses = {code: known[code] for code in codes if code in known and known[code].is_label}
    missing = [code for code in codes if code not in clauses]
    if missing:
        raise Invalid(
            _("%(code)s is not a clause of %(version)s that an item can be judged as.")
            % {"code": missing[0][:100], "version": task.policy_version.name},
            field="label",
            hint=_("Choose one from the clause tree."),
        )
    return clauses


def _check_action(action: str, allowed: tuple[str, ...]) -> None:
    if action not in allowed:
        named = ", ".join(str(Act(act).label) for act in allowed if act in Act.values)
        wrong = _("Choose an action.") if not action else _("This action does not belong to what was chosen.")
        raise Invalid(wrong, field="action", hint=_("Actions here: %(actions)s.") % {"actions": named or "–"})
