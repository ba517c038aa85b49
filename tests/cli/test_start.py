"""What a command loads, in fresh processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HEAVY = ("scipy", "openpyxl", "xlsxwriter", "typst", "duckdb", "pyarrow", "numpy", "rich")
LOADED = """
import json, sys
from evenhand.cli import run
status = run({arguments!r})
with open("loaded.json", "w") as file:
    json.dump([status, sorted({{name.partition(".")[0] for name in sys.modules}})], file)
"""
BLOCKED = """
import importlib, sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "django":
            raise ImportError("django is blocked here")
sys.meta_path.insert(0, Block())
for name in ("facts", "measure", "assess", "simulate", "documents", "cli"):
    importlib.import_module("evenhand." + name)
from evenhand.cli.commands import COMMANDS
for command in COMMANDS.values():
    importlib.import_module("evenhand.cli." + command.module)
try:
    import django
except ImportError:
    print("blocked")
"""


def python(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )


@pytest.mark.parametrize(
    ("arguments", "status", "left_out"),
    [
        (["--help"], 0, HEAVY),
        (["banana"], 2, HEAVY),
        (["facts", "--json"], 0, ("scipy", "openpyxl", "xlsxwriter", "typst")),
    ],
)
def test_a_command_loads_only_what_it_needs(
    tmp_path: Path, arguments: list[str], status: int, left_out: tuple[str, ...]
) -> None:
    (tmp_path / "evenhand-data" / "facts").mkdir(parents=True)

    python(LOADED.format(arguments=arguments), tmp_path)

    ended, loaded = json.loads((tmp_path / "loaded.json").read_text())
    assert ended == status
    assert [name for name in left_out if name in loaded] == []


def test_the_pure_half_works_without_django(tmp_path: Path) -> None:
    assert python(BLOCKED, tmp_path).stdout.strip() == "blocked"


def test_django_is_installed_here_so_that_blocking_it_means_something() -> None:
    assert find_spec("django") is not None


def test_the_installed_command_runs_and_tells_its_status(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("evenhand")

    done = subprocess.run([command, "facts"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: There are no facts in evenhand-data.")


def test_json_is_whole_where_the_terminal_knows_no_chinese(tmp_path: Path) -> None:
    code = "from evenhand.cli.output import print_json; print_json('x', {'name': '每周', 'share': float('nan')})"

    done = python(code, tmp_path, PYTHONIOENCODING="ascii")

    assert json.loads(done.stdout) == {"schema": "evenhand.x/1", "name": "每周", "share": None, "warnings": []}


@pytest.mark.parametrize("command", ["--help", "sample list --json"])
def test_a_reader_that_stops_early_is_no_failure(tmp_path: Path, command: str) -> None:
    (tmp_path / "evenhand-data" / "facts").mkdir(parents=True)
    line = f"{Path(sys.executable).with_name('evenhand')} {command} | true"

    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.stderr == ""
