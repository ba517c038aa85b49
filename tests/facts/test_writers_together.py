"""One writer at a time: the other waits, or is told who writes; and no row is lost between them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from facts_cast import counted, write_csv

from evenhand.facts import RequestError, verify
from evenhand.facts.importing import Request, import_path
from evenhand.facts.store import Facts

HOLD = """
import sys
from evenhand.facts import Facts
with Facts.open(sys.argv[1], create=True).writing("import") as batch:
    batch.add("judgements", "(SELECT 'held' AS judgement_id, 's' AS source, 'i' AS item_id, 'x' AS label)")
    print("holding", flush=True)
    sys.stdin.readline()
"""
IMPORT = """
import sys
from pathlib import Path
from evenhand.facts import Facts
from evenhand.facts.importing import Request, import_path
import_path(Facts.open(sys.argv[1], create=True), Request(Path(sys.argv[2])))
"""


@contextmanager
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lock until it reads a line."""
    command = [sys.executable, "-c", HOLD, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "holding\n"
        yield running
        running.communicate("go on\n", timeout=60)
    assert running.returncode == 0


def test_a_writer_that_does_not_get_its_turn_is_told_who_writes(facts: Facts) -> None:
    with (
        holder(facts.home) as other,
        pytest.raises(RequestError, match=rf"being written by process {other.pid} \(import\)\. Wait until"),
        facts.writing("compact", wait=0.2),
    ):
        pass


def test_readers_do_not_wait_for_a_writer_and_see_nothing_of_it(facts: Facts) -> None:
    with holder(facts.home):
        assert counted(facts) == 0
    assert counted(facts) == 1


def test_a_waiting_writer_goes_on_when_the_first_has_finished(facts: Facts, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"item_id": "i1", "label": "spam"}])
    with holder(facts.home):
        waiting = subprocess.Popen([sys.executable, "-c", IMPORT, str(facts.home), str(path)])
    assert waiting.wait(timeout=60) == 0
    assert counted(facts) == 2
    assert facts.state().batch == 2
    assert verify(facts).ok


def test_writers_at_the_same_time_lose_no_row(facts: Facts, tmp_path: Path) -> None:
    paths = [
        write_csv(tmp_path / f"{name}.csv", [{"item_id": f"{name}{n}", "label": "spam"} for n in range(20)])
        for name in ("a", "b", "c")
    ]
    running = [subprocess.Popen([sys.executable, "-c", IMPORT, str(facts.home), str(path)]) for path in paths]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert counted(facts) == 60
    assert [file.first_batch for file in facts.state().of_table("judgements")] == [1, 2, 3]
    assert verify(facts).ok


def test_the_lock_of_a_killed_writer_is_free(facts: Facts, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(facts.home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.kill()
    path = write_csv(tmp_path / "a.csv", [{"item_id": "i1", "label": "spam"}])
    assert import_path(facts, Request(path)).total("accepted") == 1
    assert counted(facts) == 1
