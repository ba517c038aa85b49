"""A kept file, and how much a file may ask of us.

Not here: how it is kept (``media``); its row in the database (``models``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evenhand.ops.items.sniffing import MediaKind

MEBI = 2**20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one upload may be, unpack to, and cost.

    ``ratio`` is how many times its own size a picture may unpack to once that passes 64 MiB; ``memory`` (bytes) and
    ``seconds`` bound the process that opens a picture.
    """

    size: int = 200 * MEBI
    pixels: int = 50_000_000
    frames: int = 1_000
    ratio: int = 400
    memory: int = 1536 * MEBI
    seconds: int = 10


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file as it was kept: named by its digest on disk, described by its content.

    ``width`` and ``height`` are of the upright picture; they and ``frames`` are None when it is not a picture.
    """

    sha256: str
    kind: MediaKind
    mime: str
    size: int
    width: int | None
    height: int | None
    frames: int | None
    display_name: str

    @property
    def path(self) -> Path:
        """Where the bytes lie, below the media folder."""
        return path_of(self.sha256)


def path_of(sha256: str) -> Path:
    """Where the bytes of this digest lie, below the media folder."""
    return Path("originals") / sha256[:2] / sha256
