"""A writer that is killed at any point leaves the facts as they were, or as it had committed them, and no litter."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from facts_cast import counted, judgements, python, rows_of, write_csv

from evenhand.facts import Subject, compact, erase, verify
from evenhand.facts.importing import Request, import_path
from evenhand.facts.store import Facts

Add = Callable[..., int]

# The children change their own copy of one seam: the process dies by SIGKILL there, as a crash or a full stop would.
DIE = """
import os, signal, sys
from pathlib import Path
from evenhand.facts import Facts, Subject, compact, disk, erase
from evenhand.facts.importing import Request, import_path
from evenhand.facts.manifest import Manifest
from evenhand.facts.writing import Batch

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def half_a_line(path, line):
    with path.open("ab") as file:
        file.write(line[: len(line) // 2])
        file.flush()
    die()

def dies_after(function):
    def run(*arguments, **named):
        function(*arguments, **named)
        die()
    return run

home, path = Path(sys.argv[1]), Path(sys.argv[2])
facts = Facts.open(home, create=True)
"""
IMPORT = "import_path(facts, Request(path, into=('judgements', 'items')))"
SEAMS = {
    "at the first word of progress": "import_path(facts, Request(path, into=('judgements', 'items')), progress=die)",
    "while storing the second table": (
        "import_path(facts, Request(path, into=('judgements', 'items')), "
        "progress=lambda stage, share: die() if stage == 'storing items' else None)"
    ),
    "before the files move": f"Batch._move = die\n{IMPORT}",
    "after the files moved": f"Manifest.append = die\n{IMPORT}",
    "half way through the entry": f"disk.append_line = half_a_line\n{IMPORT}",
}
COMMITTED = {
    "after the entry": f"Manifest.append = dies_after(Manifest.append)\n{IMPORT}",
    "before the rejects are placed": (
        f"from evenhand.facts.importing.rejects import Keeper\nKeeper.place = die\n{IMPORT}"
    ),
}

ROWS = [
    {"item_id": f"i{n}", "label": "spam", "judged_at": f"2026-0{1 + n % 3}-01T00:00:00Z", "text": f"text {n}"}
    for n in range(30)
]


@pytest.fixture
def held(facts: Facts, add: Add) -> Facts:
    add("judgements", *judgements(5))
    add("judgements", *judgements(5, first=5))
    return facts


@pytest.fixture
def coming(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "coming.csv", ROWS)


def litter(facts: Facts) -> list[str]:
    """What lies in the facts folder and is neither live, nor replaced, nor the manifest, nor the lock."""
    state = facts.state()
    known = {*state.files, *state.replaced, "manifest.jsonl", "lock"}
    found = (path.relative_to(facts.folder).as_posix() for path in facts.folder.rglob("*") if path.is_file())
    return [name for name in found if name not in known]


def killed(script: str, facts: Facts, path: Path) -> None:
    ended = python(DIE + script, facts.home, path)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.mark.parametrize("script", SEAMS.values(), ids=SEAMS.keys())
def test_a_killed_import_leaves_the_facts_as_they_were_and_can_be_repeated(
    held: Facts, coming: Path, script: str
) -> None:
    before, state = rows_of(held), held.state()
    killed(script, held, coming)
    after = Facts.open(held.home)
    assert verify(after).ok
    assert (after.state(), rows_of(after)) == (state, before)
    assert import_path(after, Request(coming, into=("judgements", "items"))).total("accepted") == 60
    assert litter(after) == []
    assert verify(after).ok
    assert counted(after) == 40


@pytest.mark.parametrize("script", COMMITTED.values(), ids=COMMITTED.keys())
def test_an_import_killed_once_committed_is_there_in_full(held: Facts, coming: Path, script: str) -> None:
    killed(script, held, coming)
    after = Facts.open(held.home)
    assert verify(after).ok
    assert (counted(after), counted(after, "items")) == (40, 30)
    assert import_path(after, Request(coming, into=("judgements", "items"))).known_files == ("coming.csv",)
    assert litter(after) == []


COMPACTIONS = {
    "before the files move": "Batch._move = die\ncompact(facts)",
    "after the files moved": "Manifest.append = die\ncompact(facts)",
    "half way through the entry": "disk.append_line = half_a_line\ncompact(facts)",
    "after the entry": "Manifest.append = dies_after(Manifest.append)\ncompact(facts)",
}


@pytest.mark.parametrize("script", COMPACTIONS.values(), ids=COMPACTIONS.keys())
def test_a_killed_compaction_loses_and_doubles_nothing(held: Facts, coming: Path, script: str) -> None:
    before, digests = rows_of(held), held.state().digests
    killed(script, held, coming)
    after = Facts.open(held.home)
    assert verify(after).ok
    assert (rows_of(after), after.state().digests) == (before, digests)
    compact(after)
    assert litter(after) == []
    assert (rows_of(after), len(after.state().files)) == (before, 1)


def test_an_erasure_killed_after_its_entry_is_finished_by_the_next_writer(held: Facts, add: Add, coming: Path) -> None:
    add("items", {"item_id": "i1", "source": "app", "text": "a secret"})
    (old,) = held.folder.glob("items/*/*.parquet")
    killed("Manifest.append = dies_after(Manifest.append)\nerase(facts, Subject.ITEM, 'i1', rule='r')", held, coming)
    assert old.exists()
    assert erase(held, Subject.ITEM, "i1", rule="r").rows == 0
    assert not old.exists()
    assert verify(held).ok


def test_an_erasure_killed_before_its_entry_can_be_repeated(held: Facts, add: Add, coming: Path) -> None:
    add("items", {"item_id": "i1", "source": "app", "text": "a secret"})
    killed("Manifest.append = die\nerase(facts, Subject.ITEM, 'i1', rule='r')", held, coming)
    assert counted(held, "items") == 1
    assert erase(held, Subject.ITEM, "i1", rule="r").rows == 1
    assert litter(held) == []
    assert verify(held).ok


COMMAND = "import sys; from evenhand.cli import run; sys.exit(run(sys.argv[1:]))"


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.2, 0.5, 0.8, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5, 3.0])
def test_an_import_killed_at_any_moment_is_whole_or_absent(held: Facts, tmp_path: Path, delay: float) -> None:
    path = write_csv(tmp_path / "big.csv", [ROWS[n % 30] | {"item_id": f"i{n}"} for n in range(200_000)])
    command = [sys.executable, "-c", COMMAND, "import", str(path), "--data", str(held.home)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        time.sleep(delay)
        running.kill()
    after = Facts.open(held.home)
    assert verify(after).ok
    assert counted(after) in (10, 200_010)
    import_path(after, Request(path))
    assert counted(after) == 200_010
    assert litter(after) == []
