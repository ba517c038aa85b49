"""The facts store: opens a home, shows its tables as they stand, and lets one writer at a time add a batch.

    facts = Facts.open("./evenhand-data")
    facts.query("SELECT label, count(*) FROM judgements GROUP BY label")

Not here: reading users' files (``importing``), draws (``draw``), statistics (``measure``).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from evenhand.facts import disk, sql, views
from evenhand.facts.engine import Settings, connect
from evenhand.facts.errors import RequestError
from evenhand.facts.manifest import Manifest, State
from evenhand.facts.tables import TABLES
from evenhand.facts.writing import Batch

WAIT_FOR_WRITER = 10.0
READERS_FINISH = timedelta(minutes=15)  # how long a replaced file stays for those who have it open


@dataclass(frozen=True)
class Facts:
    """The facts of one home: Parquet files under ``home/facts`` and the manifest that says which of them count."""

    home: Path
    settings: Settings
    manifest: Manifest

    @classmethod
    def open(cls, home: str | Path, *, settings: Settings | None = None, create: bool = False) -> Facts:
        """The store in a home; RequestError when there is none and ``create`` is not set."""
        path = Path(home)
        folder = path / "facts"
        if not folder.is_dir():
            if not create:
                raise RequestError(
                    f"There are no facts in {path}.", hint="Import a file first, or name another folder with --data."
                )
            folder.mkdir(parents=True, exist_ok=True)
        return cls(path, settings or Settings.from_environment(), Manifest(folder / "manifest.jsonl"))

    @classmethod
    def for_preview(cls, home: str | Path) -> Facts:
        """The store of a home that need not exist: for reading a file without storing it."""
        return cls(Path(home), Settings.from_environment(), Manifest(Path(home) / "facts" / "manifest.jsonl"))

    @property
    def folder(self) -> Path:
        """Where the fact files lie."""
        return self.home / "facts"

    def state(self) -> State:
        """What the manifest says now."""
        return self.manifest.state()

    @contextmanager
    def connection(
        self, *, at_batch: int | None = None, timezone: str = "UTC", allowed: Sequence[Path] = ()
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """An engine connection with a view per table, as it stands or as it stood at ``at_batch``."""
        with tempfile.TemporaryDirectory(prefix="evenhand-") as spill:
            connection = connect(self.settings, spill=Path(spill), allowed=[self.folder, *allowed], timezone=timezone)
            try:
                self.show(connection, state=self.state(), at_batch=at_batch)
                yield connection
            finally:
                connection.close()

    def show(self, connection: duckdb.DuckDBPyConnection, *, state: State, at_batch: int | None = None) -> None:
        """Makes (or renews) the view of each table on a connection."""
        for contract in TABLES.values():
            relation = views.current(contract, state.of_table(contract.table), folder=self.folder, at_batch=at_batch)
            connection.execute(f"CREATE OR REPLACE VIEW {sql.name(contract.table)} AS SELECT * FROM {relation}")

    def query(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, at_batch: int | None = None
    ) -> pa.Table:
        """The result of one SELECT over the tables' views, as an Arrow table; ``$name`` marks a parameter."""
        with self.connection(at_batch=at_batch) as connection:
            table: pa.Table = connection.sql(statement, params=dict(parameters or {})).to_arrow_table()
            return table

    @contextmanager
    def writing(
        self, kind: str, *, wait: float = WAIT_FOR_WRITER, allowed: Sequence[Path] = (), timezone: str = "UTC"
    ) -> Iterator[Batch]:
        """One batch, committed when the block ends and forgotten when it raises; other writers wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with disk.exclusive(self.folder / "lock", wait=wait, doing=kind):
            self.manifest.repair()
            state = self.state()
            self._sweep(state)
            staging = Path(tempfile.mkdtemp(prefix="staging-", dir=self.folder))
            try:
                with self.connection(allowed=allowed, timezone=timezone) as connection:
                    batch = Batch(self.folder, staging, connection, state, kind)
                    yield batch
                    batch.commit(self.manifest)
            except (duckdb.Error, OSError) as error:
                raise _told(error) from error
            finally:
                shutil.rmtree(staging, ignore_errors=True)

    def _sweep(self, state: State) -> None:
        """Removes what a killed writer left: staging folders, and fact files that no entry names."""
        for leftover in self.folder.glob("staging-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        still_read = (datetime.now(UTC) - READERS_FINISH).isoformat()
        for path in self.folder.glob("*/month=*/*.parquet"):
            name = path.relative_to(self.folder).as_posix()
            if name not in state.files and state.replaced.get(name, "") < still_read:
                path.unlink(missing_ok=True)


def _told(error: Exception) -> Exception:
    """The error as a person can use it: a full disk and a full memory have names of their own."""
    words = str(error)
    if "No space left" in words or getattr(error, "errno", None) == 28 or "max_temp_directory_size" in words:
        return RequestError("The disk is full.", hint=disk.FULL_DISK_HINT)
    if isinstance(error, duckdb.OutOfMemoryException):
        return RequestError(
            "The query needs more memory than it may use.", hint="Raise EVENHAND_MEMORY (now e.g. 1GB) and try again."
        )
    return error
