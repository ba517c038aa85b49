"""SQL that shows a table as it stands: its live files, the highest version of each row, nothing retracted.

Not here: which files are live (``manifest``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from evenhand.facts import sql, upcasts
from evenhand.facts.contracts import Contract
from evenhand.facts.entries import FactFile


def rows(contract: Contract, files: Sequence[FactFile], *, folder: Path, at_batch: int | None = None) -> str:
    """SQL for all versions of the rows of a table, optionally only of batches up to ``at_batch``."""
    wanted = [file for file in files if at_batch is None or file.first_batch <= at_batch]
    if not wanted:
        return f"({_no_rows(contract)})"
    by_version = groupby(sorted(wanted, key=lambda file: file.contract), key=lambda file: file.contract)
    parts = [_scan(contract, version, group, folder=folder) for version, group in by_version]
    cut = "" if at_batch is None else f" WHERE batch <= {at_batch}"
    return f"(SELECT * FROM ({' UNION ALL '.join(parts)}){cut})"


def current(contract: Contract, files: Sequence[FactFile], *, folder: Path, at_batch: int | None = None) -> str:
    """SQL for the rows as they stand. Costs nothing extra while no file holds a superseding version."""
    every = rows(contract, files, folder=folder, at_batch=at_batch)
    later = [file for file in files if file.highest_version > 1]
    retracted = any(file.retractions for file in files)
    if not later:
        return f"(SELECT * FROM {every} WHERE NOT retracted)" if retracted else every
    keys = sql.names(("source", *contract.key))
    newest = rows(contract, later, folder=folder, at_batch=at_batch)
    superseded = f"SELECT {keys}, max(version) AS version FROM {newest} WHERE version > 1 GROUP BY ALL"
    same = " AND ".join(
        f"r.{sql.name(key)} IS NOT DISTINCT FROM s.{sql.name(key)}" for key in ("source", *contract.key)
    )
    return (
        f"(SELECT r.* FROM {every} r ANTI JOIN ({superseded}) s ON {same} AND r.version < s.version "
        "WHERE NOT r.retracted)"
    )


def _no_rows(contract: Contract) -> str:
    columns = ", ".join(f"NULL::{column.kind} AS {sql.name(column.name)}" for column in contract.every_column)
    return f"SELECT {columns} WHERE false"


def _scan(contract: Contract, version: int, files: Iterable[FactFile], *, folder: Path) -> str:
    paths = sql.texts(str(folder / file.path) for file in files)
    # A file leaves out columns that are null throughout: the empty relation brings them back, with their types.
    read = f"SELECT * FROM read_parquet({paths}, union_by_name = true, hive_partitioning = false)"
    scan = f"({read} UNION ALL BY NAME {_no_rows(contract)})"
    added = upcasts.added(contract, version=version)
    columns = ", ".join(
        f"({added[column.name]})::{column.kind} AS {sql.name(column.name)}"
        if column.name in added
        else sql.name(column.name)
        for column in contract.every_column
    )
    return f"SELECT {columns} FROM {scan}"
