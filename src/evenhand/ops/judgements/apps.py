"""Judgements as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class JudgementsConfig(AppConfig):
    """The judgement, its tasks and its panel."""

    name = "evenhand.ops.judgements"
    label = "judgements"
    default_auto_field = "django.db.models.BigAutoField"
