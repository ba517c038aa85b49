"""The addresses: the shell's own, then those that each desk declares."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from evenhand.ops.spine.desks import all_desks
from evenhand.ui import urls as components
from evenhand.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("ledger/", include("evenhand.web.audit.urls")),
    path("api/v1/", include("evenhand.web.api.urls")),
    path("-/components/", include(components)),
    *(path(desk.prefix, include(desk.urls)) for desk in all_desks() if desk.urls),
]

handler400 = "evenhand.web.refusals.bad_request"
handler403 = "evenhand.web.refusals.not_allowed"
handler404 = "evenhand.web.refusals.not_found"
handler500 = "evenhand.web.refusals.failed"
