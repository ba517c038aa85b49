"""The page of the library: every public name of the pure packages with its signature and docstring.

Not here: examples (docs/guide/library.md).
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

PACKAGES = ("facts", "assess", "measure", "measure.design", "documents", "simulate")
SECTION = re.compile(r"^(Args|Raises|Returns|Source|Yields):$")
HEAD = """\
# Python

Written from the code by `make docs`; do not edit.

`import evenhand as eh` gives these packages, each imported when first asked for. What is not listed here may change
without a word.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *(_package(name) for name in PACKAGES)])


def _package(name: str) -> str:
    module = import_module(f"evenhand.{name}")
    called = f"evenhand.{name}" if "." in name else f"eh.{name}"  # eh.measure.design is the function of that name
    lines = [f"## {called}", "", _doc(module), ""]
    for public in _order(module):
        lines += [*_entry(f"{called}.{public}", getattr(module, public)), ""]
    return "\n".join(lines)


def _order(module: ModuleType) -> list[str]:
    """Functions first, then types, then constants, each by name."""
    return sorted(module.__all__, key=lambda name: (_rank(getattr(module, name)), name.lower()))


def _rank(thing: object) -> int:
    if inspect.isclass(thing):
        return 1
    return 0 if callable(thing) else 2


def _entry(name: str, thing: Any) -> list[str]:
    head = [f"### {name}", ""]
    if not callable(thing):
        return [*head, f"A constant of type `{type(thing).__name__}`."]
    if not inspect.isclass(thing):
        return [*head, "```python", signature(name.rpartition(".")[2], thing), "```", "", _doc(thing)]
    return [*head, _doc(thing), *_inside(thing)]


def signature(name: str, function: Any) -> str:
    """How a function is called, one parameter to a line where one line is too short for them."""
    short = _call(name, function)
    if len(short) <= 100:
        return short
    found = inspect.signature(function)
    return f"{name}(\n" + "".join(f"    {part},\n" for part in _parameters(found)) + f"){_returned(found)}"


def _call(name: str, function: Any) -> str:
    found = inspect.signature(function)
    return f"{name}({', '.join(_parameters(found))}){_returned(found)}"


def _returned(found: inspect.Signature) -> str:
    return "" if found.return_annotation is inspect.Signature.empty else f" -> {found.return_annotation}"


def _parameters(found: inspect.Signature) -> Iterator[str]:
    starred = False
    for parameter in found.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        starred = starred or parameter.kind is parameter.VAR_POSITIONAL
        typed = "" if parameter.annotation is parameter.empty else f": {parameter.annotation}"
        given = "" if parameter.default is parameter.empty else f" = {_value(parameter.default)}"
        if parameter.name not in ("self", "cls"):
            yield f"{'*' if parameter.kind is parameter.VAR_POSITIONAL else ''}{parameter.name}{typed}{given}"


def _inside(kind: type) -> list[str]:
    lines: list[str] = []
    if issubclass(kind, enum.Enum):
        lines += ["", f"Values: {', '.join(f'`{member.value}`' for member in kind)}."]
        return lines
    if dataclasses.is_dataclass(kind):
        lines += ["", "| field | type |", "|---|---|"]
        lines += [f"| `{field.name}` | `{_typed(field)}` |" for field in dataclasses.fields(kind)]
    members = list(_members(kind))
    if members:
        lines += ["", *members]
    return lines


def _typed(field: dataclasses.Field[Any]) -> str:
    kind = str(field.type).replace("|", "\\|")
    return kind if field.default is dataclasses.MISSING else f"{kind} = {_value(field.default)}"


def _members(kind: type) -> Iterator[str]:
    """Public methods and properties that the class itself brings, in the order of its source."""
    for name, member in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield f"* `.{name}`: {_doc(member)}"
        elif isinstance(member, classmethod | staticmethod) or inspect.isfunction(member):
            function = getattr(kind, name)
            yield f"* `.{_call(name, function)}`: {_doc(function)}"


def _value(value: object) -> str:
    if isinstance(value, enum.Enum):
        return repr(value.value)
    return repr(value)


def _doc(thing: object) -> str:
    text = inspect.getdoc(thing) or ""
    return _fenced(text.replace("``", "`"))


def _fenced(text: str) -> str:
    """Indented lines as Markdown has them: a list after a heading such as "Raises:", else a fenced example."""
    lines: list[str] = []
    inside = ""
    for line in text.splitlines():
        indented = line.startswith("    ")
        if indented and not inside:
            inside = "list" if lines and SECTION.match(lines[-1]) else "example"
            lines.append("" if inside == "list" else "```python")
        elif inside and line and not indented:
            lines = _closed(lines, inside)
            inside = ""
        lines.append(_listed(line) if inside == "list" else line[4:] if inside else line)
    return "\n".join(_closed(lines, inside)).rstrip("\n")


def _closed(lines: list[str], inside: str) -> list[str]:
    while lines and lines[-1] == "":
        lines = lines[:-1]
    return [*lines, "```", ""] if inside == "example" else [*lines, ""] if inside else lines


def _listed(line: str) -> str:
    return f"* {line[4:]}" if line[4:5].strip() else f"  {line.strip()}".rstrip()
