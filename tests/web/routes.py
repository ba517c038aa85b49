"""Every address of the console with its rule, and every operation of an API with its rule, as Django resolves them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

from evenhand.ops.people.gate import Access, access_of

NINJA = "ninja"  # the application namespace of every NinjaAPI


@dataclass(frozen=True)
class Route:
    """An address: its full name (``people:person``), the parameters in it, and the rule that it states."""

    name: str
    path: str
    parameters: frozenset[str]
    access: Access | None
    methods: tuple[str, ...] = ("GET", "POST")
    is_api: bool = False

    def __str__(self) -> str:
        return self.name


def all_routes() -> tuple[Route, ...]:
    """Those of the console as it is installed."""
    return tuple(routes_of(get_resolver().url_patterns))


def routes_of(patterns: Iterable[URLPattern | URLResolver], names: str = "", path: str = "") -> Iterator[Route]:
    """Those under some patterns, however deep."""
    for pattern in patterns:
        whole = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from routes_of(pattern.url_patterns, inner, whole)
        else:
            yield from _routes(pattern, names, whole)


def _routes(pattern: URLPattern, names: str, path: str) -> Iterator[Route]:
    name = f"{names}{pattern.name or path}"
    parameters = frozenset(pattern.pattern.regex.groupindex)
    view = _path_view(pattern.callback)
    if view is None:
        yield Route(name, path, parameters, access_of(pattern.callback))
        return
    for operation in view.operations:
        methods = tuple(operation.methods)
        operation_name = f"{names}{operation.view_func.__name__}"
        yield Route(operation_name, path, parameters, access_of(operation.view_func), methods, is_api=True)


def _path_view(callback: Any) -> PathView | None:
    """The operations behind a callback of an API; None for an ordinary view."""
    if not inspect.isfunction(callback):
        return None
    behind = inspect.getclosurevars(callback).nonlocals.get("self")
    return behind if isinstance(behind, PathView) else None
