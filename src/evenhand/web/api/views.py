"""The description of the API: for programs as OpenAPI, for people as a page of ours, since Swagger's needs scripts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evenhand.ops.people.gate import open_to_all, signed_in
from evenhand.web.api.assembly import schema
from evenhand.web.api.page import docs_page


@signed_in("it describes addresses and holds no content")
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters and what it answers."""
    return render(request, "web/api/docs.html", {"page": docs_page(schema(), request.build_absolute_uri("/"))})


@open_to_all("a program reads it before it has a token; it holds no content")
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description."""
    return JsonResponse(schema())
