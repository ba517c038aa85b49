"""Policies, their versions and clauses. A published version never changes: a change is a new version.

What a version held when it was published is kept as ``digest``; from then on the database refuses to change it
(migration ``0002_published_stays``, which a migration that rebuilds these tables on SQLite has to run again).
"""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from evenhand.ops.policies.vocabulary import Automation, PolicyKind, Severity, VersionState
from evenhand.ops.spine.models import Identified

CODE = RegexValidator(r"^[\w-]+(\.[\w-]+)*$", "A code is words joined by dots, such as community.")
LONGEST_CODE = 300


class Policy(Identified):
    """A body of rules, such as the community guidelines."""

    code = models.CharField(max_length=60, unique=True, validators=[CODE])
    kind = models.CharField(max_length=10, choices=PolicyKind.choices, default=PolicyKind.RULES)
    title_en = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("title_en", "id")
        verbose_name_plural = "policies"
        constraints = (
            models.CheckConstraint(condition=~Q(code=""), name="a_policy_has_a_code"),
            models.CheckConstraint(condition=Q(kind__in=PolicyKind.values), name="a_policy_is_of_a_known_kind"),
        )


class PolicyVersion(Identified):
    """One state of a policy. ``name`` is what the facts hold as ``policy_version``, so it is used once in all.

    ``digest`` is of the notes and clauses as they were published, empty before.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=160)
    state = models.CharField(max_length=12, choices=VersionState.choices, default=VersionState.DRAFT)
    note_en = models.TextField(blank=True, default="")
    note_zh = models.TextField(blank=True, default="")
    pack = models.CharField(max_length=60, blank=True, default="")  # where its clauses came from
    digest = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="a_version_has_a_name"),
            models.UniqueConstraint(fields=("name",), name="a_version_name_is_used_once"),
            models.UniqueConstraint(
                fields=("policy",),
                condition=Q(state=VersionState.PUBLISHED),
                name="one_version_of_a_policy_is_in_force",
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="a_version_is_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT, published_at__isnull=True)
                | (~Q(state=VersionState.DRAFT) & Q(published_at__isnull=False)),
                name="a_version_in_force_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.RETIRED, retired_at__isnull=False)
                | (~Q(state=VersionState.RETIRED) & Q(retired_at__isnull=True)),
                name="a_retired_version_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(digest="") | ~Q(state=VersionState.DRAFT), name="a_draft_may_still_change"
            ),
        )


class Clause(Identified):
    """A rule, or a section of them. ``is_label`` says that an item can be judged as this.

    ``code`` is the label as the facts hold it: any text, since a policy can be made of the labels of imported data.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="clauses")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    code = models.CharField(max_length=LONGEST_CODE)
    order = models.PositiveIntegerField()
    title_en = models.CharField(max_length=LONGEST_CODE)
    title_zh = models.CharField(max_length=LONGEST_CODE)
    definition_en = models.TextField(blank=True, default="")
    definition_zh = models.TextField(blank=True, default="")
    escalation_en = models.TextField(blank=True, default="")  # whom to hand it to, where somebody has to know
    escalation_zh = models.TextField(blank=True, default="")
    is_label = models.BooleanField(default=True)
    is_violation = models.BooleanField(default=True)
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.MEDIUM)
    exposure_tier = models.PositiveSmallIntegerField(default=1)
    harm_weight = models.PositiveSmallIntegerField(default=0)
    automation = models.CharField(max_length=30, choices=Automation.choices, default=Automation.HUMAN)
    actions: models.JSONField[Any, Any] = models.JSONField(default=list)  # acts that may follow, the usual one first
    mappings: models.JSONField[Any, Any] = models.JSONField(default=dict)  # {"dsa_category": …, "ozone_reasons": […]}

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(code=""), name="a_clause_has_a_code"),
            models.UniqueConstraint(fields=("version", "code"), name="a_clause_code_is_used_once_in_a_version"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="a_severity_is_a_known_one"),
            models.CheckConstraint(condition=Q(automation__in=Automation.values), name="automation_goes_a_known_way"),
            models.CheckConstraint(condition=Q(exposure_tier__lte=4), name="an_exposure_tier_is_from_0_to_4"),
            models.CheckConstraint(condition=Q(harm_weight__lte=100), name="a_harm_weight_is_from_0_to_100"),
        )
