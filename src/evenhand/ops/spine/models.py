"""What the desks share in the work database: the outbox to the facts, the schedule, the worker's signs of life."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from evenhand.ops.spine.ids import new_id
from evenhand.ops.spine.vocabulary import Fault


class Identified(models.Model):
    """A row that is spoken of outside the database, by its UUID."""

    uuid: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(default=new_id, unique=True, editable=False)

    class Meta:
        abstract = True


class OutboxRow(models.Model):
    """A fact row on its way: written with the change that made it, deleted some time after a batch has brought it.

    ``row`` holds the columns of the fact table as JSON. ``batch`` is the facts batch that holds it, null until then.
    """

    table = models.CharField(max_length=40)
    row: models.JSONField[Any, Any] = models.JSONField()
    written_at = models.DateTimeField()
    batch = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["id"], condition=Q(batch__isnull=True), name="outbox_rows_waiting"),
            models.Index(fields=["batch"], name="outbox_rows_of_a_batch"),
        )


class SetAsideRow(Identified):
    """A fact row that does not fit its table: out of the others' way, until somebody has mended what made it."""

    table = models.CharField(max_length=40)
    row: models.JSONField[Any, Any] = models.JSONField()
    written_at = models.DateTimeField()
    fault = models.CharField(max_length=20, choices=Fault.choices)
    column = models.CharField(max_length=60, default="")
    set_aside_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(fault__in=Fault.values), name="a_row_is_set_aside_for_a_known_fault"),
        )


class PeriodicRun(models.Model):
    """When a periodic task is due next and when it was last handed to the worker."""

    name = models.CharField(max_length=100, unique=True)
    due_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)


class Heartbeat(models.Model):
    """The sign of life of a role in the background, renewed every few seconds; and its lease, where one may hold it.

    ``process`` names who holds it, "" when nobody does.
    """

    role = models.CharField(max_length=40, unique=True)
    process = models.CharField(max_length=64)
    beat_at = models.DateTimeField()


class DeadLetter(Identified):
    """A background task that failed each time it was tried.

    ``error`` and ``where`` are the class of the error and the lines it passed, never its text, which may quote content.
    """

    task = models.CharField(max_length=200)
    arguments: models.JSONField[Any, Any] = models.JSONField()  # {"args": […], "kwargs": {…}}
    attempts = models.PositiveIntegerField()
    error = models.CharField(max_length=200)
    where: models.JSONField[Any, Any] = models.JSONField(default=list)
    died_at = models.DateTimeField()
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-died_at", "-id")
        indexes = (
            models.Index(fields=["-died_at"], condition=Q(replayed_at__isnull=True), name="dead_letters_not_replayed"),
        )
