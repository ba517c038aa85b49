"""The facts store: opens a home, shows its tables as they stand, and lets one writer at a time add a batch.

    facts = Facts.open("./evenhand-data")
    facts.query("SELECT label, count(*) FROM judgements GROUP BY label")

Not here: reading users' files (``importing``), draws (``draw``), statistics (``measure``).
"""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from evenhand.facts import disk, sql, views
from evenhand.facts.contracts import Contract
from evenhand.facts.engine import Settings, connect
from evenhand.facts.entries import READERS_FINISH, State
from evenhand.facts.errors import DiskFull, RequestError
from evenhand.facts.manifest import Manifest
from evenhand.facts.tables import TABLES
from evenhand.facts.writing import Batch

if TYPE_CHECKING:  # the engine loads Arrow when somebody asks for a table: most commands never do
    import pyarrow as pa

WAIT_FOR_WRITER = 10.0
FILE_NAME = re.compile(r"b\d+e(\d+)c\d+-\d+\.parquet")
FULL_DISK_WORDS = ("No space left", "Disk quota exceeded", "File too large", "max_temp_directory_size")
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG)


@dataclass(frozen=True)
class Facts:
    """The facts of one home: Parquet files under ``home/facts`` and the manifest that says which of them count."""

    home: Path
    settings: Settings
    manifest: Manifest
    tables: Mapping[str, Contract] = field(default_factory=lambda: TABLES, repr=False)
    within: Mapping[str, str] = field(default_factory=dict)
    """By table, SQL for the rows that are shown of it, in brackets; ``{rows}`` stands for all of them. It may speak of
    the tables that stand before it."""

    @classmethod
    def open(
        cls,
        home: str | Path,
        *,
        settings: Settings | None = None,
        create: bool = False,
        tables: Mapping[str, Contract] | None = None,
    ) -> Facts:
        """The store in a home, with the tables of the contract unless others are given.

        RequestError when there is none and ``create`` is not set.
        """
        path = Path(home)
        folder = path / "facts"
        if not folder.is_dir():
            if not create:
                raise RequestError(
                    f"There are no facts in {path}.", hint="Import a file first, or name another folder with --data."
                )
            with told():
                folder.mkdir(parents=True, exist_ok=True)
        return cls(path, settings or Settings.from_environment(), Manifest(folder / "manifest.jsonl"), tables or TABLES)

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
        with told(), tempfile.TemporaryDirectory(prefix="evenhand-") as spill:
            connection = connect(self.settings, spill=Path(spill), allowed=[self.folder, *allowed], timezone=timezone)
            with closing(connection):
                self.show(connection, state=self.state(), at_batch=at_batch)
                yield connection

    def show(self, connection: duckdb.DuckDBPyConnection, *, state: State, at_batch: int | None = None) -> None:
        """Makes (or renews) the view of each table on a connection."""
        for contract in self.tables.values():
            relation = self.relation(contract, state=state, at_batch=at_batch)
            connection.execute(f"CREATE OR REPLACE VIEW {sql.name(contract.table)} AS SELECT * FROM {relation}")

    def relation(self, contract: Contract, *, state: State, at_batch: int | None = None) -> str:
        """SQL for the rows of a table that may be seen, as it stands or as it stood at ``at_batch``."""
        return self.within.get(contract.table, "{rows}").replace("{rows}", self._all(contract, state, at_batch))

    def gather(
        self,
        connection: duckdb.DuckDBPyConnection,
        contract: Contract,
        *,
        state: State,
        among: str,
        into: str,
        by: Sequence[str] = (),
    ) -> None:
        """Makes a temporary table of the rows of a table that go with rows which are shown.

        ``among`` is SQL of source and the columns ``by`` (the key, unless given), over what the connection shows: what
        goes with a row that may be seen may be seen with it, and is not held back a second time, for which all that may
        be seen would have to be found.
        """
        columns = sql.names(("source", *(by or contract.key)))
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {sql.name(into)} AS SELECT * FROM {self._all(contract, state, None)} "
            f"SEMI JOIN ({among}) AS wanted USING ({columns})"
        )

    def _all(self, contract: Contract, state: State, at_batch: int | None) -> str:
        files = state.of_table(contract.table)
        return views.current(contract, files, folder=self.folder, at_batch=at_batch)

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
        if self.within:
            raise RuntimeError("A store that shows a part of the facts is for reading.")
        with told():
            self.folder.mkdir(parents=True, exist_ok=True)
            with disk.exclusive(self.folder / "lock", wait=wait, doing=kind):
                self.manifest.repair()
                self.sweep(self.state(), now=datetime.now(UTC))
                staging = Path(tempfile.mkdtemp(prefix="staging-", dir=self.folder))
                try:
                    # A killed writer's spilled rows lie under staging, and are swept with it.
                    spill, folders = staging / "spill", [self.folder, *allowed]
                    with closing(connect(self.settings, spill=spill, allowed=folders, timezone=timezone)) as connection:
                        state = self.state()
                        self.show(connection, state=state)
                        batch = Batch(
                            self.tables,
                            folder=self.folder,
                            staging=staging,
                            connection=connection,
                            state=state,
                            kind=kind,
                        )
                        yield batch
                        batch.commit(self.manifest)
                finally:
                    self.sweep(self.state(), now=datetime.now(UTC))

    def sweep(self, state: State, *, now: datetime) -> None:
        """Removes staging folders, fact files that no entry names, and replaced ones that no reader can have open.

        Only under the writer's lock. RequestError, and nothing removed, when the manifest's end is missing.
        """
        unnamed = self.unnamed(state)
        for name, entry in unnamed.items():
            if entry > state.entries + 1:
                raise RequestError(
                    f"{name} is of entry {entry}, but the manifest ends at {state.entries}: its end was cut off.",
                    hint="Restore the data folder from a backup; nothing was changed.",
                )
        for leftover in self.folder.glob("staging-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        still_read = (now - READERS_FINISH).isoformat()
        for name in unnamed:
            if state.replaced.get(name, "") < still_read:
                (self.folder / name).unlink(missing_ok=True)

    def unnamed(self, state: State) -> dict[str, int]:
        """Fact files on disk that do not count, each with the number of the entry that it was written for.

        Those of the entry to come are what a killed writer left.
        """
        found = {path.relative_to(self.folder).as_posix(): path.name for path in self.folder.glob("*/month=*/*")}
        written = {name: FILE_NAME.fullmatch(last) for name, last in found.items() if name not in state.files}
        return {name: int(match[1]) for name, match in written.items() if match}


@contextmanager
def told() -> Iterator[None]:
    """Turns failures of disk and memory into words a person can use; anything else passes as it is."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        request = _as_request(error)
        if request is None:
            raise
        raise request from error


def _as_request(error: Exception) -> RequestError | None:
    number, words = getattr(error, "errno", None), str(error)
    if number in disk.FULL_DISK or any(sign in words for sign in FULL_DISK_WORDS):
        return DiskFull("The disk is full.", hint=disk.FULL_DISK_HINT)
    if isinstance(error, duckdb.OutOfMemoryException):
        return RequestError(
            "The query needs more memory than it may use.", hint="Raise EVENHAND_MEMORY (now e.g. 1GB) and try again."
        )
    if isinstance(error, OSError) and number in NOT_ALLOWED:
        return RequestError(
            f"{error.filename} cannot be used: {error.strerror}.", hint="Check the folder and its permissions."
        )
    return None
