"""The addresses of items."""

from __future__ import annotations

from django.urls import path

from evenhand.ops.items import views

app_name = "items"
urlpatterns = [
    path("", views.index, name="index"),
    path("new", views.add, name="add"),
    path("<uuid:uuid>", views.item, name="item"),
    path("<uuid:uuid>/files", views.attach, name="attach"),
    path("snapshots/<uuid:uuid>/links/<int:place>", views.leave, name="leave"),
    path("snapshots/<uuid:uuid>/<str:part>", views.rest, name="rest"),
    path("media/<uuid:uuid>", views.medium, name="medium"),
    path("media/<uuid:uuid>/preview", views.preview, name="preview"),
]
