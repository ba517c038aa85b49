"""The closed words of judgements: the same values as in the facts, with the subsets that carry rules."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from evenhand.ops.spine.states import Transitions

NONE = "none"
UNABLE = "unable"
ANSWERS = (NONE, UNABLE)
"""What can be said under any policy: no clause, also where a policy of imported labels has one of this code."""


class Setting(TextChoices):
    """In which setting somebody judges."""

    LIVE = "live", _("decision")
    ASSESSMENT = "assessment", _("assessment")
    SECOND_REVIEW = "second_review", _("second review")
    GOLD = "gold", _("gold")
    GOLD_CHECK = "gold_check", _("golden check")
    CALIBRATION = "calibration", _("calibration")
    ANNOTATION = "annotation", _("annotation")
    QUIZ = "quiz", _("quiz")
    APPEAL = "appeal", _("appeal")
    ADJUDICATION = "adjudication", _("adjudication")
    PREDICTION = "prediction", _("prediction")


ONCE = (Setting.ASSESSMENT, Setting.SECOND_REVIEW)
"""Settings in which a judgement is looked at once in a sample."""

PERSONAL = frozenset({Setting.GOLD_CHECK, Setting.CALIBRATION, Setting.QUIZ})
"""Settings in which each person has a task of their own: nobody else can judge it for who skips it."""

BLIND = PERSONAL | {*ONCE, Setting.ANNOTATION}
"""Settings in which the person sees no verdict, action or judge on the item before they have judged."""

WITH_ACTION = frozenset({Setting.LIVE, Setting.APPEAL})
"""Settings in which something is done to the item, so that a clause asks for an action."""

CAPABILITIES: Mapping[Setting, str] = MappingProxyType(
    {
        Setting.LIVE: "review.decide",
        Setting.ASSESSMENT: "quality.assess",
        Setting.SECOND_REVIEW: "quality.assess",
        Setting.GOLD: "quality.assess",
        Setting.GOLD_CHECK: "review.decide",
        Setting.CALIBRATION: "quality.assess",
        Setting.ANNOTATION: "labelling.annotate",
        Setting.QUIZ: "training.learn",
        Setting.APPEAL: "appeals.decide",
        Setting.ADJUDICATION: "quality.assess",
    }
)
"""What a person needs to take a task of a setting; one that is not here is judged by machines alone."""


class UnableReason(TextChoices):
    """Why an item cannot be judged."""

    GONE = "gone", _("it is gone")
    PRIVATE = "private", _("it is private")
    WRONG_LANGUAGE = "wrong_language", _("a language I do not read")
    NO_CONTEXT = "no_context", _("the context is missing")
    TECHNICAL = "technical", _("it does not load")
    OTHER = "other", _("another reason")


class SkipReason(TextChoices):
    """Why somebody passes a task on to the others."""

    WRONG_LANGUAGE = "wrong_language", _("a language I do not read")
    INVOLVED = "involved", _("I know the people or the case")
    RATHER_NOT = "rather_not", _("I would rather not look at this")
    UNSURE = "unsure", _("somebody else knows this better")
    OTHER = "other", _("another reason")


class TaskState(TextChoices):
    """Where a task stands. An open task may be held by somebody for a while."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("left out")
    WITHDRAWN = "withdrawn", _("withdrawn")


MOVES: Transitions[TaskState] = Transitions(
    {TaskState.OPEN: frozenset({TaskState.DONE, TaskState.SKIPPED, TaskState.WITHDRAWN})}
)
"""Which state of a task may follow which; the others are final."""
