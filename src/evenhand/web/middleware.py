"""Around every request: its line in the log, and refusals as a page, a fragment or JSON, never as a traceback."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from evenhand.facts.errors import RequestError
from evenhand.ops.spine.errors import Refused
from evenhand.web.outages import outage_of
from evenhand.web.refusals import not_this_way, refuse

Answer = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("evenhand.web")
QUIET = frozenset({"healthz", "readyz"})


def request_log(get_response: Answer) -> Answer:
    """One line a request: method, name of the route (never the address, which may hold words), status, time, who."""

    def logged(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        name = uuid.uuid4().hex[:12]
        request.name = name  # type: ignore[attr-defined]  # the page of a failure tells it
        response = get_response(request)
        matched = getattr(request, "resolver_match", None)
        route = (matched.view_name or matched.route) if matched else "none"
        response.headers["X-Request-Id"] = name
        if route not in QUIET:
            log.info(
                "request",
                request=name,
                method=request.method,
                route=route,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000),
                user=_who(request),
            )
        return response

    return logged


def _who(request: HttpRequest) -> str | None:
    """The person; None for nobody, and when the database that knows them is away: the line is written even so."""
    try:
        return str(getattr(getattr(request, "user", None), "uuid", "")) or None
    except DatabaseError:
        return None


class AnswerRefusals:
    """What a view refuses, in words, with the status that fits."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the rest of the chain; one that only says "not by this method" gets words."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        page = not_this_way(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a refusal; None for anything else, which is a failure."""
        if isinstance(exception, RequestError) and outage_of(exception) is None:
            status = exception.status if isinstance(exception, Refused) else 400
            return refuse(request, exception, status=status)
        return None


answer_refusals = AnswerRefusals
