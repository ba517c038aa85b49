"""The addresses of the quality desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from evenhand.ops.quality import views

app_name = "quality"
urlpatterns: list[URLPattern] = [
    path("samples/", views.samples, name="samples"),
    path("samples/new", views.new, name="new"),
    path("samples/new/preview", views.preview, name="preview"),
    path("samples/<uuid:uuid>/", views.sample, name="sample"),
    path("samples/<uuid:uuid>/again", views.again, name="again"),
    path("samples/<uuid:uuid>/close", views.close, name="close"),
    path("samples/<uuid:uuid>/second", views.second, name="second"),
    path("samples/<uuid:uuid>/sheet.<str:form>", views.sheet, name="sheet"),
    path("samples/<uuid:uuid>/findings-sheet.<str:form>", views.findings_sheet, name="findings_sheet"),
    path("samples/<uuid:uuid>/upload", views.upload, name="upload"),
    path("samples/<uuid:uuid>/load", views.load, name="load"),
    path("samples/<uuid:uuid>/rejects", views.rejects, name="rejects"),
    path("samples/<uuid:uuid>/report", views.report, name="report"),
    path("samples/<uuid:uuid>/report.<str:form>", views.document, name="document"),
    path("samples/<uuid:uuid>/rows", views.rows, name="rows"),
    path("assessed/<uuid:uuid>/", views.reveal, name="reveal"),
    path("assessed/<uuid:uuid>/same", views.same, name="same"),
    path("findings/", views.findings, name="findings"),
    path("findings/<uuid:uuid>/", views.finding, name="finding"),
]
