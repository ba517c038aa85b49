"""When to look harder at a supplier, when to look less, and when to stop taking deliveries."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

TO_TIGHTENED = (2, 5)  # so many sent back among so many lots
TO_NORMAL = 5  # lots taken one after the other
TO_REDUCED = 10
TO_STOPPED = 5  # lots sent back while tightened


class Severity(StrEnum):
    """How hard the next lot is looked at."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    STOPPED = "stopped"


def severities(taken: Iterable[bool]) -> tuple[Severity, ...]:
    """How hard each lot is looked at, and at the end how hard the next one would be; one more than there are lots.

    ``taken`` says of each lot in order whether it was taken. After the switching rules of MIL-STD-105E (1989), section
    4: 2 of 5 sent back tighten; 5 taken in a row bring back normal; 10 taken in a row reduce, and one sent back ends
    that; 5 sent back while tightened stop deliveries until the supplier has mended the cause.
    """
    now, since = Severity.NORMAL, list[bool]()
    found = [now]
    for lot in taken:
        since.append(lot)
        then = _after(now, since)
        if then is not now:
            now, since = then, []
        found.append(now)
    return tuple(found)


def _after(now: Severity, since: list[bool]) -> Severity:
    """What follows from the lots since the last switch."""
    sent_back, among = TO_TIGHTENED
    match now:
        case Severity.NORMAL if since[-among:].count(False) >= sent_back:
            return Severity.TIGHTENED
        case Severity.NORMAL if len(since) >= TO_REDUCED and all(since[-TO_REDUCED:]):
            return Severity.REDUCED
        case Severity.REDUCED if not since[-1]:
            return Severity.NORMAL
        case Severity.TIGHTENED if since.count(False) >= TO_STOPPED:
            return Severity.STOPPED
        case Severity.TIGHTENED if len(since) >= TO_NORMAL and all(since[-TO_NORMAL:]):
            return Severity.NORMAL
        case _:
            return now
