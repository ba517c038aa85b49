"""A refusal as JSON, the same shape whatever refuses: an operation, its rule, a parameter, or Django itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from evenhand.facts.errors import EvenhandError
from evenhand.ops.people.operations import Problem
from evenhand.ops.spine.errors import Invalid, Refused

KINDS = {
    400: "bad_request",
    401: "unauthenticated",
    403: "denied",
    404: "not_found",
    405: "wrong_method",
    409: "conflict",
    422: "invalid",
    429: "too_many_requests",
    500: "failed",
    503: "unavailable",
    507: "disk_full",
}
LONGEST = 200


def refusal(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to what an operation or its rule refuses."""
    match error:
        case ValidationError():
            return _parameter(request, error)
        case EvenhandError():
            status = error.status if isinstance(error, Refused) else 400
            field = error.field if isinstance(error, Invalid) else None
            return problem(request, status=status, message=error.message, fix=error.hint, field=field)
        case Http404():
            return problem(request, status=404, message=_("There is nothing at this address."))
        case HttpError():
            wait = _("Wait until the time that the header Retry-After tells.") if error.status_code == 429 else None
            return problem(request, status=error.status_code, message=str(error), fix=wait)
    raise error


def problem(
    request: HttpRequest, *, status: int, message: str, fix: str | None = None, field: str | None = None
) -> HttpResponse:
    """One refusal; the value is that of the field as the request gave it."""
    shown = Problem(
        error=KINDS.get(status, "refused"),
        message=message,
        fix=fix or None,
        field=field,
        value=_given(request, field),
        request=str(getattr(request, "name", "")),
    )
    answer = JsonResponse(shown.model_dump(), status=status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first parameter at fault; what the schema asks for is the fix."""
    first: dict[str, Any] = error.errors[0]
    field = str(first["loc"][1]) if len(first["loc"]) > 1 else str(first["loc"][0])
    said = {"field": field, "value": _given(request, field) or ""}
    return problem(
        request, status=422, message=_("%(field)s cannot be “%(value)s”.") % said, fix=f"{first['msg']}.", field=field
    )


def _given(request: HttpRequest, field: str | None) -> str | None:
    value = request.GET.get(field) if field else None
    return value[:LONGEST] if value is not None else None
