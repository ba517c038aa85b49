"""Samples, the decisions drawn for them, and the findings: what an assessor saw otherwise than the reviewer.

Ids and closed values only; the one free text, a finding's note, is a row of its own that can be erased.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from evenhand.ops.items.models import Item
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.policies.vocabulary import Severity
from evenhand.ops.quality.vocabulary import ErrorType, Mode, RootCause, SampleState
from evenhand.ops.spine.models import Identified

WORST = max(severity.rank for severity in Severity)


class Sample(Identified):
    """Decisions to be assessed: the plan, and the draw that it became.

    ``sample_id`` is its id in the facts, empty until it is drawn. ``plan`` is as ``assess.read_plan`` takes it.
    ``prepared`` counts the units that can be assessed already, ``violations`` says per label of the data whether it
    is a violation (null: not known). ``second_share`` of the assessed are looked at a second time.
    """

    sample_id = models.CharField(max_length=40, blank=True, default="")
    name = models.CharField(max_length=200)
    plan: models.JSONField[Any, Any] = models.JSONField()
    source = models.CharField(max_length=100, blank=True, default="")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="samples")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.TASKS)
    state = models.CharField(max_length=10, choices=SampleState.choices, default=SampleState.DRAWING)
    problem = models.TextField(blank=True, default="")
    population = models.PositiveBigIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    prepared = models.PositiveIntegerField(default=0)
    violations: models.JSONField[Any, Any] = models.JSONField(default=dict)
    minutes = models.FloatField()
    second_share = models.FloatField(default=0)
    assessors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="samples_to_assess", blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="samples_made")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=SampleState.values), name="a_sample_is_in_a_known_state"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="a_sample_is_assessed_in_a_known_way"),
            models.CheckConstraint(
                condition=(Q(state=SampleState.FAILED) & ~Q(problem=""))
                | (~Q(state=SampleState.FAILED) & Q(problem="")),
                name="a_sample_that_was_not_drawn_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(SampleState.DRAWING, SampleState.FAILED))
                | (~Q(sample_id="") & Q(drawn_at__isnull=False)),
                name="an_open_sample_has_been_drawn",
            ),
            models.CheckConstraint(
                condition=Q(state=SampleState.CLOSED, closed_at__isnull=False)
                | (~Q(state=SampleState.CLOSED) & Q(closed_at__isnull=True)),
                name="a_closed_sample_says_since_when",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="an_assessment_takes_some_time"),
            models.CheckConstraint(
                condition=Q(second_share__gte=0, second_share__lte=1), name="a_second_share_is_from_0_to_1"
            ),
            models.UniqueConstraint(
                fields=("sample_id",), condition=~Q(sample_id=""), name="a_drawn_sample_is_worked_on_once"
            ),
        )
        indexes = (models.Index(fields=("-created_at", "-id"), name="samples_newest_first"),)

    def __str__(self) -> str:
        return self.name


class Unit(Identified):
    """A drawn decision as it stood when it was drawn, and how its assessment stands.

    ``task_key`` names it on sheets. ``assessed`` is the assessor's label, empty until there is one; ``assessment_id``
    its judgement in the facts; ``assessor`` is null where the sheet was somebody's without a login. ``by_sheet`` says
    where the answer came from. ``second_look`` says that another assessor was asked, too.
    """

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="units")
    task_key = models.CharField(max_length=20)
    source = models.CharField(max_length=100)
    decision_id = models.CharField(max_length=300)
    item_key = models.CharField(max_length=300)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    label = models.TextField()
    violating = models.BooleanField(null=True)
    action = models.TextField(blank=True, default="")
    judge_id = models.TextField(blank=True, default="")
    judge_kind = models.CharField(max_length=20, default="human")
    decided_at = models.DateTimeField(null=True, blank=True)
    policy_version = models.TextField(blank=True, default="")
    partner = models.CharField(max_length=60, blank=True, default="")
    market = models.CharField(max_length=60, blank=True, default="")
    queue = models.CharField(max_length=100, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    reach = models.BigIntegerField(null=True)
    assessed = models.TextField(blank=True, default="")
    assessment_id = models.CharField(max_length=300, blank=True, default="")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="units_assessed"
    )
    assessed_at = models.DateTimeField(null=True, blank=True)
    by_sheet = models.BooleanField(default=False)
    second_look = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("sample", "source", "decision_id"), name="a_decision_is_drawn_once_into_a_sample"
            ),
            models.UniqueConstraint(fields=("sample", "task_key"), name="a_sheet_names_a_decision_once"),
            models.CheckConstraint(
                condition=Q(assessed="", assessment_id="", assessed_at__isnull=True)
                | (~Q(assessed="") & ~Q(assessment_id="") & Q(assessed_at__isnull=False)),
                name="an_assessed_decision_names_its_assessment",
            ),
            models.CheckConstraint(
                condition=Q(second_look=False) | ~Q(assessed=""), name="a_second_look_follows_a_first"
            ),
        )
        indexes = (
            models.Index(fields=("sample", "assessed_at"), name="units_left_of_a_sample"),
            models.Index(fields=("sample", "partner", "market", "queue"), name="units_by_whom_they_concern"),
        )


class Finding(Identified):
    """An assessor saw a decision otherwise: what sort of error, why, how grave. The facts hold its earlier versions.

    ``finding_id`` is its id in the facts. ``named_at`` is when the assessor said what it was; until then the error type
    is what the two labels imply. ``severity`` is 0 (a note) to 4 (critical). Retracted when they agree after all.
    """

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="finding")
    finding_id = models.CharField(max_length=64, unique=True)
    version = models.PositiveIntegerField(default=1)
    retracted = models.BooleanField(default=False)
    error_type = models.CharField(max_length=20, choices=ErrorType.choices)
    root_cause = models.CharField(max_length=20, choices=RootCause.choices, blank=True, default="")
    severity = models.PositiveSmallIntegerField(null=True, blank=True)
    clause = models.TextField(blank=True, default="")
    found_at = models.DateTimeField()
    named_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-found_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(error_type__in=ErrorType.values), name="a_finding_is_of_a_known_error"),
            models.CheckConstraint(
                condition=Q(root_cause__in=["", *RootCause.values]), name="a_finding_has_a_known_cause_or_none"
            ),
            models.CheckConstraint(
                condition=Q(severity__isnull=True) | Q(severity__lte=WORST), name="a_severity_is_from_0_to_4"
            ),
        )
        indexes = (
            models.Index(fields=("-found_at", "-id"), name="findings_newest_first"),
            models.Index(fields=("error_type", "-found_at"), name="findings_by_error"),
        )


class Note(models.Model):
    """What an assessor wrote about a finding: may name persons, so it can be erased and the finding stays."""

    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, related_name="note")
    text = models.TextField(blank=True, default="")
    written_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(text=""), name="an_erased_note_holds_no_words"
            ),
        )
