"""The event that says which events lost their content, so that an erasure can be told from a deletion in secret.

An erasure names earlier events by number; their rows keep the leaf. Not here: who may erase and by which rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

ERASED = "ledger.events_erased"  # the kind of the event
_MARK = f'"kind":"{ERASED}"'.encode()


def erasure_data(numbers: Iterable[int]) -> dict[str, list[list[int]]]:
    """The ``data`` of an erasure event: the numbers as runs [first, last]."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return {"numbers": runs}


def erased_by(payload: bytes) -> tuple[range, ...]:
    """The events that a payload says were erased; none when it is another event."""
    if _MARK not in payload:
        return ()
    try:
        document = json.loads(payload)
        runs = document["data"]["numbers"] if document["kind"] == ERASED else []
        return tuple(range(int(first), int(last) + 1) for first, last in runs)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return ()


class Unexplained:
    """Events without content that no erasure event has named yet: one bit each, so that millions fit."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Notes an event without content."""
        place = number >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        self._bits[place] |= 1 << (number & 7)

    def explain(self, numbers: range) -> int:
        """Takes out what an erasure names; says how many events that were."""
        first, stop = max(numbers.start, 0), min(numbers.stop, len(self._bits) * 8)
        if first >= stop:
            return 0
        low, high = first >> 3, (stop + 7) >> 3
        held = int.from_bytes(self._bits[low:high], "little")
        named = ((1 << (stop - first)) - 1) << (first - low * 8)
        self._bits[low:high] = (held & ~named).to_bytes(high - low, "little")
        return (held & named).bit_count()

    def runs(self) -> Iterator[tuple[int, int]]:
        """What is left, as (first, last) of neighbouring numbers."""
        first = last = -1
        for number in self._numbers():
            if number != last + 1 or first < 0:
                if first >= 0:
                    yield first, last
                first = number
            last = number
        if first >= 0:
            yield first, last

    def _numbers(self) -> Iterator[int]:
        for piece in re.finditer(rb"[^\x00]+", self._bits):
            for place in range(piece.start(), piece.end()):
                yield from (place * 8 + bit for bit in range(8) if self._bits[place] >> bit & 1)
