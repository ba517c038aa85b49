"""One batch of facts on its way in: staged as Parquet by month, counted, digested, then committed as one entry.

Not here: the lock and the clean-up around it (``store``), nor where the rows come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from evenhand.facts import digest, disk, sql
from evenhand.facts.contracts import Contract
from evenhand.facts.engine import ROW_GROUP, one_row
from evenhand.facts.entries import NOTHING, Digest, Entry, FactFile, State
from evenhand.facts.manifest import Manifest

DICTIONARY = 2_048  # values up to which a column is worth a dictionary: labels and judges are, ids are not
UNKNOWN_MONTH = "unknown"
SEALERS = 2
NO_DATE = "__HIVE_DEFAULT_PARTITION__"  # the engine's folder for rows without a value to part by


class Batch:
    """Rows being added under the writer's lock. ``connection`` shows the tables as they stood before."""

    def __init__(
        self,
        tables: Mapping[str, Contract],
        *,
        folder: Path,
        staging: Path,
        connection: duckdb.DuckDBPyConnection,
        state: State,
        kind: str,
    ) -> None:
        self.tables, self.folder, self.staging = tables, folder, staging
        self.connection, self.state, self.kind = connection, state, kind
        self.number = state.batch + 1
        self.note: dict[str, Any] = {}
        self.after_commit: list[Callable[[], None]] = []
        self._staged: dict[str, list[FactFile]] = {}
        self._removed: dict[str, list[FactFile]] = {}
        self._adds = False
        self._copies = 0

    def add(self, table: str, relation: str) -> int:
        """Stages the rows of a relation (SQL in brackets, or a name) and returns how many there are.

        Columns that the relation lacks are null, or their default, and nullable ones are left out of the file; version
        is 1 and retracted false unless given.
        """
        contract = self.tables[table]
        self._adds = True
        given = {row[0] for row in self.connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
        needed = given | {column.name for column in contract.every_column if not column.nullable}
        columns = (
            self._column(column.name, contract, given) for column in contract.every_column if column.name in needed
        )
        return self._stage(contract, f"SELECT {', '.join(columns)} FROM {relation}")

    def replace(self, table: str, relation: str, *, files: Sequence[FactFile]) -> None:
        """Stages rows that stand in the place of whole live files; every column, batch included, is taken as given."""
        contract = self.tables[table]
        self._removed.setdefault(table, []).extend(files)
        self._stage(contract, f"SELECT {sql.names(contract.names)} FROM {relation}")

    def change(self, table: str) -> dict[int, Digest]:
        """Staged rows less replaced rows, as digests by batch; all zero when a rewrite changed nothing."""
        return self._change(table, digest.as_read)

    def mark(self, table: str) -> int:
        """Where the staging of a table stands, for ``rewind``."""
        return len(self._staged.get(table, []))

    def rewind(self, table: str, mark: int) -> None:
        """Forgets what was staged for a table since a mark."""
        staged = self._staged.get(table, [])
        for file in staged[mark:]:
            (self.staging / file.path).unlink()
        del staged[mark:]

    def staged_files(self, table: str) -> tuple[FactFile, ...]:
        """The files staged so far, below ``staging``."""
        return tuple(self._staged.get(table, ()))

    def commit(self, manifest: Manifest) -> None:
        """Moves the staged files into place and appends the entry. Nothing staged and nothing noted: no entry."""
        staged = [file for files in self._staged.values() for file in files]
        if not staged and not self._removed and not self.note:
            return
        digests = {table: self._new_digests(table) for table in self._staged.keys() | self._removed.keys()}
        with ThreadPoolExecutor(SEALERS) as sealers:  # hashing and flushing leave Python to others
            sealed = list(sealers.map(self._sealed, staged))
        self._move(sealed)
        manifest.append(
            Entry(
                number=self.state.entries + 1,
                kind=self.kind,
                at=datetime.now(UTC).isoformat(timespec="microseconds"),
                batch=self.number if self._adds else self.state.batch,
                added=tuple(sealed),
                removed=tuple(file.path for files in self._removed.values() for file in files),
                digests={table: changed for table, changed in digests.items() if changed},
                note=self.note,
                previous=self.state.head,
            )
        )
        for effect in self.after_commit:
            effect()

    def _new_digests(self, table: str) -> dict[int, Digest]:
        """The digests of the batches that this commit changes."""
        known = self.state.digests_of(table)
        change = self._change(table, digest.as_written)
        return {number: known.get(number, NOTHING) + gain for number, gain in sorted(change.items()) if gain != NOTHING}

    def _change(self, table: str, digests_of: Callable[..., dict[int, Digest]]) -> dict[int, Digest]:
        contract, staged, removed = self.tables[table], self._staged.get(table, []), self._removed.get(table, [])
        gained = digests_of(self.connection, contract, staged, folder=self.staging)
        lost = digests_of(self.connection, contract, removed, folder=self.folder)
        return {
            number: gained.get(number, NOTHING) - lost.get(number, NOTHING) for number in gained.keys() | lost.keys()
        }

    def _column(self, name: str, contract: Contract, given: set[str]) -> str:
        quoted = sql.name(name)
        column = contract.column(name)
        if name == "batch":
            return f"{self.number}::BIGINT AS batch"
        if column.default is None:
            return f"{quoted if name in given else 'NULL'}::{column.kind} AS {quoted}"
        default = f"{sql.text(column.default)}::{column.kind}"
        return f"{f'coalesce({quoted}, {default})::{column.kind}' if name in given else default} AS {quoted}"

    def _stage(self, contract: Contract, select: str) -> int:
        """Writes the rows by month under the staging folder; one COPY, so that any size streams through."""
        self._copies += 1
        stem = f"b{self.number}e{self.state.entries + 1}c{self._copies}"
        month = self._month(contract, select)
        target = self.staging / contract.table
        self.connection.execute(
            f"COPY (SELECT *, {month} AS month FROM ({select})) TO {sql.text(str(target))} "
            f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP}, "
            f"DICTIONARY_SIZE_LIMIT {DICTIONARY}, WRITE_BLOOM_FILTER false, "
            f"PARTITION_BY (month), OVERWRITE_OR_IGNORE, FILENAME_PATTERN '{stem}-{{i}}', "
            f"KV_METADATA {{evenhand_contract: '{contract.table}/{contract.version}'}})"
        )
        written = sorted(target.glob(f"month=*/{stem}-*.parquet"))
        staged = [self._described(contract, _in_its_month(path)) for path in written]
        self._staged.setdefault(contract.table, []).extend(staged)
        return sum(file.rows for file in staged)

    def _month(self, contract: Contract, select: str) -> str:
        """SQL for the partition of a row."""
        described = self.connection.execute(f"DESCRIBE {select}").fetchall()
        if contract.time not in {row[0] for row in described}:
            return f"'{UNKNOWN_MONTH}'"
        # A date costs less than its text, row by row; the folders get their names when they are written.
        return f"date_trunc('month', make_timestamp(epoch_us({sql.name(contract.time)})))::DATE"

    def _described(self, contract: Contract, path: Path) -> FactFile:
        rows, first, last, version, retractions = one_row(
            self.connection,
            "SELECT count(*), min(batch), max(batch), max(version), bool_or(retracted) "
            f"FROM read_parquet({sql.text(str(path))}, hive_partitioning = false)",
        )
        return FactFile(
            path=path.relative_to(self.staging).as_posix(),
            table=contract.table,
            month=path.parent.name.removeprefix("month="),
            rows=rows,
            bytes=path.stat().st_size,
            sha256="",
            contract=contract.version,
            first_batch=first,
            last_batch=last,
            highest_version=version,
            retractions=bool(retractions),
        )

    def _sealed(self, file: FactFile) -> FactFile:
        path = self.staging / file.path
        disk.flush_file(path)
        return replace(file, sha256=disk.digest_of(path))

    def _move(self, files: Iterable[FactFile]) -> None:
        folders: set[Path] = set()
        for file in files:
            place = self.folder / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            (self.staging / file.path).rename(place)
            folders.update((place.parent, place.parent.parent))
        for folder in (*folders, self.folder):
            disk.flush_folder(folder)


def _in_its_month(path: Path) -> Path:
    """Moves a staged file from the folder that the engine named by a date, or by nothing, to its month's."""
    day = path.parent.name.removeprefix("month=")
    month = UNKNOWN_MONTH if day == NO_DATE else day.removesuffix("-01") if day.count("-") == 2 else day
    place = path.parent.with_name(f"month={month}") / path.name
    place.parent.mkdir(exist_ok=True)
    return path.rename(place)
