"""Files copied with their SHA-256, durably; and the list of a backup's files by which it is held to be whole.

Not here: which files.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evenhand.facts import disk
from evenhand.facts.errors import RequestError

LIST = "backup.json"
SCHEMA = "evenhand.backup/1"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Kept:
    """A file of a backup."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself. ``database`` describes the copy of the work database, by its engine."""

    version: str
    made_at: str
    engine: str
    migrations: tuple[str, ...]
    facts_entries: int
    facts_head: str
    with_key: bool
    database: Mapping[str, Any]
    files: Mapping[str, Kept] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Writes the list, last of all: a folder without it is no backup."""
        part = folder / f".{LIST}"
        part.write_text(json.dumps({"schema": SCHEMA, **asdict(self)}, indent=1, sort_keys=True), encoding="utf-8")
        disk.flush_file(part)
        part.replace(folder / LIST)
        disk.flush_folder(folder)

    @classmethod
    def read(cls, folder: Path) -> Contents:
        """The list of a backup; RequestError when there is none, or none that this version can read."""
        try:
            document = json.loads((folder / LIST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RequestError(
                f"{folder} is no whole backup: its {LIST} cannot be read.", hint="Name a folder that backup made."
            ) from error
        if document.pop("schema", None) != SCHEMA:
            raise RequestError(f"{folder} was made by a newer Evenhand.", hint="Restore it with that version.")
        document["files"] = {name: Kept(**kept) for name, kept in document["files"].items()}
        document["migrations"] = tuple(document["migrations"])
        return cls(**document)


def copy(source: Path, target: Path, *, mode: int = 0o600) -> Kept:
    """Copies a file to a place where there is none; what it holds."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as old, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as new:
        while block := old.read(BLOCK):
            digest.update(block)
            size += new.write(block)
        new.flush()
        os.fsync(new.fileno())
    return Kept(digest.hexdigest(), size)


def look(path: Path) -> Kept:
    """What a file holds."""
    return Kept(disk.digest_of(path), path.stat().st_size)


def faults(folder: Path, contents: Contents) -> Iterator[str]:
    """Each file of a backup that is missing or is not what was written, as a sentence."""
    for name, kept in contents.files.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing."
        elif look(path) != kept:
            yield f"{name} is not the file that was written: its SHA-256 differs."
