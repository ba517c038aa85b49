"""What a command prints: one JSON document on stdout, or words and tables; progress and warnings on stderr.

Not here: any command.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

words = Console(highlight=False)
asides = Console(stderr=True, highlight=False)


def print_json(command: str, values: Mapping[str, Any], *, warnings: Iterable[str] = ()) -> None:
    """Prints the one document of a command: its schema, its values, its warnings."""
    document = {"schema": f"evenhand.{command}/1", **values, "warnings": list(warnings)}
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n")


def say(text: str) -> None:
    """Prints a line of plain words."""
    words.print(escape(text), soft_wrap=True)


def warn(text: str) -> None:
    """Prints a remark on stderr."""
    asides.print(f"[yellow]Note:[/] {escape(text)}", soft_wrap=True)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """Prints a table; numbers stand right."""
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    listed = [list(row) for row in rows]
    for number, column in enumerate(columns):
        numeric = bool(listed) and all(isinstance(row[number], int | float) for row in listed)
        table.add_column(escape(column), justify="right" if numeric else "left", overflow="fold")
    for row in listed:
        table.add_row(*(escape(_cell(value)) for value in row))
    words.print(table)


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """A progress bar on stderr; what it gets is (stage, share done)."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=asides,
        transient=True,
    )
    with bar:
        task = bar.add_task("starting", total=1.0)

        def report(stage: str, share: float) -> None:
            bar.update(task, description=escape(stage), completed=share)

        yield report


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)
