"""Items, and snapshots of them as they were when somebody judged them. Text lies in the snapshot alone, erasable."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from evenhand.ops.items.vocabulary import ContentType, Kind, MediumKind
from evenhand.ops.spine.models import Identified


class Item(Identified):
    """Something on the platform that is judged; (``source``, ``external_id``) is its key in the facts.

    ``added_by`` is who added it by hand, null for what came from elsewhere.
    """

    source = models.CharField(max_length=100)
    external_id = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CONTENT)
    content_type = models.CharField(max_length=10, choices=ContentType.choices, default=ContentType.TEXT)
    author_id = models.CharField(max_length=300, blank=True, default="")
    parent_id = models.CharField(max_length=300, blank=True, default="")
    thread_id = models.CharField(max_length=300, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    market = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField(null=True, blank=True)  # on the platform, where known
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="items_added"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="an_item_is_kept_once"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="an_item_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=models.Q(content_type__in=ContentType.values), name="an_item_is_of_a_known_content_type"
            ),
        )
        indexes = (
            models.Index(fields=("source", "author_id"), name="items_of_an_author"),
            models.Index(fields=("source", "thread_id"), name="items_of_a_thread"),
            models.Index(fields=("source", "parent_id"), name="items_that_answer_an_item"),
            models.Index(fields=("-added_at", "-id"), name="items_newest_first"),
            models.Index(fields=("external_id",), name="items_by_their_id_elsewhere"),
        )


class Snapshot(Identified):
    """An item as it was: evidence, never changed, emptied by an erasure.

    ``digest`` is of the content (``contents``); ``context`` holds what stood around it, such as
    [{"role": "parent", "text": …}].
    ``tier`` 0 to 4 is the exposure that looking at it means, by what is known without a person's verdict.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="snapshots")
    digest = models.CharField(max_length=64)
    text = models.TextField(blank=True, default="")
    translation = models.TextField(blank=True, default="")
    media_uri = models.TextField(blank=True, default="")
    context: models.JSONField[Any, Any] = models.JSONField(default=list)
    attributes: models.JSONField[Any, Any] = models.JSONField(default=dict)
    tier = models.PositiveSmallIntegerField(default=1)
    taken_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-taken_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("item", "digest"), name="an_item_has_one_snapshot_of_the_same_content"),
            models.CheckConstraint(condition=models.Q(tier__lte=4), name="a_snapshot_tier_is_from_0_to_4"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(text="", translation="", media_uri="", context=[], attributes={}),
                name="an_erased_snapshot_holds_no_words",
            ),
        )


class Medium(Identified):
    """A picture, video or sound of a snapshot, kept by its hash under the data folder.

    ``mime`` and ``kind`` are by its content. ``width``, ``height`` and ``frames`` are null for what is no picture.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="media")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=MediumKind.choices)
    mime = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True, default="")
    bytes = models.BigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    frames = models.PositiveIntegerField(null=True, blank=True)
    attached_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "media"
        constraints = (
            models.UniqueConstraint(
                fields=("snapshot", "sha256"),
                condition=models.Q(erased_at__isnull=True),
                name="a_file_is_attached_once_to_a_snapshot",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=MediumKind.values), name="a_medium_is_of_a_known_kind"),
            models.CheckConstraint(condition=models.Q(bytes__gt=0), name="a_medium_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(width__isnull=True, height__isnull=True, frames__isnull=True)
                | models.Q(width__gt=0, height__gt=0, frames__gt=0),
                name="a_picture_has_a_width_a_height_and_frames",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(name="", sha256=""),
                name="an_erased_medium_has_no_name_and_no_digest",
            ),
        )
        indexes = (
            models.Index(fields=("sha256",), condition=models.Q(erased_at__isnull=True), name="media_that_use_a_file"),
        )
