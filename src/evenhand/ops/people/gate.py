"""The rule of each page: who may open it. A page without a rule opens to nobody.

Stated on the view, checked before it runs, and listed by the test that tries every address as every role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Denied

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """``capability`` None: any person signed in, or with ``anyone`` everybody; ``why`` says why that is right."""

    capability: str | None = None
    anyone: bool = False
    why: str = ""


def requires(capability: str) -> Callable[[View], View]:
    """Only those who hold the capability."""
    return _stating(Access(capability=capability))


def signed_in(why: str) -> Callable[[View], View]:
    """Any person with a login."""
    return _stating(Access(why=why))


def open_to_all(why: str) -> Callable[[View], View]:
    """Everybody, without a login."""
    return _stating(Access(anyone=True, why=why))


def ruled_by_operation(view: View) -> View:
    """Says of a view of the REST API that each of its operations checks a rule of its own (``operations``)."""
    view.is_ruled_by_operation = True  # type: ignore[attr-defined]
    return view


def is_ruled_by_operation(view: Any) -> bool:
    """Whether the rules stand on the view's operations, not on the view."""
    return getattr(view, "is_ruled_by_operation", False) is True


def access_of(view: Any) -> Access | None:
    """The rule of a view, None when it states none."""
    access = getattr(view, "access", None)
    return access if isinstance(access, Access) else None


def me(request: HttpRequest) -> User:
    """The person who is signed in: the gate has made sure that somebody is."""
    user = request.user
    if not isinstance(user, User):
        raise Denied("Nobody is signed in.", hint="Sign in first.")
    return user


def _stating(access: Access) -> Callable[[View], View]:
    def stated(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return stated
