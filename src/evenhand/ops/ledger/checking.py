"""Reads the ledger from the database and the file of heads, and holds it against its seals.

The rules are ``verification``'s; this also compares the columns that repeat a payload, so that a list which lies about
an event is found too. Not here: mending anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from evenhand.facts.entries import START
from evenhand.facts.verification import verify as verify_facts
from evenhand.ops.ledger import heads
from evenhand.ops.ledger.canonical import moment_text
from evenhand.ops.ledger.keys import load_public_keys
from evenhand.ops.ledger.models import Event, SealRow
from evenhand.ops.ledger.problems import Verified
from evenhand.ops.ledger.sealing import trusted_keys
from evenhand.ops.ledger.seals import Seal
from evenhand.ops.ledger.verification import StoredEvent, verify
from evenhand.ops.spine import facts

CHUNK = 5_000
REPEATED = ("kind", "actor", "subject")
LISTED = 100


@dataclass(frozen=True)
class Checked:
    """What a check found. ``columns`` and ``facts`` are sentences beside the ledger's own problems."""

    ledger: Verified
    columns: tuple[str, ...]
    facts: tuple[str, ...]
    facts_entries: int | None

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return self.ledger.ok and not self.columns and not self.facts

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that was found, in words."""
        return (*(str(problem) for problem in self.ledger.problems), *self.columns, *self.facts)


def check(*, copied_heads: Path | None = None, with_facts: bool = False) -> Checked:
    """Holds the whole history against its seals, the file of heads (or a copy of it), and on request the facts."""
    copied = heads.read(copied_heads or settings.EVENHAND.heads_file)
    told = _Columns()
    rows = SealRow.objects.order_by("number").values_list("line", flat=True).iterator(chunk_size=CHUNK)
    found = verify(
        told.passing(_events()), (bytes(line) for line in rows), copied, keys=load_public_keys(trusted_keys())
    )
    faults, entries = _facts_faults() if with_facts else ((), None)
    return Checked(found, tuple(told.faults), faults, entries)


def _events() -> Iterator[Event]:
    yield from Event.objects.exclude(number=None).order_by("number").iterator(chunk_size=CHUNK)
    yield from Event.objects.filter(number=None).order_by("id").iterator(chunk_size=CHUNK)


class _Columns:
    """Compares each event's columns with its payload while the events go by."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def passing(self, events: Iterable[Event]) -> Iterator[StoredEvent]:
        for event in events:
            payload, salt = _bytes(event.payload), _bytes(event.salt)
            if payload is not None and len(self.faults) < LISTED and not _told_alike(event, payload):
                self.faults.append(
                    f"The columns of event {event.number or 'not yet sealed'} are not what was recorded."
                )
            yield StoredEvent(event.number, bytes(event.leaf), payload, salt)


def _told_alike(event: Event, payload: bytes) -> bool:
    try:
        told: dict[str, Any] = json.loads(payload)
    except ValueError:
        return True  # the leaf tells
    same = all(told.get(name) == getattr(event, name) for name in REPEATED)
    return same and told.get("at") == moment_text(event.at)


def _facts_faults() -> tuple[tuple[str, ...], int]:
    """What is wrong with the facts, and each sealed head that their chain does not have."""
    store = facts.whole()
    found = verify_facts(store)
    chain = {START, *store.manifest.heads()}  # a seal from before the first fact covers an empty chain
    missing = tuple(
        f"Seal {seal.number} covers facts that are no longer in their chain: entries were cut off or rewritten."
        for seal in _seals()
        if seal.facts_head is not None and seal.facts_head not in chain
    )
    return (*found.faults, *missing[:LISTED]), found.entries


def _seals() -> Iterator[Seal]:
    for line in SealRow.objects.order_by("number").values_list("line", flat=True).iterator(chunk_size=CHUNK):
        yield Seal.from_bytes(bytes(line))


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
