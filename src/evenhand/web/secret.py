"""The key that signs sessions: made once, kept in the data folder, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

VARIABLE = "EVENHAND_SECRET_KEY"


def key(home: Path) -> str:
    """EVENHAND_SECRET_KEY, else the one that is kept in the data folder, made when there is none yet."""
    if given := os.environ.get(VARIABLE):
        return given
    if not home.is_dir():  # nothing is kept yet, and asking for the settings makes no folder
        return secrets.token_urlsafe(64)
    path = home / "secret.key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        return _made(path)


def _made(path: Path) -> str:
    made = secrets.token_urlsafe(64)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(made)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii")
    return made
