"""Policies as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policies, versions and clauses."""

    name = "evenhand.ops.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"
