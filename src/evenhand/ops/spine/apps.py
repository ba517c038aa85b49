"""The spine as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SpineConfig(AppConfig):
    """Registered first: every other app stands on it."""

    name = "evenhand.ops.spine"
    label = "spine"
    default_auto_field = "django.db.models.BigAutoField"
