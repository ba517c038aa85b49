"""Tables that a command writes to a file that the user names.

Not here: tables on the screen (``output``).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa

from evenhand.facts import engine, sql
from evenhand.facts.errors import RequestError
from evenhand.facts.exporting import FORMATS
from evenhand.facts.spreadsheet import guarded


def check_table_file(file: Path | None) -> None:
    """RequestError for a file that cannot be written: an unknown ending, no folder. None is fine."""
    if file is not None and file.suffix.lower() not in FORMATS:
        raise RequestError(f"{file.name} has no known ending.", hint=f"Use one of {', '.join(FORMATS)}.")
    if file is not None and not file.parent.is_dir():
        raise RequestError(f"There is no folder {file.parent}.", hint="Make it first, or name another one.")


def write_table(table: pa.Table, file: Path) -> None:
    """Writes the table; texts that a spreadsheet would take for formulas are guarded in CSV."""
    guarding = file.suffix.lower() == ".csv"
    columns = ", ".join(
        f"{guarded(sql.name(one.name))} AS {sql.name(one.name)}"
        if guarding and pa.types.is_string(one.type)
        else sql.name(one.name)
        for one in table.schema
    )
    with (
        tempfile.TemporaryDirectory() as work,
        engine.connect(
            engine.Settings.from_environment(), spill=Path(work), allowed=[file.parent, Path(work)]
        ) as connection,
    ):
        connection.execute("SET preserve_insertion_order = true")
        connection.register("found", table)
        options = FORMATS[file.suffix.lower()]
        connection.execute(f"COPY (SELECT {columns} FROM found) TO {sql.text(str(file.resolve()))} ({options})")
