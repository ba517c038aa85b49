"""Files that somebody brings in: how each is to be read, what reading it showed, and what it brought."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from evenhand.ops.exchange.vocabulary import ImportState, Into, Reading
from evenhand.ops.spine.models import Identified


class Import(Identified):
    """One uploaded file. ``columns`` maps the file's column names to ours where somebody said so.

    ``preview`` and ``outcome`` hold counts, names of columns and the first rows; they are emptied of rows when the
    file is stored or dropped, since the file is then gone too. ``rejects`` is the name of the rejects file.
    """

    name = models.CharField(max_length=200)
    suffix = models.CharField(max_length=10)
    bytes = models.BigIntegerField()
    into = models.CharField(max_length=40, choices=Into.choices)
    source = models.CharField(max_length=100, blank=True)
    reading = models.CharField(max_length=20, choices=Reading.choices, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    supersede = models.BooleanField(default=False)
    columns: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.CHECKING)
    version = models.PositiveIntegerField(default=1)
    preview: models.JSONField[Any, Any] = models.JSONField(default=list)
    outcome: models.JSONField[Any, Any] = models.JSONField(default=dict)
    problem = models.TextField(blank=True, default="")
    rejects = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state=ImportState.REFUSED) | ~models.Q(problem=""),
                name="a_refused_import_says_why",
            ),
        )
        indexes = (models.Index(fields=("-created_at", "-id"), name="imports_newest_first"),)
