"""The checkpoint: the state at one entry of the manifest, kept in a file beside it so that opening a store is quick.

Line 1 is the SHA-256 of the rest, line 2 the state as JSON, each further line a note.

A cache: whoever finds it missing, torn or of another chain reads the whole manifest instead. It holds nothing that the
manifest does not. Not here: whether it fits the chain (``manifest``).
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from evenhand.facts import disk
from evenhand.facts.entries import FactFile, State

FORMAT = 1


@dataclass(frozen=True)
class Checkpoint:
    """The state at an entry, and the bytes of the manifest between which that entry's line lies."""

    state: State
    start: int
    end: int


def write(path: Path, kept: Checkpoint) -> None:
    """Puts a checkpoint in the place of the one before; one that cannot be written is done without."""
    told = (text for texts in kept.state.notes.values() for text in texts)
    content = "\n".join((json.dumps(_document(kept), separators=(",", ":"), ensure_ascii=False), *told)).encode()
    with suppress(OSError):
        disk.replace_whole(path, hashlib.sha256(content).hexdigest().encode() + b"\n" + content)


def read(path: Path) -> Checkpoint | None:
    """The checkpoint as it was written; None when there is none, or it is torn, damaged or of another format."""
    try:
        told, _, content = path.read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != told:
            return None
        with _collector_at_rest():
            document, *notes = content.decode().split("\n")
            return _checkpoint(json.loads(document), notes)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _document(kept: Checkpoint) -> dict[str, Any]:
    state = kept.state
    return {
        "format": FORMAT,
        "start": kept.start,
        "end": kept.end,
        "entries": state.entries,
        "head": state.head,
        "batch": state.batch,
        "at": state.at,
        "files": [astuple(file) for file in state.files.values()],
        "digests": {table: [list(told), list(told.values())] for table, told in state.digests.items()},
        "notes": {kind: len(texts) for kind, texts in state.notes.items()},
        "replaced": state.replaced,
    }


def _checkpoint(document: dict[str, Any], notes: Sequence[str]) -> Checkpoint | None:
    if document["format"] != FORMAT:
        return None
    lines = iter(notes)
    files = (FactFile(*values) for values in document["files"])
    state = State(
        entries=document["entries"],
        head=document["head"],
        batch=document["batch"],
        at=document["at"],
        files={file.path: file for file in files},
        digests={table: dict(zip(*told, strict=True)) for table, told in document["digests"].items()},
        notes={kind: list(islice(lines, count)) for kind, count in document["notes"].items()},
        replaced=document["replaced"],
    )
    return Checkpoint(state, document["start"], document["end"])


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keeps the collector of unreachable objects from passing over the growing state again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
