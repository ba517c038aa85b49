"""What crosses from the form to the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HowToRead:
    """How a file is to be read. ``columns``: the file's column to ours, where somebody said so."""

    into: str
    source: str = ""
    reading: str = ""
    time_zone: str = ""
    encoding: str = ""
    sheet: str = ""
    supersede: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
