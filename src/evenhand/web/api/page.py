"""The page that describes the API, made from its OpenAPI description."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evenhand.ops.spine import desks
from evenhand.ui.tables import code, plain, simple_table
from evenhand.ui.types import TableView

Described = Mapping[str, Any]
SHAPE = re.compile(r'"#/components/schemas/([^"]+)"')


@dataclass(frozen=True)
class OperationView:
    """One operation; ``parameters`` is None where it takes none, ``capability`` empty where it needs none."""

    title: str
    summary: str
    capability: str
    example: str
    answer: str
    parameters: TableView | None


@dataclass(frozen=True)
class GroupView:
    """The operations of one desk."""

    title: str
    operations: tuple[OperationView, ...]


@dataclass(frozen=True)
class DocsPage:
    """The whole page; ``shapes`` are what answers are made of."""

    groups: tuple[GroupView, ...]
    shapes: tuple[TableView, ...]


def docs_page(schema: Described, base: str) -> DocsPage:
    """The page; ``base`` is where this console stands."""
    titles = {desk.app: str(desk.title) for desk in desks.all_desks()} | {"console": _("The console")}
    shapes: Described = schema["components"]["schemas"]
    groups: dict[str, list[OperationView]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            made = _operation(operation, method.upper(), base + path.lstrip("/"), shapes)
            groups.setdefault(operation["tags"][0], []).append(made)
    answered = _reached(
        [each["responses"] for methods in schema["paths"].values() for each in methods.values()], shapes
    )
    return DocsPage(
        groups=tuple(GroupView(titles[tag], tuple(made)) for tag, made in groups.items()),
        shapes=tuple(_shape(name, shapes) for name in sorted(answered) if "properties" in shapes[name]),
    )


def _operation(operation: Described, method: str, address: str, shapes: Described) -> OperationView:
    way = "" if method == "GET" else f" -X {method}"
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    return OperationView(
        title=operation["summary"],
        summary=_words(operation),
        capability=operation["x-capability"] or "",
        example=f'curl{way} -H "Authorization: Bearer $TOKEN" {address}',
        answer=_kind(answer, shapes),
        parameters=_parameters(operation, shapes) if operation["parameters"] else None,
    )


def _parameters(operation: Described, shapes: Described) -> TableView:
    heads = (_("Parameter"), _("Value"), _("Meaning"))
    rows = [
        (code(each["name"]), plain(_kind(each["schema"], shapes, absent="")), plain(_words(each)))
        for each in operation["parameters"]
    ]
    caption = _("Parameters of %(name)s") % {"name": operation["summary"]}
    return simple_table(operation["operationId"], caption, heads, rows)


def _shape(name: str, shapes: Described) -> TableView:
    heads = (_("Field"), _("Value"), _("Meaning"))
    fields: Described = shapes[name]["properties"]
    rows = [(code(field), plain(_kind(about, shapes)), plain(_words(about))) for field, about in fields.items()]
    return simple_table(f"shape-{name}", name, heads, rows)


def _reached(described: Any, shapes: Described) -> set[str]:
    """The shapes that a description is made of, however deep."""
    found: set[str] = set()
    waiting = set(SHAPE.findall(json.dumps(described)))
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(SHAPE.findall(json.dumps(shapes[name]))) - found
    return found


def _words(about: Described) -> str:
    """What the description says, without the marks of its code."""
    return str(about.get("description", "")).replace("`", "")


def _kind(about: Described, shapes: Described, *, absent: str = "null") -> str:
    """What a value is, in words that stand in the description anyway; ``absent`` is said where it may be none."""
    kinds = (absent if kind == "null" else kind for kind in _kinds(about, shapes))
    return " | ".join(dict.fromkeys(kind for kind in kinds if kind))


def _kinds(about: Described, shapes: Described) -> Iterable[str]:
    if "$ref" in about:
        name = about["$ref"].rpartition("/")[2]
        yield from _kinds(shapes[name], shapes) if "enum" in shapes[name] else (name,)
    for part in (*about.get("anyOf", ()), *about.get("allOf", ())):
        yield from _kinds(part, shapes)
    if "enum" in about:
        yield ", ".join(map(str, about["enum"]))
    elif about.get("type") == "array":
        yield f"[{_kind(about['items'], shapes)}]"
    elif "type" in about:
        yield str(about.get("format", about["type"]))
