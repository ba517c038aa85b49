"""A database that goes away and comes back: the same worker goes on, and nothing is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from postgres import postgres_of_its_own

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
LEAVE = """
import django; django.setup()
import spine_crashes
spine_crashes.leave({first}, 3)
"""
TOLD = """
import django; django.setup()
import spine_crashes
told = spine_crashes.told()
print(told["rows"], told["distinct"], told["waiting"], told["sound"])
"""


@pytest.fixture
def server() -> Iterator[Any]:
    """A PostgreSQL of this test alone."""
    with postgres_of_its_own() as started:
        yield started


@pytest.fixture
def environment(server: Any, tmp_path: Path) -> dict[str, str]:
    """What makes a process part of the deployment on it."""
    return os.environ | {
        "EVENHAND_DATA": str(tmp_path / "home"),
        "EVENHAND_DATABASE_URL": server.get_uri(),
        "DJANGO_SETTINGS_MODULE": "evenhand.web.settings",
        "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]),
    }


def python(code: str, environment: dict[str, str]) -> str:
    """What a program prints; it may not fail."""
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def until(holds: Callable[[], bool], *, seconds: float = 120) -> None:
    """Waits for something that another process brings about."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.5)


@contextmanager
def worker_of(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[str]]:
    """A background worker of a deployment; it does not outlive the block."""
    command = [sys.executable, "-m", "evenhand.cli", "worker"]
    with log.open("w") as written, subprocess.Popen(command, env=environment, stderr=written, text=True) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def test_a_worker_outlives_its_database(server: Any, environment: dict[str, str], tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "evenhand.cli", "upgrade"], env=environment, check=True)
    log = tmp_path / "worker.log"
    with worker_of(environment, log) as worker:
        until(lambda: "leads" in log.read_text())
        python(LEAVE.format(first=1_000), environment)
        until(lambda: python(TOLD, environment) == "3 3 0 True")

        server.stop()
        until(lambda: "without database" in log.read_text())
        server.start()
        python(LEAVE.format(first=2_000), environment)
        until(lambda: python(TOLD, environment) == "6 6 0 True")

        worker.terminate()
        assert worker.wait(60) == 0
