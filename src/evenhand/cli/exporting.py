"""``evenhand export``: out again, complete, without a row limit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.options import HOME, Data, Json
from evenhand.cli.output import print_json, say
from evenhand.facts.exporting import export_table
from evenhand.facts.store import Facts

app = typer.Typer(
    help="Facts out again, for other tools.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)


@app.callback()
def group() -> None:
    """Facts out again, for other tools."""


@app.command("facts")
def facts_command(
    table: Annotated[str, typer.Argument(help="The table, such as judgements.")],
    out: Annotated[Path, typer.Option("--out", help="File to write: .csv, .parquet or .jsonl.")],
    data: Data = HOME,
    as_json: Json = False,
) -> None:
    """Write a table as it stands to a file."""
    rows = export_table(Facts.open(data), table, out)
    if as_json:
        print_json("export-facts", {"rows": rows, "files": [out]})
    else:
        say(f"{rows:,} rows of {table} in {out}.")
