"""The closed words of policies."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from evenhand.ops.spine.states import Transitions

READ = "policies.read"
PUBLISH = "policies.publish"


class VersionState(TextChoices):
    """A version is written, then in force, then followed by another."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("in force")
    RETIRED = "retired", _("retired")


MOVES = Transitions(
    {
        VersionState.DRAFT: frozenset({VersionState.PUBLISHED}),
        VersionState.PUBLISHED: frozenset({VersionState.RETIRED}),
    }
)
"""What has been in force never is again: an older text comes back as a new version."""


class PolicyKind(TextChoices):
    """Rules that somebody wrote, or only the labels that imported decisions carry."""

    RULES = "rules", _("rules")
    LABELS = "labels", _("labels of the data")


class Severity(TextChoices):
    """How much harm a breach of the clause does; the facts hold it as 0 (info) to 4 (critical)."""

    INFO = "info", _("note only")
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
    CRITICAL = "critical", _("critical")

    @property
    def rank(self) -> int:
        """0 for a note to 4 for critical."""
        return list(Severity).index(self)


class Automation(TextChoices):
    """What a machine may do alone."""

    AUTO_ALLOWED = "auto_allowed", _("may act alone, with appeal and an audit sample")
    ASSIST = "assist", _("ranks or labels first; a person decides")
    HASH = "hash_auto_remove_then_human", _("hides exact matches of a vetted list; a person confirms")
    HUMAN = "human_required", _("a person decides")


class Act(TextChoices):
    """What is done to the item."""

    KEEP = "keep", _("Keep")
    REMOVE = "remove", _("Remove")
    LIMIT = "limit", _("Limit reach")
    LABEL = "label", _("Label")
    AGE_RESTRICT = "age_restrict", _("Age-restrict")
    WARN = "warn", _("Warn")
    ESCALATE = "escalate", _("Escalate")
