"""One NinjaAPI made of the routers that the desks declare, at ``/api/v1/``.

A router that a desk makes of anything but ``DeskRouter`` opens to nobody.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.core.cache import cache as memory
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.cache import patch_cache_control
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.throttling import BaseThrottle

from evenhand import __version__
from evenhand.facts.errors import RequestError
from evenhand.ops.people.gate import ruled_by_operation
from evenhand.ops.people.models import Token
from evenhand.ops.people.operations import ByToken
from evenhand.ops.spine import clock, desks
from evenhand.web.api import operations, problems

Answer = Callable[..., HttpResponse]
PATH = "api/v1/"
MOST_A_MINUTE = 600
MINUTE = 60


class PerToken(BaseThrottle):
    """So many requests a minute of each token, counted by each process of the server for itself."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether this one is still among them."""
        token = getattr(request, "auth", None)
        if not isinstance(token, Token):
            return True
        key = f"api-requests-{token.uuid}-{int(clock.now().timestamp() // MINUTE)}"
        return memory.get_or_set(key, 0, MINUTE) is not None and memory.incr(key) <= MOST_A_MINUTE

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return math.ceil(MINUTE - clock.now().timestamp() % MINUTE)


class Console(NinjaAPI):
    """The API of the console; an operation is called by its desk and its own name."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Such as ``quality_samples``."""
        return f"{(operation.tags or ['console'])[0]}_{operation.view_func.__name__}"


@cache
def api() -> Console:
    """The API with everything that the installed desks bring."""
    made = Console(
        title="Evenhand",
        version=__version__,
        description="Reads what the console shows, in the scope of the person whose token asks.",
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        auth=ByToken(None),
        throttle=[PerToken()],
    )
    made.add_decorator(_kept_by_no_cache, mode="view")
    made.add_router("", operations.router, tags=["console"])
    for desk in desks.all_desks():
        if desk.api:
            made.add_router(desk.app, desk.api, tags=[desk.app])
    for kind in (RequestError, Http404, HttpError, ValidationError):
        made.add_exception_handler(kind, _refuse)
    return made


def patterns() -> list[URLPattern]:
    """The addresses of the operations; the guard of pages leaves them to their own rules."""
    found = [pattern for pattern in api().urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in found:
        ruled_by_operation(pattern.callback)
    return found


def schema() -> dict[str, Any]:
    """The OpenAPI description."""
    return dict(api().get_openapi_schema(path_prefix=PATH))


def _kept_by_no_cache(run: Answer) -> Answer:
    @wraps(run)
    def answered(request: HttpRequest, **named: Any) -> HttpResponse:
        answer = run(request, **named)
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    return answered


def _refuse(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.refusal(request, error)
