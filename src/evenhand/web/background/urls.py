"""The addresses of the background work."""

from __future__ import annotations

from django.urls import path

from evenhand.web.background import views

app_name = "background"
urlpatterns = [
    path("", views.index, name="index"),
    path("tasks/<uuid:uuid>/replay", views.replay, name="replay"),
    path("rows/<uuid:uuid>/again", views.again, name="again"),
]
