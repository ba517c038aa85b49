"""Items as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    """What is judged."""

    name = "evenhand.ops.items"
    label = "items"
    default_auto_field = "django.db.models.BigAutoField"
