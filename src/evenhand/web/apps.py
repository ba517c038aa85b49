"""The shell as a Django app: its templates and static files."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The shell."""

    name = "evenhand.web"
    label = "web"
