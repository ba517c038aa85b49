"""The events of the ledger and the seals over them. Appended by ``services.record``, sealed by the sealer.

An erased event keeps its number and leaf, and loses payload and salt.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class SealRow(models.Model):
    """A seal as it was signed: the bytes of ``seals.Seal`` and the tree's frontier after it."""

    number = models.BigIntegerField(primary_key=True)
    line = models.BinaryField()
    frontier = models.BinaryField()
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    sealed_at = models.DateTimeField()


class Event(models.Model):
    """Who did what to what. ``number`` is given by the sealer; until then the event lies in the open tail."""

    number = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    at = models.DateTimeField()
    payload = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    leaf = models.BinaryField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(payload__isnull=True, salt__isnull=True, erased_at__isnull=False)
                | Q(payload__isnull=False, salt__isnull=False, erased_at__isnull=True),
                name="an_erased_event_keeps_its_leaf_alone",
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=Q(number__isnull=True), name="events_not_yet_sealed"),
            models.Index(fields=("subject", "id"), name="events_of_a_subject"),
            models.Index(fields=("actor", "id"), name="events_of_an_actor"),
            models.Index(fields=("kind", "id"), name="events_of_a_kind"),
        )


class Hold(models.Model):
    """A legal hold: while it stands, nothing about its subject is erased, neither on request nor by retention.

    ``subject`` is ``item:…``, ``account:…`` or ``person:…`` with the id as the facts hold it.
    """

    subject = models.CharField(max_length=300)
    ground = models.CharField(max_length=200)  # the case or order that asks for it, by its reference
    placed_by = models.CharField(max_length=80)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=80, blank=True, default="")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-placed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "ground"),
                condition=Q(lifted_at__isnull=True),
                name="a_hold_stands_once_for_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by="") | (Q(lifted_at__isnull=False) & ~Q(lifted_by="")),
                name="a_lifted_hold_says_by_whom",
            ),
        )


class Retention(models.Model):
    """How long the text in a fact table is kept, and by which rule."""

    table = models.CharField(max_length=40, unique=True)
    days = models.PositiveIntegerField()
    rule = models.CharField(max_length=200)

    class Meta:
        ordering = ("table",)
        constraints = (models.CheckConstraint(condition=Q(days__gte=1), name="text_is_kept_for_a_day_at_least"),)


class Check(models.Model):
    """A verification that somebody asked for, or the nightly one, and what it found; ``ok`` is null while it runs."""

    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    ok = models.BooleanField(null=True)
    events = models.BigIntegerField(default=0)
    seals = models.BigIntegerField(default=0)
    open_tail = models.BigIntegerField(default=0)
    sentences: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ok__isnull=True, done_at__isnull=True) | Q(ok__isnull=False, done_at__isnull=False),
                name="a_finished_check_says_what_it_found",
            ),
        )
