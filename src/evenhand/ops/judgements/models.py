"""The task (somebody owes a judgement) and the judgement, which is only ever added: a changed mind is a version."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.judgements.vocabulary import NONE, ONCE, UNABLE, Setting, SkipReason, TaskState, UnableReason
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.spine.ids import new_id
from evenhand.ops.spine.models import Identified

NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Task(Identified):
    """Somebody owes a judgement on an item: in which setting, about what, by when, and who holds it now.

    ``about_*`` is the judgement that this one assesses, by its key in the facts. ``context_*`` is the sample, session
    or quiz that it belongs to. ``partner``, ``market`` and ``queue`` put it in somebody's scope. ``version`` goes up
    with each change of holder or state, so that nobody acts on what changed under them. ``opened_at`` is when the
    holder first saw it. A holder whose time is up keeps it until somebody else takes it.
    """

    setting = models.CharField(max_length=20, choices=Setting.choices)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tasks")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="tasks")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="tasks")
    about_source = models.CharField(max_length=100, blank=True, default="")
    about_id = models.CharField(max_length=300, blank=True, default="")
    context_kind = models.CharField(max_length=40)
    context_id = models.CharField(max_length=100)
    partner = models.CharField(max_length=60, blank=True, default="")
    market = models.CharField(max_length=60, blank=True, default="")
    queue = models.CharField(max_length=100, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    priority = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    by_when = models.GeneratedField(  # so that an index gives the order, on both databases, with no date last
        expression=Coalesce("due_at", Value(NEVER, output_field=models.DateTimeField())),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    created_at = models.DateTimeField()
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks_assigned"
    )
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    version = models.PositiveIntegerField(default=1)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks_held"
    )
    held_until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(setting__in=Setting.values), name="a_task_is_of_a_known_setting"),
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="a_task_is_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(holder__isnull=True, held_until__isnull=True)
                | Q(holder__isnull=False, held_until__isnull=False),
                name="a_held_task_says_by_whom_and_until_when",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.OPEN) | Q(holder__isnull=True), name="only_an_open_task_is_held"
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_at__isnull=False)
                | (~Q(state=TaskState.DONE) & Q(done_at__isnull=True)),
                name="a_task_that_is_done_says_since_when",
            ),
            models.UniqueConstraint(
                fields=("context_kind", "context_id", "setting", "about_source", "about_id"),
                condition=~Q(about_id="") & ~Q(state=TaskState.WITHDRAWN) & Q(setting__in=ONCE),
                name="a_judgement_is_assessed_once_in_a_sample",
            ),
        )
        # Whole, not partial: SQLite cannot tell from a parameter that a partial one would do.
        indexes = (
            models.Index(F("state"), F("priority").desc(), F("by_when"), F("id"), name="tasks_to_take"),
            models.Index(
                F("context_kind"),
                F("context_id"),
                F("state"),
                F("priority").desc(),
                F("by_when"),
                F("id"),
                name="tasks_of_a_context",
            ),
        )


class Bar(models.Model):
    """Somebody who may not take a task: they made the decision, have judged it already, or have skipped it.

    ``skipped`` is why they passed it on, empty when they never could take it.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="bars")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    skipped = models.CharField(max_length=20, choices=SkipReason.choices, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("task", "user"), name="a_person_is_barred_once_from_a_task"),)


class Draft(models.Model):
    """What somebody has filled in and not given yet: theirs alone, kept when another takes the task, gone when judged.

    ``seconds`` is their active time in earlier sittings; ``body["seconds"]`` that of the present one.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    body: models.JSONField[Any, Any] = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("task", "user"), name="a_person_has_one_draft_of_a_task"),)


class Judgement(models.Model):
    """Somebody judged an item under a version of a policy, in a setting. Never changed, never deleted.

    ``public_id`` is its id in the facts, the same for all its versions. ``label`` is a clause code, none or unable.
    ``seconds`` is active time, null when it was not measured.
    """

    public_id = models.UUIDField(default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    retracted = models.BooleanField(default=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="judgements")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgements")
    label = models.CharField(max_length=300)
    labels: models.JSONField[Any, Any] = models.JSONField(default=list)  # all clauses found, sorted, primary included
    unable_reason = models.CharField(max_length=20, choices=UnableReason.choices, blank=True, default="")
    violating = models.BooleanField(null=True)
    severity = models.PositiveSmallIntegerField(null=True)
    action = models.CharField(max_length=40, blank=True, default="")
    confidence = models.FloatField(null=True)
    started_at = models.DateTimeField()
    judged_at = models.DateTimeField()
    seconds = models.FloatField(null=True)

    class Meta:
        ordering = ("judged_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("public_id", "version"), name="a_version_of_a_judgement_is_given_once"),
            models.UniqueConstraint(fields=("task", "version"), name="a_task_is_judged_once_a_version"),
            models.CheckConstraint(
                condition=(Q(label=UNABLE) & ~Q(unable_reason="")) | (~Q(label=UNABLE) & Q(unable_reason="")),
                name="unable_gives_its_reason_and_nothing_else_does",
            ),
            models.CheckConstraint(
                condition=~Q(label=NONE) | Q(violating=False), name="a_judgement_of_none_is_no_violation"
            ),
            models.CheckConstraint(
                condition=~Q(label=UNABLE) | Q(violating__isnull=True), name="unable_says_nothing_about_a_violation"
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="confidence_is_from_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(seconds__isnull=True) | Q(seconds__gte=0), name="a_judgement_takes_no_less_than_no_time"
            ),
            models.CheckConstraint(condition=Q(judged_at__gte=F("started_at")), name="a_judgement_ends_after_it_began"),
        )
        indexes = (models.Index(fields=("judge", "-judged_at"), name="judgements_of_a_person"),)


class Reason(models.Model):
    """The free text that a judge gave: a row of its own, so that it can be erased and the judgement stays."""

    judgement = models.OneToOneField(Judgement, on_delete=models.CASCADE, related_name="reason")
    text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
