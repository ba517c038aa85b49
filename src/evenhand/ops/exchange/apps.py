"""Exchange as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Files in and out."""

    name = "evenhand.ops.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
