"""The addresses of the auditor's pages."""

from __future__ import annotations

from django.urls import path

from evenhand.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="index"),
    path("verify", views.verify, name="verify"),
    path("events", views.events, name="events"),
    path("events/<int:pk>", views.event, name="event"),
    path("heads", views.heads, name="heads"),
    path("erasure", views.erasure, name="erasure"),
    path("erasure/hold", views.hold, name="hold"),
    path("erasure/holds/<int:pk>/lift", views.lift, name="lift"),
    path("erasure/retention", views.retention, name="retention"),
]
