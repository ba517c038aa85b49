"""The demo's folder: made anew each time, and only where the demo itself made what lies there.

Not here: what is put into it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.facts import disk
from evenhand.facts.errors import RequestError

MARK = ".made-by-evenhand-demo"


@contextmanager
def made_anew(home: Path) -> Iterator[Path]:
    """The folder, empty but for its mark, and this demo's alone within the block.

    RequestError for a folder that the demo did not make, and while another demo runs in it.
    """
    _require_ours(home)
    home.mkdir(parents=True, exist_ok=True)
    with disk.exclusive(home / MARK, wait=0.0, doing="the demo that runs there"):
        _empty(home)
        yield home


def _require_ours(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise RequestError(f"{home} is a file.", hint="Name another folder with --data.")
    if home.exists() and any(home.iterdir()) and not (home / MARK).is_file():
        raise RequestError(f"{home} holds something that the demo did not make.", hint="Name another with --data.")


def _empty(home: Path) -> None:
    for path in home.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARK:
            path.unlink()
