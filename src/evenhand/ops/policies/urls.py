"""The addresses of policies."""

from __future__ import annotations

from django.urls import path

from evenhand.ops.policies import views

app_name = "policies"
urlpatterns = [
    path("", views.index, name="index"),
    path("starter", views.take_starter, name="starter"),
    path("<uuid:uuid>", views.policy, name="policy"),
    path("versions/<uuid:uuid>", views.version, name="version"),
    path("clauses/<uuid:uuid>", views.clause, name="clause"),
]
