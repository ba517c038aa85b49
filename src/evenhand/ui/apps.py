"""Tells Django about the component library."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and words; no model."""

    name = "evenhand.ui"
    label = "ui"
