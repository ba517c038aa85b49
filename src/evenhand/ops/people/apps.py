"""People as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users and what they may do."""

    name = "evenhand.ops.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
