"""The addresses of the judgements desk: my tasks, the panel, my judgements."""

from __future__ import annotations

from django.urls import URLPattern, path

from evenhand.ops.judgements import views

app_name = "judgements"
urlpatterns: list[URLPattern] = [
    path("", views.mine, name="mine"),
    path("next", views.next_task, name="next"),
    path("history", views.history, name="history"),
    path("judgements/<uuid:uuid>/change", views.change, name="change"),
    path("<uuid:uuid>/", views.task, name="task"),
    path("<uuid:uuid>/skip", views.skip, name="skip"),
    path("<uuid:uuid>/draft", views.draft, name="draft"),
    path("<uuid:uuid>/hold", views.hold, name="hold"),
    path("<uuid:uuid>/opened", views.opened, name="opened"),
    path("<uuid:uuid>/release", views.release, name="release"),
    path("<uuid:uuid>/ahead", views.ahead, name="ahead"),
]
