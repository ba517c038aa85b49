"""The component library's only address: its gallery."""

from __future__ import annotations

from django.urls import path

from evenhand.ui import views

app_name = "ui"

urlpatterns = [path("", views.gallery, name="gallery")]
