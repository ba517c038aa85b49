"""The addresses of exchange."""

from __future__ import annotations

from django.urls import path

from evenhand.ops.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.index, name="index"),
    path("new", views.bring, name="bring"),
    path("<uuid:uuid>", views.one, name="import"),
    path("<uuid:uuid>/store", views.store, name="store"),
    path("<uuid:uuid>/drop", views.drop, name="drop"),
    path("<uuid:uuid>/rejects", views.rejects, name="rejects"),
]
