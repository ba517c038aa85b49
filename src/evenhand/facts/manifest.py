"""The manifest: a hash-chained list of entries that says which fact files are live and what they hold.

An entry is one line of JSON, appended whole. Everything before the last line break counts; a torn tail (a crash
while appending) is nothing to a reader and is cut off by the next writer. Who opens a store reads the checkpoint
beside it and the entries after that; ``whole`` reads all. Not here: the files themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from evenhand.facts import checkpoint, disk
from evenhand.facts.checkpoint import Checkpoint
from evenhand.facts.entries import Digest, Entry, FactFile, State, canonical
from evenhand.facts.errors import RequestError

CHECKPOINT_EVERY = 1_000  # entries: so many more are read in some 20 ms


class Manifest:
    """The manifest file. Keeps what it has read, and reads only what was added since."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._state = State()
        self._kept = 0  # the entry that the checkpoint stands at, as far as is known here

    @property
    def checkpoint(self) -> Path:
        """Where the state of an earlier entry is kept; dropping it loses nothing."""
        return self.path.with_name("checkpoint.json")

    def state(self) -> State:
        """The state after all whole entries on disk; RequestError when one that is read now is damaged."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self._offset:
            raise _damaged(self.path, self._state.entries)
        if not size:
            return State()
        if not self._offset:
            self._resume()
        if size > self._offset:
            self._state, self._offset = _read_on(self.path, self._state, self._offset)
        return self._state

    def whole(self) -> State:
        """The state read from the first entry on, whatever a checkpoint says; RequestError when one is damaged."""
        return _read_on(self.path, State(), 0)[0] if self.path.exists() else State()

    def checkpoint_fits(self) -> bool:
        """Whether the checkpoint, if there is one, is what the entries up to it add up to."""
        if not self.checkpoint.exists():
            return True
        kept = checkpoint.read(self.checkpoint)
        if kept is None or not self._chains(kept):
            return False
        with self.path.open("rb") as file:
            first = islice(file, kept.state.entries)
            return State().after(_chained(first, state=State(), path=self.path)) == kept.state

    def heads(self) -> Iterator[str]:
        """The hash of each entry, in order; read ``whole`` first, which proves that they chain."""
        if self.path.exists():
            with self.path.open("rb") as file:
                yield from (json.loads(line)["hash"] for line in file if line.endswith(b"\n"))

    def append(self, entry: Entry) -> State:
        """Commits an entry: from here on readers see it. Only under the writer's lock, after ``repair``."""
        head = entry.hash()
        document = json.loads(entry.payload()) | {"hash": head}
        line = canonical(document).encode() + b"\n"
        disk.append_line(self.path, line)
        disk.flush_folder(self.path.parent)
        state = self.state()
        if state.entries - self._kept >= CHECKPOINT_EVERY:
            checkpoint.write(self.checkpoint, Checkpoint(state, self._offset - len(line), self._offset))
            self._kept = state.entries
        return state

    def repair(self) -> None:
        """Cuts off a torn last line. Only under the writer's lock."""
        self.state()
        if self.path.exists() and self.path.stat().st_size > self._offset:
            with self.path.open("r+b") as file:
                file.truncate(self._offset)

    def _resume(self) -> None:
        """Starts from the checkpoint, when there is one of this chain."""
        kept = checkpoint.read(self.checkpoint)
        if kept is not None and self._chains(kept):
            self._state, self._offset, self._kept = kept.state, kept.end, kept.state.entries

    def _chains(self, kept: Checkpoint) -> bool:
        """Whether the entry that a checkpoint stands at is where it says, with its number and hash."""
        try:
            with self.path.open("rb") as file:
                file.seek(kept.start)
                line = file.read(kept.end - kept.start)
            entry, head = _parsed(line)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False
        return line.endswith(b"\n") and (entry.number, head) == (kept.state.entries, kept.state.head)


def _read_on(path: Path, state: State, offset: int) -> tuple[State, int]:
    """The state after the whole lines from an offset on, and the offset at their end."""

    def whole_lines() -> Iterator[bytes]:
        nonlocal offset
        with path.open("rb") as file:
            file.seek(offset)
            for line in file:
                if line.endswith(b"\n"):
                    offset += len(line)
                    yield line

    return state.after(_chained(whole_lines(), state=state, path=path)), offset


def _chained(lines: Iterable[bytes], *, state: State, path: Path) -> Iterator[tuple[Entry, str]]:
    head = state.head
    for number, line in enumerate(lines, start=state.entries + 1):
        try:
            entry, name = _parsed(line)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(path, number) from error
        if entry.previous != head or entry.number != number:
            raise _damaged(path, number)
        yield entry, name
        head = name


def _parsed(line: bytes) -> tuple[Entry, str]:
    """The entry of a line and its hash; ValueError when its bytes are not what the hash was made of."""
    document = json.loads(line)
    name: str = document.pop("hash")
    payload = line.rstrip(b"\n").replace(b'"hash":"%b",' % name.encode(), b"", 1)
    if hashlib.sha256(payload).hexdigest() != name:
        raise ValueError("the hash is of something else")
    return _entry(document), name


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
