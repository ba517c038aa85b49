"""Quality as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Samples, blind assessments, findings and the report."""

    name = "evenhand.ops.quality"
    label = "quality"
    default_auto_field = "django.db.models.BigAutoField"
