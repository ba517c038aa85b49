"""What the manifest's entries say: fact files, digests by batch, notes, and the state they add up to.

Not here: the file that holds them (``manifest``), nor the state kept beside it (``checkpoint``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, overload

START = "0" * 64
ERASE = "erase"  # the kind of an entry whose replaced files must not outlive it
READERS_FINISH = timedelta(minutes=15)  # how long a replaced file stays for those who have it open

Note = Mapping[str, Any]


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

    @classmethod
    def from_text(cls, text: str) -> Digest:
        """The digest of what ``text`` gave."""
        rows, _, digest = text.partition(":")
        return cls(int(rows), digest)

    def text(self) -> str:
        """Both in one word."""
        return f"{self.rows}:{self.digest}"

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
    note: Note
    previous: str

    def payload(self) -> bytes:
        """Canonical JSON, the thing that is hashed."""
        return canonical(asdict(self)).encode()

    def hash(self) -> str:
        """SHA-256 of the payload, which names the entry before it."""
        return hashlib.sha256(self.payload()).hexdigest()


def canonical(document: Any) -> str:
    """JSON in its one form: sorted keys, no blanks."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class Notes(Sequence[Note]):
    """The notes of one kind of entry, oldest first, each read from its JSON when it is asked for."""

    texts: Sequence[str]

    @overload
    def __getitem__(self, place: int) -> Note: ...
    @overload
    def __getitem__(self, place: slice) -> Notes: ...
    def __getitem__(self, place: int | slice) -> Note | Notes:
        if isinstance(place, slice):
            return Notes(self.texts[place])
        note: Note = json.loads(self.texts[place])
        return note

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class Digests(Mapping[int, Digest]):
    """The digests of a table by batch, each read from its text when it is asked for."""

    texts: Mapping[int, str]

    def __getitem__(self, batch: int) -> Digest:
        return Digest.from_text(self.texts[batch])

    def __iter__(self) -> Iterator[int]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class State:
    """What the entries so far add up to.

    ``digests`` by table and batch and ``notes`` by kind of entry are texts, since most are never looked at and there
    are as many as entries: see ``digests_of`` and ``notes_of``. ``replaced`` keeps when each file was taken out that a
    reader may still have open: none from before an erasure.
    """

    entries: int = 0
    head: str = START
    batch: int = 0
    at: str | None = None
    files: Mapping[str, FactFile] = field(default_factory=dict)
    digests: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)

    def after(self, entries: Iterable[tuple[Entry, str]]) -> State:
        """The state after more entries, each with its hash."""
        files, replaced = dict(self.files), dict(self.replaced)
        notes = {kind: list(texts) for kind, texts in self.notes.items()}
        digests = {table: dict(batches) for table, batches in self.digests.items()}
        number, head, batch, at = self.entries, self.head, self.batch, self.at
        for entry, name in entries:
            number, head, batch, at = entry.number, name, entry.batch, entry.at
            for path in entry.removed:
                files.pop(path, None)
            if entry.removed:
                replaced = _still_open(replaced, at) | dict.fromkeys(entry.removed, at)
            if entry.kind == ERASE:
                replaced = {}
            files.update({file.path: file for file in entry.added})
            for table, changed in entry.digests.items():
                digests.setdefault(table, {}).update({batch: digest.text() for batch, digest in changed.items()})
            if entry.note:
                notes.setdefault(entry.kind, []).append(canonical(entry.note))
        return State(number, head, batch, at, files, digests, notes, replaced)

    def of_table(self, table: str) -> tuple[FactFile, ...]:
        """Live files of a table, in a stable order."""
        return tuple(sorted((f for f in self.files.values() if f.table == table), key=lambda f: (f.month, f.path)))

    def digests_of(self, table: str) -> Digests:
        """Row count and digest of each batch of a table."""
        return Digests(self.digests.get(table, {}))

    def notes_of(self, kind: str) -> Notes:
        """What the entries of a kind noted, oldest first."""
        return Notes(self.notes.get(kind, ()))


def _still_open(replaced: Mapping[str, str], at: str) -> dict[str, str]:
    """Replaced files that readers may have open at a moment; the others are swept like files that nobody named."""
    limit = (datetime.fromisoformat(at) - READERS_FINISH).isoformat(timespec="microseconds")
    return {path: when for path, when in replaced.items() if when >= limit}
