"""A filled demo, as the tests of this folder are handed it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Made:
    """The demo's folder, and what the command told of it."""

    home: Path
    said: dict[str, Any]
