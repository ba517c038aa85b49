"""What an operation of the REST API stands on: the router that desks declare theirs with, and the token that opens it.

Each operation states its rule as a page does (``gate``); one without a rule opens to nobody. Not here: the assembly of
the desks' routers and how a refusal is written (``evenhand.web.api``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.constants import NOT_SET
from ninja.operation import Operation
from ninja.security.base import AuthBase

from evenhand.ops.people.gate import Access, access_of
from evenhand.ops.people.models import Token
from evenhand.ops.people.permissions import hold_only, may
from evenhand.ops.people.tokens import note_use, token_of
from evenhand.ops.spine import clock
from evenhand.ops.spine.errors import Denied, Invalid, Refused
from evenhand.ui.tables import Column
from evenhand.ui.tables.cursor import decode, encode
from evenhand.ui.tables.keyset import slice_of

T = TypeVar("T")
M = TypeVar("M", bound=Model)
MOST, USUAL = 200, 50
SCHEME = "bearer"


class Problem(Schema):
    """What every refusal looks like."""

    error: str = Field(description="What sort of refusal: a word that does not change.")
    message: str = Field(description="What is wrong, as a sentence.")
    fix: str | None = Field(description="What to do about it.")
    field: str | None = Field(description="The parameter at fault.")
    value: str | None = Field(description="What it held, at most 200 characters.")
    request: str = Field(description="The id of this request in the server's log.")


REFUSALS: Mapping[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Problem)


class Paging(Schema):
    """Which part of a list: the newest come first."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="How many at most.")
    after: str | None = Field(None, max_length=500, description="The `next` of the page before.")


class Listed(Schema, Generic[T]):
    """One page of a list; `next` is null on the last."""

    items: list[T]
    next: str | None


class Unauthenticated(Refused):
    """No token, or none that opens anything."""

    status = 401


class ByToken(AuthBase):
    """Lets a token in where the operation's rule allows it; ``query`` are the parameters that the operation knows."""

    openapi_type = "http"
    openapi_scheme = SCHEME

    def __init__(self, access: Access | None) -> None:
        super().__init__()
        self.access = access or Access(capability="nobody has this: the operation states no rule")
        self.query: frozenset[str] = frozenset()

    def __call__(self, request: HttpRequest) -> Token | bool:
        """The token, True where none is needed; its person is the request's from here on."""
        token: Token | bool = self.access.anyone or self._come_in(request)
        unknown = sorted(request.GET.keys() - self.query)
        if unknown:
            raise Invalid(
                _("There is no parameter “%(name)s” here.") % {"name": unknown[0][:60]},
                field=unknown[0][:60],
                hint=_("Parameters: %(names)s.") % {"names": ", ".join(sorted(self.query)) or _("none")},
            )
        return token

    def _come_in(self, request: HttpRequest) -> Token:
        at = clock.now()
        token = token_of(_secret(request), at=at)
        if token is None:
            raise Unauthenticated(_("This token is unknown, over or revoked."), hint=_("Make a new one: Your account."))
        user = request.user = hold_only(token.user, token.capabilities)
        note_use(token, at=at)
        needed = self.access.capability
        if needed is not None and not may(user, needed):
            raise Denied(
                _("This token may not do this: it needs the capability %(capability)s.") % {"capability": needed},
                hint=_("Make a token with it, or ask an administrator if you do not hold it yourself."),
            )
        return token


class DeskRouter(Router):
    """The operations of a desk: each by token, by its own rule, with every refusal described."""

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **given: Any) -> None:
        """Adds one; its docstring describes it."""
        rule = ByToken(access_of(view_func))
        shown = given.pop("response", NOT_SET)
        extra = {"x-capability": rule.access.capability, **(given.pop("openapi_extra", None) or {})}
        given |= {"auth": rule, "response": {200: shown, **REFUSALS}, "openapi_extra": extra}
        super().add_api_operation(path, methods, view_func, **given)
        operation: Operation = view_func._ninja_operation  # type: ignore[attr-defined]  # ninja keeps it there
        rule.query = frozenset(
            name
            for model in operation.models
            if model.__ninja_param_source__ == "query"
            for name in model.__ninja_flatten_map__
        )


@dataclass(frozen=True)
class Part(Generic[M]):
    """Some rows of a list, and where the next part begins; None on the last."""

    rows: tuple[M, ...]
    next: str | None


def part_of(rows: QuerySet[M], paging: Paging, *, by: str) -> Part[M]:
    """One page of rows, the newest by this field first; one query, however deep the page is."""
    column: Column[M] = Column(by, by, str, sort=by)
    place = decode(paging.after, f"-{by}") if paging.after else None
    if paging.after and place is None:
        raise Invalid(
            _("This is not the “next” of a page of this list."),
            field="after",
            hint=_("Give it as it was received, or leave it out to begin anew."),
        )
    found = slice_of(rows, column, descending=True, place=place, size=paging.limit)
    return Part(found.rows, encode(found.next) if found.next else None)


def _secret(request: HttpRequest) -> str:
    scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME or not secret.strip():
        raise Unauthenticated(
            _("The request brings no token."), hint=_("Send the header “Authorization: Bearer” and your token.")
        )
    return secret.strip()
