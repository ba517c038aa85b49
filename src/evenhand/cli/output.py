"""What a command prints: one JSON document on stdout, or words and tables; progress and remarks on stderr.

What draws (rich) is loaded when something is drawn: a run that prints JSON into a file does without. Not here: any
command.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from evenhand.facts.plain import one_line, plain

if TYPE_CHECKING:
    from rich.console import Console


def _console(*, stderr: bool) -> Console:
    """As wide as the terminal is now: it may have changed since the last line."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def print_json(command: str, values: Mapping[str, Any], *, warnings: Iterable[str] = ()) -> None:
    """Prints the one document of a command: its schema, its values, its warnings."""
    document = {"schema": f"evenhand.{command}/1", **values, "warnings": list(warnings)}
    unicode_fits = (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(_json(document), ensure_ascii=not unicode_fits, indent=2, allow_nan=False)
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """Prints a line of plain words."""
    _console(stderr=False).print(plain(text), soft_wrap=True, markup=False)


def tell(text: str) -> None:
    """Prints a line on stderr: an error, or how far a command is."""
    _console(stderr=True).print(plain(text), soft_wrap=True, markup=False)


def warn(text: str) -> None:
    """Prints a remark on stderr."""
    tell(f"Note: {text}")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints a table; numbers stand right."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(header_style="bold", box=None, pad_edge=False)
    listed = [list(row) for row in rows]
    for number, column in enumerate(columns):
        numeric = bool(listed) and all(isinstance(row[number], int | float) for row in listed)
        table.add_column(escape(one_line(column)), justify="right" if numeric else "left", overflow="fold")
    for row in listed:
        table.add_row(*(escape(_cell(value)) for value in row))
    _console(stderr=False).print(table)


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """A progress bar on stderr, where that is a terminal; what it gets is (stage, share done)."""
    if not sys.stderr.isatty():
        yield lambda stage, share: None
        return
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)
        yield lambda stage, share: bar.update(task, description=escape(one_line(stage)), completed=share)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return one_line(str(value))


def _json(value: object) -> object:
    """The value as JSON has it: no number that is none, no type of ours."""
    if isinstance(value, Mapping):
        return {str(key): _json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_json(entry) for entry in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else str(value)
