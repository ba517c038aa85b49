"""What a ready reading is: a name, a test of a path, and the tables that come out of it.

Not here: any format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from evenhand.facts.reading.types import Mapping, RawTable

Opened = dict[str, list[tuple[RawTable, Mapping]]]


class Opener(Protocol):
    """Opens an export: per table of ours, raw tables with their mappings; RequestError as ``open_source``."""

    def __call__(self, path: Path, *, connection: duckdb.DuckDBPyConnection, workdir: Path) -> Opened:
        """The export at ``path``, staged in ``workdir``."""
        ...


@dataclass(frozen=True)
class Reading:
    """A ready reading; ``expects`` tells a person what it wants to be given."""

    name: str
    expects: str
    matches: Callable[[Path], bool]
    open: Opener
