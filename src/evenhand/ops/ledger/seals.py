"""Seals: signed statements of what the ledger held at a moment, each naming the one before.

A seal covers the events ``first`` to ``last`` (numbered from 1 without gaps, so the tree's size is ``last``), with a
root over these and a root over the whole history. The first tells where a change is, the second that nothing before was
touched. Not here: keeping seals (the database, ``heads``), checking a history against them (``verification``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import Any

from evenhand.facts.errors import RequestError
from evenhand.ops.ledger.canonical import canonical_bytes
from evenhand.ops.ledger.keys import PublicKey, SigningKey
from evenhand.ops.ledger.tree import WIDTH, Frontier

FORMAT = 1
NONE_BEFORE = bytes(WIDTH)  # what the first seal names as the one before
_CONTEXT = b"evenhand ledger seal\n"  # a signature over anything else is never one over a seal
_PIECE = 4096


@dataclass(frozen=True)
class Seal:
    """One seal. ``facts_head`` is the head of the facts manifest at that time, None where there are no facts."""

    number: int
    first: int
    last: int
    events_root: bytes
    history_root: bytes
    previous: bytes
    at: datetime
    facts_head: str | None
    key: str
    signature: bytes = b""

    def body(self) -> dict[str, object]:
        """What is signed and hashed."""
        return {
            "v": FORMAT,
            "number": self.number,
            "first": self.first,
            "last": self.last,
            "events_root": self.events_root.hex(),
            "history_root": self.history_root.hex(),
            "previous": self.previous.hex(),
            "at": self.at,
            "facts_head": self.facts_head,
            "key": self.key,
        }

    @cached_property
    def message(self) -> bytes:
        """The bytes that the signature is over."""
        return _CONTEXT + canonical_bytes(self.body())

    @cached_property
    def hash(self) -> bytes:
        """The seal's head: what the next one names, and what others copy."""
        return sha256(self.message).digest()

    def to_bytes(self) -> bytes:
        """The seal with its signature, as one line of canonical JSON without the line break."""
        return canonical_bytes(self.body() | {"signature": self.signature.hex()})

    @classmethod
    def from_bytes(cls, line: bytes) -> Seal:
        """The seal that ``to_bytes`` wrote, byte for byte; RequestError for anything else."""
        try:
            seal = _read(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise _no_seal() from error
        if seal.to_bytes() != line:
            raise _no_seal()
        return seal

    def signed_by(self, keys: Mapping[str, PublicKey]) -> bool:
        """Whether the key that the seal names is among these and signed it."""
        return self.key in keys and keys[self.key].verifies(self.signature, self.message)


def following(
    before: Seal | None,
    frontier: Frontier,
    leaves: Iterable[bytes],
    *,
    at: datetime,
    facts_head: str | None,
    key: SigningKey,
) -> tuple[Seal, Frontier]:
    """The next seal over more leaves, and the frontier to keep for the one after; about two hashes for each leaf.

    A clock that was set back does not turn the order of seals: the time is never before that of the last seal.
    RequestError when there are no leaves, or when the frontier is not that of the last seal.
    """
    _require_fit(before, frontier)
    events, history = grown(frontier, leaves)
    if not events.size:
        raise RequestError("There are no events to seal.", hint="Seal when something was recorded.")
    seal = Seal(
        number=before.number + 1 if before else 1,
        first=frontier.size + 1,
        last=history.size,
        events_root=events.root(),
        history_root=history.root(),
        previous=before.hash if before else NONE_BEFORE,
        at=max(at, before.at) if before else at,
        facts_head=facts_head,
        key=key.public.id,
    )
    return replace(seal, signature=key.sign(seal.message)), history


def grown(frontier: Frontier, leaves: Iterable[bytes]) -> tuple[Frontier, Frontier]:
    """The frontier of the leaves alone, and of the history with them, in one reading."""
    events, source = Frontier(), iter(leaves)
    while piece := list(islice(source, _PIECE)):
        events, frontier = events.extended(piece), frontier.extended(piece)
    return events, frontier


def _require_fit(before: Seal | None, frontier: Frontier) -> None:
    fits = (frontier.size, frontier.root()) == (before.last, before.history_root) if before else not frontier.size
    if not fits:
        raise RequestError(
            f"The kept state of the tree ({frontier.size} events) is not that of the last seal"
            f" ({before.last if before else 0} events).",
            hint="Verify the ledger, then build the state anew from its leaves.",
        )


def _read(document: dict[str, Any]) -> Seal:
    if document.pop("v") != FORMAT:
        raise ValueError
    hashes = {name: bytes.fromhex(document[name]) for name in ("events_root", "history_root", "previous", "signature")}
    seal = Seal(**document | hashes | {"at": datetime.fromisoformat(document["at"]).astimezone(UTC)})
    numbers, texts = (
        (seal.number, seal.first, seal.last),
        (seal.key, "" if seal.facts_head is None else seal.facts_head),
    )
    if any(type(number) is not int for number in numbers) or any(type(text) is not str for text in texts):
        raise TypeError
    return seal


def _no_seal() -> RequestError:
    return RequestError(
        f"This is not a seal of format {FORMAT}, or it was changed.", hint="Give the line as it was written."
    )
