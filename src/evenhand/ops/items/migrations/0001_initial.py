import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import evenhand.ops.spine.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=evenhand.ops.spine.ids.new_id, editable=False, unique=True)),
                ("source", models.CharField(max_length=100)),
                ("external_id", models.CharField(max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("content", "content"),
                            ("account", "account"),
                            ("thread", "thread"),
                            ("ticket", "ticket"),
                        ],
                        default="content",
                        max_length=10,
                    ),
                ),
                (
                    "content_type",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("image", "image"),
                            ("video", "video"),
                            ("audio", "audio"),
                            ("link", "link"),
                            ("profile", "profile"),
                            ("listing", "listing"),
                            ("other", "other"),
                        ],
                        default="text",
                        max_length=10,
                    ),
                ),
                ("author_id", models.CharField(blank=True, default="", max_length=300)),
                ("parent_id", models.CharField(blank=True, default="", max_length=300)),
                ("thread_id", models.CharField(blank=True, default="", max_length=300)),
                ("language", models.CharField(blank=True, default="", max_length=35)),
                ("market", models.CharField(blank=True, default="", max_length=60)),
                ("created_at", models.DateTimeField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items_added",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=evenhand.ops.spine.ids.new_id, editable=False, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("text", models.TextField(blank=True, default="")),
                ("translation", models.TextField(blank=True, default="")),
                ("media_uri", models.TextField(blank=True, default="")),
                ("context", models.JSONField(default=list)),
                ("attributes", models.JSONField(default=dict)),
                ("tier", models.PositiveSmallIntegerField(default=1)),
                ("taken_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="items.item"
                    ),
                ),
            ],
            options={
                "ordering": ("-taken_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Medium",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=evenhand.ops.spine.ids.new_id, editable=False, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("image", "picture"),
                            ("video", "video"),
                            ("audio", "sound"),
                            ("document", "document"),
                            ("other", "file"),
                        ],
                        max_length=10,
                    ),
                ),
                ("mime", models.CharField(max_length=100)),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("bytes", models.BigIntegerField()),
                ("width", models.PositiveIntegerField(blank=True, null=True)),
                ("height", models.PositiveIntegerField(blank=True, null=True)),
                ("frames", models.PositiveIntegerField(blank=True, null=True)),
                ("attached_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="media", to="items.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "media",
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["source", "author_id"], name="items_of_an_author"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["source", "thread_id"], name="items_of_a_thread"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["source", "parent_id"], name="items_that_answer_an_item"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["-added_at", "-id"], name="items_newest_first"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["external_id"], name="items_by_their_id_elsewhere"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("source", "external_id"), name="an_item_is_kept_once"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["content", "account", "thread", "ticket"])),
                name="an_item_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("content_type__in", ["text", "image", "video", "audio", "link", "profile", "listing", "other"])
                ),
                name="an_item_is_of_a_known_content_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                fields=("item", "digest"), name="an_item_has_one_snapshot_of_the_same_content"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(("tier__lte", 4)), name="a_snapshot_tier_is_from_0_to_4"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(("attributes", {}), ("context", []), ("media_uri", ""), ("text", ""), ("translation", "")),
                    _connector="OR",
                ),
                name="an_erased_snapshot_holds_no_words",
            ),
        ),
        migrations.AddIndex(
            model_name="medium",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", True)), fields=["sha256"], name="media_that_use_a_file"
            ),
        ),
        migrations.AddConstraint(
            model_name="medium",
            constraint=models.UniqueConstraint(
                condition=models.Q(("erased_at__isnull", True)),
                fields=("snapshot", "sha256"),
                name="a_file_is_attached_once_to_a_snapshot",
            ),
        ),
        migrations.AddConstraint(
            model_name="medium",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["image", "video", "audio", "document", "other"])),
                name="a_medium_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="medium",
            constraint=models.CheckConstraint(condition=models.Q(("bytes__gt", 0)), name="a_medium_is_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="medium",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("frames__isnull", True), ("height__isnull", True), ("width__isnull", True)),
                    models.Q(("frames__gt", 0), ("height__gt", 0), ("width__gt", 0)),
                    _connector="OR",
                ),
                name="a_picture_has_a_width_a_height_and_frames",
            ),
        ),
        migrations.AddConstraint(
            model_name="medium",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True), models.Q(("name", ""), ("sha256", "")), _connector="OR"
                ),
                name="an_erased_medium_has_no_name_and_no_digest",
            ),
        ),
    ]
