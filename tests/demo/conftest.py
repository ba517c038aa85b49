"""A filled demo, made once for all tests of this folder, and what a visit to its console meets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from demo_cast import Made

from evenhand.demo import serving_settings
from evenhand.facts import disk

VISIT = Path(__file__).with_name("demo_visit.py")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The small demo, filled by the command; shared by the processes of one run."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    home, said = shared / "demo", shared / "demo.json"
    with disk.exclusive(shared / "demo.lock", wait=600, doing="the test's demo"):
        if not said.exists():
            said.write_text(_run("-m", "evenhand.cli", "demo", "--no-serve", "--json", "--data", str(home)))
    return Made(home, json.loads(said.read_text()))


@pytest.fixture(scope="session")
def visit(demo: Made) -> dict[str, Any]:
    """What a visit to the demo's console meets."""
    met: dict[str, Any] = json.loads(
        _run(str(VISIT), told=json.dumps(demo.said["users"]), environment=dict(serving_settings(demo.home)))
    )
    return met


def _run(*arguments: str, told: str = "", environment: dict[str, str] | None = None) -> str:
    """What a Python process printed; it says on stderr what went wrong."""
    done = subprocess.run(
        [sys.executable, *arguments],
        input=told,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
