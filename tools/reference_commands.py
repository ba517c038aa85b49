"""The page of all commands, from the command tree itself: usage, options, exit statuses, JSON schemas.

Not here: what the commands are good for (docs/guide).
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from typing import Any

import typer

from evenhand import cli

HEAD = """\
# Commands

Written from the code by `make docs`; do not edit.

Every command ends with one of these statuses:

| status | meaning |
|---|---|
| 0 | done |
| 1 | the data or the request is at fault; the message says what, and how to mend it |
| 2 | the command was called wrongly, or needs an extra that is not installed |
| 3 | our own failure; `EVENHAND_DEBUG=1` shows where |

With `--json` a command prints one JSON document on stdout and nothing else. It names its form in `schema` and holds
`warnings`, a list of sentences. Progress and remarks go to stderr.
"""


def page() -> str:
    """The page as Markdown."""
    root = _root()
    sections = [_section(name, command) for name, command in commands(root, "evenhand")]
    return "\n".join([HEAD, *sections])


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name, in the order of the help."""
    if not hasattr(command, "list_commands"):
        yield name, command
        return
    context = _context(command, name)
    for part in command.list_commands(context):
        yield from commands(command.get_command(context, part), f"{name} {part}")


def names() -> list[str]:
    """The full names of all commands."""
    return [name for name, _ in commands(_root(), "evenhand")]


def _root() -> Any:
    app: Any = cli.app
    return app if hasattr(app, "list_commands") else typer.main.get_command(app)


def _context(command: Any, name: str) -> Any:
    return command.context_class(command, info_name=name, terminal_width=10_000, max_content_width=10_000)


def _section(name: str, command: Any) -> str:
    context = _context(command, name)
    usage = " ".join(command.get_usage(context).removeprefix("Usage: ").split())
    lines = [f"## {name}", "", inspect.cleandoc(command.help or ""), "", "```text", usage, "```", ""]
    records = [record for record in (param.get_help_record(context) for param in command.params) if record]
    if records:
        lines += ["| argument or option | meaning |", "|---|---|"]
        lines += [f"| `{_cell(what)}` | {_cell(meaning)} |" for what, meaning in records]
        lines.append("")
    forms = schemas(command.callback)
    if forms:
        lines += [f"`--json`: {', '.join(f'`{form}`' for form in forms)}.", ""]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def schemas(callback: Any) -> list[str]:
    """The schemas that a command prints: what it gives to ``print_json``, itself or through its module's functions."""
    function = inspect.unwrap(callback)
    module = inspect.getmodule(function)
    if module is None:
        return []
    bodies = {
        node.name: node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.FunctionDef)
    }
    found: list[str] = []
    todo, seen = [function.__name__], set[str]()
    while todo:
        name = todo.pop(0)
        if name in seen or name not in bodies:
            continue
        seen.add(name)
        for call in (node for node in ast.walk(bodies[name]) if isinstance(node, ast.Call)):
            called = call.func.id if isinstance(call.func, ast.Name) else ""
            if called == "print_json" and call.args and isinstance(call.args[0], ast.Constant):
                found.append(f"evenhand.{call.args[0].value!s}/1")
            todo.append(called)
    return sorted(set(found))
