"""Brings a backup back into an empty deployment, and proves that it is whole: before anything is written, and after.

Not here: making one (``backup``); the work database (``loading``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.facts.verification import verify
from evenhand.ops.ledger import checking as ledger
from evenhand.ops.ledger.sealing import trusted_keys
from evenhand.ops.spine import publisher
from evenhand.web.configuration import Configuration
from evenhand.web.keeping import copying, loading
from evenhand.web.keeping.backup import HEADS, KEY, OTHERS, SECRET, SQLITE, TRUSTED
from evenhand.web.keeping.checking import UNFINISHED, missing_migrations
from evenhand.web.keeping.copying import Contents

SHOWN = 5
MAY_BE_THERE = (SECRET, SQLITE, "upgrade.lock", "evenhand.toml")  # looking whether all is empty made the second


@dataclass(frozen=True)
class Restored:
    """``is_current`` tells whether this version can work with it as it is; otherwise upgrade it first."""

    contents: Contents
    is_current: bool
    ledger_events: int | None


def restore(configuration: Configuration, folder: Path) -> Restored:
    """Restores a backup into the configured deployment.

    RequestError when the backup is not whole, or the deployment is not empty; nothing is written then.
    """
    contents = Contents.read(folder)
    _require_whole(folder, contents)
    _require_empty(configuration)
    configuration.home.mkdir(parents=True, exist_ok=True)
    loading.require_loadable(contents)
    unfinished = configuration.home / UNFINISHED
    unfinished.touch()
    for name in contents.files:
        place = _place(configuration, name)
        if place is not None:
            place.unlink(missing_ok=True)  # the secret that looking at the settings made
            copying.copy(folder / name, place)
    loading.load(contents, folder)
    is_current = not missing_migrations()
    events = _settle_and_verify() if is_current else None
    unfinished.unlink()
    return Restored(contents, is_current, events)


def verify_backup(folder: Path) -> Contents:
    """What a backup holds; RequestError when it is not whole. Nothing is written."""
    contents = Contents.read(folder)
    _require_whole(folder, contents)
    return contents


def _require_whole(folder: Path, contents: Contents) -> None:
    found = list(copying.faults(folder, contents))
    if not found and contents.facts_entries:
        told = verify(Facts.open(folder))
        found = list(told.faults)
        if (told.entries, told.head) != (contents.facts_entries, contents.facts_head):
            found.append("The facts do not end where the backup says.")
    if found:
        raise RequestError(f"The backup is not whole: {' '.join(found[:SHOWN])}", hint="Use another backup.")


def _require_empty(configuration: Configuration) -> None:
    home = configuration.home
    names = sorted(path.name for path in home.iterdir()) if home.is_dir() else []
    there = [name for name in names if not name.startswith(MAY_BE_THERE)]
    if there:
        raise RequestError(f"{home} is not empty: it has {there[0]}.", hint="Name an empty folder with --data.")


def _place(configuration: Configuration, name: str) -> Path | None:
    """Where a file of a backup belongs; None for those of the database."""
    home, (first, *_) = configuration.home, Path(name).parts
    placed = {HEADS: configuration.heads_file, KEY: configuration.key_file, SECRET: home / SECRET}
    if name in placed:
        return placed[name]
    if first == "facts":
        return home / name
    if name.startswith(TRUSTED):
        return trusted_keys() / Path(name).name
    return home / Path(name).relative_to(OTHERS) if first == OTHERS else None


def _settle_and_verify() -> int:
    """Marks what the facts hold already, and holds the ledger and the facts against their seals."""
    publisher.settle_all()
    told = ledger.check(with_facts=True)
    if not told.ok:
        raise RequestError(
            f"Restored, but not in order: {' '.join(told.sentences[:SHOWN])}", hint="Do not use it; try another backup."
        )
    return told.ledger.events
