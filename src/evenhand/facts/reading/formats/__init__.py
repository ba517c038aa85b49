"""Ready readings of other tools' exports: which files they know, and what becomes of them.

A new reading is a file here and a line in READINGS.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.formats.hatecheck import HATECHECK
from evenhand.facts.reading.formats.label_studio import LABEL_STUDIO
from evenhand.facts.reading.formats.shape import Opened, Reading
from evenhand.facts.reading.matching import did_you_mean

__all__ = ["READINGS", "Opened", "Reading", "reading_named"]

READINGS: dict[str, Reading] = {reading.name: reading for reading in (LABEL_STUDIO, HATECHECK)}


def reading_named(name: str, path: Path) -> Reading:
    """The reading of this name, when it knows the file; RequestError otherwise."""
    if name not in READINGS:
        raise RequestError(
            f"There is no ready reading {name!r}.",
            hint=f"{did_you_mean(name, READINGS)}There are {', '.join(READINGS)}.",
        )
    reading = READINGS[name]
    if not reading.matches(path):
        raise RequestError(f"{path.name} does not look like an export of {name}.", hint=reading.expects)
    return reading
