"""The manifest: a hash-chained list of entries that says which fact files are live and what they hold.

An entry is one line of JSON, appended whole. Everything before the last line break counts; a torn tail (a crash
while appending) is nothing to a reader and is cut off by the next writer. Not here: the files themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evenhand.facts import disk
from evenhand.facts.errors import RequestError

START = "0" * 64
ERASE = "erase"  # the kind of an entry whose replaced files must not outlive it


@dataclass(frozen=True)
class FactFile:
    """One live Parquet file. ``highest_version`` > 1 or ``retractions`` tell readers that rows are superseded."""

    path: str
    table: str
    month: str
    rows: int
    bytes: int
    sha256: str
    contract: int
    first_batch: int
    last_batch: int
    highest_version: int
    retractions: bool


@dataclass(frozen=True)
class Digest:
    """Row count and order-free digest (a sum modulo 2^60, as 15 hex digits); they add and subtract."""

    rows: int
    digest: str

    @classmethod
    def of(cls, rows: int, total: int) -> Digest:
        """The digest of the rows' sum."""
        return cls(rows, f"{int(total) % MODULUS:015x}")

    def __add__(self, other: Digest) -> Digest:
        return Digest.of(self.rows + other.rows, int(self.digest, 16) + int(other.digest, 16))

    def __sub__(self, other: Digest) -> Digest:
        return Digest.of(self.rows - other.rows, int(self.digest, 16) - int(other.digest, 16))


MODULUS = 2**60
NOTHING = Digest(0, "0" * 15)


@dataclass(frozen=True)
class Entry:
    """One commit: files added and removed, the digests that hold from now on, and a note on its reason."""

    number: int
    kind: str
    at: str
    batch: int
    added: tuple[FactFile, ...]
    removed: tuple[str, ...]
    digests: Mapping[str, Mapping[int, Digest]]
    note: Mapping[str, Any]
    previous: str

    def payload(self) -> bytes:
        """Canonical JSON, the thing that is hashed."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def hash(self) -> str:
        """SHA-256 of the payload, which names the entry before it."""
        return hashlib.sha256(self.payload()).hexdigest()


@dataclass(frozen=True)
class State:
    """What the entries so far add up to.

    ``replaced`` keeps when each file that no longer counts was taken out; "" where no reader may keep it, since an
    erasure came after it.
    """

    entries: int = 0
    head: str = START
    batch: int = 0
    at: str | None = None
    files: Mapping[str, FactFile] = field(default_factory=dict)
    digests: Mapping[str, Mapping[int, Digest]] = field(default_factory=dict)
    notes: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)

    def after(self, entries: Iterable[tuple[Entry, str]]) -> State:
        """The state after more entries, each with its hash."""
        files, replaced, notes = dict(self.files), dict(self.replaced), list(self.notes)
        digests = {table: dict(batches) for table, batches in self.digests.items()}
        number, head, batch, at = self.entries, self.head, self.batch, self.at
        for entry, name in entries:
            number, head, batch, at = entry.number, name, entry.batch, entry.at
            for path in entry.removed:
                files.pop(path, None)
                replaced[path] = entry.at
            if entry.kind == ERASE:
                replaced = dict.fromkeys(replaced, "")
            files.update({file.path: file for file in entry.added})
            for table, changed in entry.digests.items():
                digests.setdefault(table, {}).update(changed)
            if entry.note:
                notes.append((entry.kind, entry.note))
        return State(number, head, batch, at, files, digests, tuple(notes), replaced)

    def of_table(self, table: str) -> tuple[FactFile, ...]:
        """Live files of a table, in a stable order."""
        return tuple(sorted((f for f in self.files.values() if f.table == table), key=lambda f: (f.month, f.path)))


class Manifest:
    """The manifest file. Keeps what it has read, and reads only what was added since."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._state = State()

    def state(self) -> State:
        """The state after all whole entries on disk; RequestError when one is damaged."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self._offset:
            raise _damaged(self.path, self._state.entries)
        if not size:
            return State()
        with self.path.open("rb") as file:
            file.seek(self._offset)
            added = file.read()
        whole = added[: added.rfind(b"\n") + 1]
        state = self._state.after(_chained(whole, state=self._state, path=self.path))
        self._state, self._offset = state, self._offset + len(whole)
        return state

    def heads(self) -> Iterator[str]:
        """The hash of each entry, in order; read ``state`` first, which proves that they chain."""
        if self.path.exists():
            with self.path.open("rb") as file:
                yield from (json.loads(line)["hash"] for line in file if line.endswith(b"\n"))

    def append(self, entry: Entry) -> State:
        """Commits an entry: from here on readers see it. Only under the writer's lock, after ``repair``."""
        head = entry.hash()
        document = json.loads(entry.payload()) | {"hash": head}
        line = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        disk.append_line(self.path, line)
        disk.flush_folder(self.path.parent)
        return self.state()

    def repair(self) -> None:
        """Cuts off a torn last line. Only under the writer's lock."""
        self.state()
        if self.path.exists() and self.path.stat().st_size > self._offset:
            with self.path.open("r+b") as file:
                file.truncate(self._offset)


def _chained(lines: bytes, *, state: State, path: Path) -> Iterator[tuple[Entry, str]]:
    head = state.head
    for number, line in enumerate(lines.splitlines(), start=state.entries + 1):
        try:
            document = json.loads(line)
            claimed = document.pop("hash")
            entry = _entry(document)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(path, number) from error
        if entry.hash() != claimed or entry.previous != head or entry.number != number:
            raise _damaged(path, number)
        yield entry, claimed
        head = claimed


def _entry(document: dict[str, Any]) -> Entry:
    document["added"] = tuple(FactFile(**file) for file in document["added"])
    document["removed"] = tuple(document["removed"])
    document["digests"] = {
        table: {int(batch): Digest(**digest) for batch, digest in batches.items()}
        for table, batches in document["digests"].items()
    }
    return Entry(**document)


def _damaged(path: Path, number: int) -> RequestError:
    return RequestError(
        f"Entry {number} of {path} does not fit the chain: the file was changed or damaged.",
        hint="Restore the data folder from a backup.",
    )
