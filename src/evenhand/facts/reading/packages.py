"""Weighs a workbook's package: a ZIP may unpack to anything, so its directory is checked before any part is opened.

Not here: reading the workbook (``workbooks``).
"""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.types import MEBI, Limits

BIG_PART = 10 * MEBI


def weigh(path: Path, *, limits: Limits) -> None:
    """Checks the package's directory; RequestError when it is damaged, too big once unpacked, or names odd paths."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RequestError(
            f"{path.name} is not a workbook, whatever its name says.", hint="Export it again as .xlsx or CSV."
        ) from error
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise RequestError(f"{path.name} is a ZIP, not a workbook.", hint="Unpack it first and import what is inside.")
    total = sum(part.file_size for part in parts)
    dense = [part for part in parts if part.file_size > max(BIG_PART, limits.ratio * max(part.compress_size, 1))]
    if total > limits.unpacked or dense:
        packed = path.stat().st_size / MEBI
        raise RequestError(
            f"{path.name} unpacks from {packed:,.1f} to {total / MEBI:,.0f} MiB, more than a workbook may.",
            hint="Export it as CSV.",
        )
    odd = next((part.filename for part in parts if _odd(part.filename)), None)
    if odd is not None:
        raise RequestError(f"{path.name} holds a part named {odd!r}, which no workbook has.", hint="Export it as CSV.")


def _odd(filename: str) -> bool:
    return filename.startswith("/") or "\\" in filename or ".." in PurePosixPath(filename).parts
