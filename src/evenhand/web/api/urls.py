"""The addresses under ``/api/v1/``."""

from __future__ import annotations

from django.urls import URLPattern, path

from evenhand.web.api import views
from evenhand.web.api.assembly import patterns

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("", views.docs, name="docs"),
    path("openapi.json", views.openapi, name="openapi"),
    *patterns(),
]
