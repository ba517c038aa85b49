"""A disk that is full is told in words, with status 1, and the facts are as they were."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from facts_cast import counted, python, snapshot, write_csv

from evenhand.facts import verify
from evenhand.facts.importing import Request, import_path
from evenhand.facts.store import Facts

SMALL = [{"item_id": f"i{n}", "label": "spam"} for n in range(10)]
MEBI = 2**20

LIMITED = """
import resource, sys
from evenhand.cli import run
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(run(sys.argv[2:]))
"""


def noise(count: int) -> list[dict[str, str]]:
    """Rows that do not compress."""
    chance = random.Random(1)  # noqa: S311  noise for a test, no secret
    return [{"item_id": f"n{n}", "label": "spam", "remark": chance.randbytes(150).hex()} for n in range(count)]


@pytest.fixture
def held(facts: Facts, tmp_path: Path) -> Facts:
    import_path(facts, Request(write_csv(tmp_path / "small.csv", SMALL)))
    return facts


@pytest.mark.parametrize("limit", [1_000, 600_000])
def test_an_import_that_cannot_write_its_files_is_told_and_leaves_no_trace(
    held: Facts, tmp_path: Path, limit: int
) -> None:
    path = write_csv(tmp_path / "big.csv", noise(6_000))
    before = snapshot(held.home)
    ended = python(LIMITED, limit, "import", path, "--data", held.home)
    assert (ended.returncode, "The disk is full." in ended.stderr) == (1, True), ended.stderr
    assert snapshot(held.home) == before
    assert verify(held).ok


def test_a_manifest_that_cannot_grow_is_told_and_leaves_no_trace(held: Facts, tmp_path: Path) -> None:
    with held.writing("test") as batch:
        batch.note = {"makes the manifest longer than any fact file of this import": "x" * 50_000}
    path = write_csv(tmp_path / "few.csv", [{"item_id": "z", "label": "none"}])
    before = snapshot(held.home)
    limit = held.manifest.path.stat().st_size + 100
    ended = python(LIMITED, limit, "import", path, "--data", held.home)
    assert (ended.returncode, "The disk is full." in ended.stderr) == (1, True), ended.stderr
    assert snapshot(held.home) == before
    assert import_path(Facts.open(held.home), Request(path)).total("accepted") == 1
    assert verify(held).ok


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB, for those who may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


COMMAND = "import sys; from evenhand.cli import run; sys.exit(run(sys.argv[1:]))"


def test_a_full_disk_is_told_and_the_facts_are_as_they_were(small_disk: Path, tmp_path: Path) -> None:
    facts = Facts.open(small_disk / "home", create=True)
    import_path(facts, Request(write_csv(tmp_path / "small.csv", SMALL)))
    before = snapshot(facts.home)
    ended = python(COMMAND, "import", write_csv(tmp_path / "big.csv", noise(20_000)), "--data", facts.home)
    assert (ended.returncode, "The disk is full." in ended.stderr) == (1, True), ended.stderr
    assert snapshot(facts.home) == before
    assert counted(facts) == 10


def test_a_disk_without_any_room_is_told_too(small_disk: Path, tmp_path: Path) -> None:
    facts = Facts.open(small_disk / "home", create=True)
    import_path(facts, Request(write_csv(tmp_path / "small.csv", SMALL)))
    before = snapshot(facts.home)
    filled = subprocess.run(
        ["dd", "if=/dev/zero", f"of={small_disk / 'filler'}", "bs=4k"], capture_output=True, check=False
    )
    assert b"No space left" in filled.stderr
    ended = python(COMMAND, "import", write_csv(tmp_path / "few.csv", noise(3)), "--data", facts.home)
    assert (ended.returncode, "The disk is full." in ended.stderr) == (1, True), ended.stderr
    assert snapshot(facts.home) == before
    (small_disk / "filler").unlink()
    assert import_path(facts, Request(tmp_path / "few.csv")).total("accepted") == 3
    assert verify(facts).ok
