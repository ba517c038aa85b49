"""Copies everything that a deployment keeps into a folder, while it runs.

The moment of the work database is fixed while nobody writes facts, and the facts are copied as of that same moment:
they hold all that the database refers to, and of the outbox at most what the newest entry names, which the publisher
finds there and marks. Heads of the ledger are copied before, since a head that the database lacks would read as a seal
cut off. Not here: bringing it back (``restoring``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from evenhand import __version__
from evenhand.facts import disk
from evenhand.facts.entries import FactFile, State
from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.ops.ledger.keys import PUBLIC_SUFFIX
from evenhand.ops.ledger.sealing import trusted_keys
from evenhand.ops.spine.facts import whole
from evenhand.web.configuration import Configuration
from evenhand.web.keeping import copying
from evenhand.web.keeping.copying import Contents, Kept
from evenhand.web.keeping.snapshot import FILE, FOLDER, Snapshot, snapshot

WAIT_FOR_WRITER = 60.0
HEADS = "ledger/heads.jsonl"
KEY = "ledger/key.pem"
TRUSTED = "ledger/trusted/"  # public keys, which may lie outside the data folder
SECRET = "secret.key"  # noqa: S105  the name of a file
SQLITE = "work.sqlite3"  # and what SQLite keeps beside it
OTHERS = "home"  # below it, whatever else lies in the data folder: media, rejects


def back_up(configuration: Configuration, target: Path, *, with_key: bool, at: datetime) -> Contents:
    """Makes a backup in a new or empty folder, readable by its owner alone.

    RequestError when the folder is in use, or when facts were replaced while they were copied.
    """
    _require_empty(target, configuration)
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = _copy_if_there(configuration.heads_file, target, HEADS)
    facts = whole()
    with _moment(facts) as (fixed, state):
        database, migrations = fixed.write(target), fixed.migrations
    files |= {path.relative_to(target).as_posix(): copying.look(path) for path in _written(target)}
    files |= _facts(facts, state, target)
    files |= _others(configuration, target)
    for path in _trusted():
        files |= _copy_if_there(path, target, TRUSTED + path.name)
    if with_key:
        files |= _copy_if_there(configuration.key_file, target, KEY)
        files |= _copy_if_there(configuration.home / SECRET, target, SECRET)
    made = Contents(
        version=__version__,
        made_at=at.isoformat(),
        engine="sqlite" if "file" in database else "postgresql",
        migrations=migrations,
        facts_entries=state.entries,
        facts_head=state.head,
        with_key=KEY in files,
        database=database,
        files=dict(sorted(files.items())),
    )
    made.write(target)
    return made


def _require_empty(target: Path, configuration: Configuration) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise RequestError(f"{target} is not an empty folder.", hint="Name a new folder for each backup.")
    if target.resolve().is_relative_to(configuration.home.resolve()):
        raise RequestError(
            f"{target} lies in the data folder.", hint="Name a folder elsewhere, better on another disk."
        )


@contextmanager
def _moment(facts: Facts) -> Iterator[tuple[Snapshot, State]]:
    """The database and the facts of one moment: fixed together, under the lock of those who write facts."""
    with ExitStack() as held:
        with disk.exclusive(facts.folder / "lock", wait=WAIT_FOR_WRITER, doing="backup"):
            fixed = held.enter_context(snapshot())
            state = facts.state()
        yield fixed, state


def _facts(facts: Facts, state: State, target: Path) -> dict[str, Kept]:
    """The manifest up to a state, and the files that it names then."""
    kept = {f"facts/{file.path}": _fact_file(facts, file, target) for file in state.files.values()}
    place = target / "facts" / facts.manifest.path.name
    place.parent.mkdir(exist_ok=True)
    if state.entries:
        with facts.manifest.path.open("rb") as lines, place.open("wb") as file:
            file.writelines(islice(lines, state.entries))
        disk.flush_file(place)
        kept[place.relative_to(target).as_posix()] = copying.look(place)
    return kept


def _fact_file(facts: Facts, file: FactFile, target: Path) -> Kept:
    try:
        kept = copying.copy(facts.folder / file.path, target / "facts" / file.path)
    except FileNotFoundError as error:
        raise RequestError(
            f"{file.path} was merged or erased while the facts were copied.", hint="Make the backup again."
        ) from error
    if kept.sha256 != file.sha256:
        raise RequestError(f"{file.path} is damaged.", hint="'evenhand facts --verify' says more.")
    return kept


def _others(configuration: Configuration, target: Path) -> dict[str, Kept]:
    """Whatever else lies in the data folder."""
    home = configuration.home
    named = (configuration.key_file, configuration.heads_file, home / SECRET, *_trusted())
    apart = {path.resolve() for path in named}
    kept: dict[str, Kept] = {}
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home)
        if path.is_symlink() or not path.is_file() or path.resolve() in apart or _is_left_out(name):
            continue
        kept |= _copy_if_there(path, target, f"{OTHERS}/{name.as_posix()}")
    return kept


def _trusted() -> list[Path]:
    return sorted(trusted_keys().glob(f"*{PUBLIC_SUFFIX}"))


def _is_left_out(name: Path) -> bool:
    return name.parts[0] == "facts" or name.name.startswith(SQLITE) or name.suffix == ".lock"


def _copy_if_there(path: Path, target: Path, name: str) -> dict[str, Kept]:
    try:
        return {name: copying.copy(path, target / name)}
    except FileNotFoundError:
        return {}


def _written(target: Path) -> Iterator[Path]:
    """The files of the database's copy."""
    yield from (path for path in (target / FILE, *sorted((target / FOLDER).glob("*"))) if path.is_file())
