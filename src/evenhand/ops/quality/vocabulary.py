"""The closed words of the quality desk: states of a sample, how it is assessed, error types and root causes."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evenhand.ops.spine.states import Transitions

CONTEXT = "sample"  # the kind of context that the tasks of a sample stand in

PLAN, ASSESS, READ = "quality.plan", "quality.assess", "quality.read"


class SampleState(TextChoices):
    """Where a sample stands."""

    DRAWING = "drawing", _("being drawn")
    OPEN = "open", pgettext_lazy("sample", "open")
    CLOSED = "closed", _("closed")
    FAILED = "failed", _("not drawn")


MOVES: Transitions[SampleState] = Transitions(
    {
        SampleState.DRAWING: frozenset({SampleState.OPEN, SampleState.FAILED}),
        SampleState.FAILED: frozenset({SampleState.DRAWING}),
        SampleState.OPEN: frozenset({SampleState.CLOSED}),
    }
)
"""Which state of a sample may follow which; a closed one stays closed, since its tasks are withdrawn."""


class Mode(TextChoices):
    """Where the assessors judge."""

    TASKS = "tasks", _("here, one after the other")
    SHEET = "sheet", _("on a sheet, sent back filled in")
    MIXED = "mixed", _("here or on a sheet, as each prefers")


WITH_TASKS = frozenset({Mode.TASKS, Mode.MIXED})
WITH_SHEET = frozenset({Mode.SHEET, Mode.MIXED})


class ErrorType(TextChoices):
    """What sort of error a decision was; the same values as in the facts."""

    OVER_ENFORCEMENT = "over_enforcement", _("over-enforcement")
    UNDER_ENFORCEMENT = "under_enforcement", _("under-enforcement")
    WRONG_POLICY = "wrong_policy", _("wrong policy")
    WRONG_ACTION = "wrong_action", _("wrong action")
    PROCEDURAL = "procedural", _("procedural")
    TECHNICAL = "technical", _("technical")


class RootCause(TextChoices):
    """Why an error happened; the same values as in the facts."""

    KNOWLEDGE_GAP = "knowledge_gap", _("knowledge gap")
    POLICY_AMBIGUITY = "policy_ambiguity", _("policy ambiguity")
    POLICY_GAP = "policy_gap", _("policy gap")
    ATTENTION = "attention", _("attention")
    TOOL = "tool", _("tool")
    CONTEXT_MISSING = "context_missing", _("context missing")
    TRANSLATION = "translation", _("translation")
    ADVERSARIAL_CONTENT = "adversarial_content", _("adversarial content")
