"""The heads of the seals outside the database: an append-only file with one seal per line, and copies of single heads.

A holder of database and key can write a new history with seals in order. It cannot have the heads that others already
hold. Seals are committed first and appended here after that, so a crash between leaves a head to catch up, never one
too many. Not here: sending heads to a witness.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from evenhand.facts import disk
from evenhand.facts.errors import RequestError
from evenhand.ops.ledger.problems import Fault, Problems
from evenhand.ops.ledger.seals import Seal
from evenhand.ops.ledger.tree import WIDTH

_TAIL = 1 << 16  # more than any seal's line


class Head(NamedTuple):
    """A seal's number and hash: enough to compare by, short enough to print, post or read out."""

    number: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.number} {self.hash.hex()}"

    @classmethod
    def of(cls, seal: Seal) -> Head:
        """The head of a seal."""
        return cls(seal.number, seal.hash)

    @classmethod
    def from_text(cls, text: str) -> Head:
        """A copied head, as ``number hash`` or as the whole line of the heads file; RequestError otherwise."""
        if text.lstrip().startswith("{"):
            return cls.of(Seal.from_bytes(text.strip().encode()))
        try:
            number, written = text.split()
            head = cls(int(number), bytes.fromhex(written))
        except ValueError as error:
            raise _no_head(text) from error
        if len(head.hash) != WIDTH:
            raise _no_head(text)
        return head


def append(path: Path, seal: Seal) -> None:
    """Appends a seal durably, after the one it follows. Only under the sealer's lock.

    RequestError when it does not follow the last line: then the file, or the history, is not the one it was.
    """
    before = last(path)
    follows = before is not None and (seal.number, seal.previous) == (before.number + 1, before.hash)
    if not follows and (before is not None or seal.number != 1):
        raise RequestError(
            f"Seal {seal.number} does not follow the last head in {path}"
            f" ({f'seal {before.number}' if before else 'there is none'}).",
            hint="Verify the ledger with a copy of the heads; if the file was moved, put it back.",
        )
    _write(path, seal)


def begin(path: Path, seal: Seal) -> None:
    """Starts a file of heads at any seal, where heads were not kept before; RequestError when it holds heads."""
    if (held := last(path)) is not None:
        raise RequestError(f"{path} already holds heads, up to seal {held.number}.", hint="Name a new file.")
    _write(path, seal)


def last(path: Path) -> Seal | None:
    """The last whole line, None when there is none; a half line that a crash left does not count."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        whole, line_break, _ = file.read().rpartition(b"\n")
    return _seal(path, whole.rpartition(b"\n")[2], "The last line") if line_break else None


def read(path: Path) -> Iterator[Head]:
    """The heads that the file holds now, in its order; RequestError that names a damaged line.

    Call it before the history is read: a seal made meanwhile is then in the history at least.
    """
    return _heads(path, path.stat().st_size if path.exists() else 0)


def _heads(path: Path, size: int) -> Iterator[Head]:
    if not size:
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            size -= len(line)
            if size < 0 or not line.endswith(b"\n"):
                return
            yield Head.of(_seal(path, line[:-1], f"Line {number}"))


def _seal(path: Path, line: bytes, place: str) -> Seal:
    try:
        return Seal.from_bytes(line)
    except RequestError as error:
        raise RequestError(
            f"{place} of {path} is not a head: the file was changed or damaged.", hint="Compare it with a copy."
        ) from error


def _write(path: Path, seal: Seal) -> None:
    is_new = not path.exists()
    if not is_new:
        _cut_torn_tail(path)
    disk.append_line(path, seal.to_bytes() + b"\n")
    if is_new:
        disk.flush_folder(path.parent)


def _cut_torn_tail(path: Path) -> None:
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        torn = file.read().rpartition(b"\n")[2]
        if torn:
            file.truncate(size - len(torn))


class Comparison:
    """Holds heads against the seals of a history as these go by; both in the order of their numbers."""

    def __init__(self, heads: Iterable[Head], problems: Problems) -> None:
        self._heads = iter(heads)
        self._next = next(self._heads, None)
        self._problems = problems
        self._passed = 0  # the number of the head before
        self._agreed = 0  # the last event under a head that fits
        self._differs = False

    def at(self, seal: Seal) -> None:
        """Compares the heads up to this seal; the first of a row that differs is a problem."""
        while self._next is not None and self._next.number <= seal.number:
            self._compare(self._next, seal)
            self._passed = self._next.number
            self._next = next(self._heads, None)

    def finish(self, last_event: int) -> None:
        """Whatever head is left is of a seal that the history does not have."""
        if self._next is not None:
            self._problems.add(Fault.CUT_OFF, first=last_event + 1, seal=self._next.number)

    def _compare(self, head: Head, seal: Seal) -> None:
        if head.number < seal.number:
            fault = Fault.UNORDERED_HEADS if head.number < self._passed else Fault.MISSING_SEAL
            self._problems.add(fault, seal=head.number)
            return
        fits = head.hash == seal.hash
        if fits:
            self._agreed = seal.last
        elif not self._differs:
            self._problems.add(Fault.OTHER_HEAD, first=self._agreed + 1, last=seal.last, seal=seal.number)
        self._differs = not fits


def _no_head(text: str) -> RequestError:
    return RequestError(
        f"{text!r} is not a copied head.",
        hint="Give the number of the seal, a space and 64 hex digits, or the whole line.",
    )
