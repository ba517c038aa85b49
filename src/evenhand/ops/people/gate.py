"""The rule of each page: who may open it. A page without a rule opens to nobody.

Stated on the view, checked before it runs, and listed by the test that tries every address as every role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

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


def access_of(view: Any) -> Access | None:
    """The rule of a view, None when it states none."""
    access = getattr(view, "access", None)
    return access if isinstance(access, Access) else None


def _stating(access: Access) -> Callable[[View], View]:
    def stated(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return stated
