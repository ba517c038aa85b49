"""What is asked of an import, checked before any file is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.facts.errors import RequestError
from evenhand.facts.reading import Limits, Mapping
from evenhand.facts.reading.formats import READINGS

IMPORTABLE = ("judgements", "items", "reports", "actions", "appeals", "activity")
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Request:
    """What to import and how. ``source`` names where the rows come from, and is part of every key."""

    path: Path
    into: tuple[str, ...] = ("judgements",)
    source: str | None = None
    mapping: Mapping = field(default_factory=Mapping)
    reading: str | None = None
    timezone: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    supersede: bool = False
    limits: Limits = field(default_factory=Limits)
    rejects_folder: Path | None = None

    @property
    def source_name(self) -> str:
        """The source of rows that name none."""
        return self.source or self.mapping.constants.get("source") or self.reading or "import"

    @property
    def zone(self) -> str:
        """The zone of times that name none."""
        return self.timezone or self.mapping.timezone or "UTC"


def check(request: Request) -> None:
    """Raises RequestError for a table, reading or path that cannot be."""
    if not request.into:
        raise RequestError("--into names no table.", hint=f"Tables a file can go into: {', '.join(IMPORTABLE)}.")
    for table in request.into:
        if table not in IMPORTABLE:
            raise RequestError(f"--into names {table!r}.", hint=f"Tables a file can go into: {', '.join(IMPORTABLE)}.")
    if request.reading is not None and request.reading not in READINGS:
        raise RequestError(f"--from names {request.reading!r}.", hint=f"Ready readings: {', '.join(READINGS)}.")
    if not _exists(request.path):
        raise RequestError(f"{request.path} does not exist.", hint="Check the path.")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than any file can have
        return False
