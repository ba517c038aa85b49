"""What a desk refuses, each with the answer that a page or the API gives."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from evenhand.facts.errors import RequestError


class Refused(RequestError):
    """A request that cannot be done as asked; ``status`` is the HTTP status of the answer."""

    status = 400


class Invalid(Refused):
    """A value is at fault; ``field`` names it, so that a form can say so where it was typed."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.field = field


class Denied(Refused, PermissionDenied):
    """The person may not do this, here or at all."""

    status = 403


class NotFound(Refused, Http404):
    """There is nothing of this id, or nothing that this person may know of."""

    status = 404


class Conflict(Refused):
    """Something changed meanwhile: taken by another, already done, or in a state that does not allow it."""

    status = 409
