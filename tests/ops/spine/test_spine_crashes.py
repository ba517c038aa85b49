"""Killed before each durable step, run twice at once, out of disk: every outbox row is in the facts exactly once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent
RUN = "import django; django.setup(); import spine_crashes; spine_crashes.main({program!r})"


def database_url() -> str:
    """The address of the database of this test, for other processes."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = settings["HOST"] or settings["OPTIONS"].get("host", "")
    return f"postgresql://{settings['USER']}:{settings['PASSWORD']}@/{settings['NAME']}?host={host}"


@pytest.fixture
def found(home: Path) -> Callable[[str], dict[str, Any]]:
    """Runs one of the programs of ``spine_crashes`` against this test's database and home."""

    def run(program: str) -> dict[str, Any]:
        connection.close()
        environment = os.environ | {
            "EVENHAND_DATA": str(home),
            "EVENHAND_DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "evenhand.web.settings",
            "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]),
        }
        done = subprocess.run(
            [sys.executable, "-c", RUN.format(program=program)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    return run


def test_a_publisher_killed_at_any_step_loses_and_doubles_nothing(found: Callable[[str], dict[str, Any]]) -> None:
    told = found("publish")

    assert told["killed"] >= 10
    assert (told["rows"], told["distinct"], told["waiting"]) == (told["left"], told["left"], 0)
    assert told["sound"]


def test_a_worker_killed_at_any_step_loses_neither_rows_nor_tasks(found: Callable[[str], dict[str, Any]]) -> None:
    told = found("round")

    assert told["killed"] >= 14
    assert (told["rows"], told["distinct"], told["waiting"]) == (told["left"], told["left"], 0)
    assert told["ended"] == told["tasks"] == told["killed"] + 1
    assert told["sound"]


def test_publishers_at_once_share_the_work(found: Callable[[str], dict[str, Any]]) -> None:
    told = found("together")

    assert told["statuses"] == [0, 0, 0, 0]
    assert (told["rows"], told["distinct"], told["waiting"]) == (200, 200, 0)
    assert told["sound"]


def test_a_full_disk_is_told_and_everything_is_published_once_there_is_room(
    found: Callable[[str], dict[str, Any]],
) -> None:
    told = found("full")

    assert told["refused"] == 77
    assert told["waited"] == 500
    assert (told["rows"], told["distinct"], told["waiting"]) == (500, 500, 0)
