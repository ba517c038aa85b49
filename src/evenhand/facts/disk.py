"""Durable files: written beside their place, flushed, then renamed; one writer at a time.

Not here: what the files hold.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.facts.errors import RequestError

FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FULL_DISK_HINT = "Free some room on the disk and run the command again; the facts are as they were."


def flush_folder(folder: Path) -> None:
    """Makes renames and removals in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_file(path: Path) -> None:
    """Makes the content of a file durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def append_line(path: Path, line: bytes) -> None:
    """Appends one whole line durably, or leaves the file as it was."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        before = os.fstat(descriptor).st_size
        try:
            _write_whole(descriptor, line)
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, before)
            raise
    finally:
        os.close(descriptor)


def replace_whole(path: Path, content: bytes) -> None:
    """Puts a file in its place durably: readers see the old content or the new. Only one writer at a time."""
    beside = path.with_name(path.name + ".part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def _write_whole(descriptor: int, content: bytes) -> None:
    if os.write(descriptor, content) != len(content):
        raise OSError(errno.ENOSPC, "No space left on device")


@contextmanager
def exclusive(lock: Path, *, wait: float, doing: str) -> Iterator[None]:
    """Holds a file lock; RequestError that names the holder when it is not free within ``wait`` seconds."""
    with lock.open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + wait
        while not _locked(file.fileno()):
            if time.monotonic() >= deadline:
                file.seek(0)
                holder = file.read().strip() or "another process"
                raise RequestError(
                    f"The facts are being written by {holder}.", hint="Wait until it has finished, then try again."
                )
            time.sleep(0.05)
        file.truncate(0)
        file.write(f"process {os.getpid()} ({doing})")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
