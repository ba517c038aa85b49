"""A table as it stands, out to a file: Parquet and JSON lines as they are, CSV with formula-like cells guarded.

Not here: documents for people.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.facts import sql
from evenhand.facts.contracts import Column, Kind
from evenhand.facts.engine import one_row
from evenhand.facts.errors import RequestError
from evenhand.facts.spreadsheet import guarded
from evenhand.facts.store import Facts

FORMATS = {".parquet": "FORMAT parquet, COMPRESSION zstd", ".csv": "FORMAT csv, HEADER", ".jsonl": "FORMAT json"}


def export_table(facts: Facts, table: str, path: Path) -> int:
    """Writes every row of a table; the number of rows. The file appears whole or not at all."""
    if table not in facts.tables:
        raise RequestError(f"There is no table {table!r}.", hint=f"Tables: {', '.join(facts.tables)}.")
    options = FORMATS.get(path.suffix.lower())
    if options is None:
        raise RequestError(f"{path.name} has no known ending.", hint=f"Use one of {', '.join(FORMATS)}.")
    if not path.parent.is_dir():
        raise RequestError(f"There is no folder {path.parent}.", hint="Make it first, or name another one.")
    guarding = path.suffix.lower() == ".csv"
    columns = ", ".join(_column(column, guarding=guarding) for column in facts.tables[table].every_column)
    part = path.with_name(f".{path.name}.part")
    with facts.connection(allowed=[path.parent]) as connection:
        try:
            statement = f"COPY (SELECT {columns} FROM {sql.name(table)}) TO {sql.text(str(part.resolve()))} ({options})"
            (rows,) = one_row(connection, statement)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return int(rows)


def _column(column: Column, *, guarding: bool) -> str:
    quoted = sql.name(column.name)
    if not guarding:
        return quoted
    if column.kind is Kind.TEXT:
        return f"{guarded(quoted)} AS {quoted}"
    return f"to_json({quoted})::VARCHAR AS {quoted}" if column.kind is Kind.TEXTS else quoted
