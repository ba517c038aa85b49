"""The commands around the desks, where the server extra is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "django":
            raise ImportError("django is blocked here")
sys.meta_path.insert(0, Block())
from evenhand.cli import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "arguments", [["serve"], ["worker"], ["check"], ["upgrade"], ["backup", "copy"], ["restore", "copy"]], ids="-".join
)
def test_without_the_server_extra_a_command_says_what_to_install(tmp_path: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=tmp_path,
        env=os.environ | {"COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("Error: This command needs the desks, which are not installed.")
    assert "pip install 'evenhand[server]'" in done.stderr
    assert list(tmp_path.iterdir()) == []
