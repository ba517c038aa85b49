"""Fixtures of the documentation tests: the folder of a new reader, and the tools that write the reference."""

from __future__ import annotations

import sys
from pathlib import Path

import own_files
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))


@pytest.fixture
def readers_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder but for the reader's own files; the current one, with no settings."""
    for name in ("EVENHAND_DATA", "EVENHAND_DEBUG", "EVENHAND_MEMORY", "EVENHAND_THREADS"):
        monkeypatch.delenv(name, raising=False)
    own_files.write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path
