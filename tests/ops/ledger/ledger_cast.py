"""Small histories to tamper with: events in seals, signed with a key that is the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.ops.ledger.canonical import canonical_bytes
from evenhand.ops.ledger.erasures import ERASED, erasure_data
from evenhand.ops.ledger.heads import Head
from evenhand.ops.ledger.keys import PublicKey, SigningKey
from evenhand.ops.ledger.leaves import leaf_of
from evenhand.ops.ledger.problems import Fault, Verified
from evenhand.ops.ledger.seals import Seal, following
from evenhand.ops.ledger.tree import Frontier
from evenhand.ops.ledger.verification import StoredEvent, verify

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def signing_key(name: str = "first") -> SigningKey:
    return SigningKey(Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest()))


KEY = signing_key()
OTHER_KEY = signing_key("other")


def stored(payload: bytes, *, number: int | None) -> StoredEvent:
    """An event whose salt follows from its number, so that a test repeats."""
    salt = sha256(f"salt {number}".encode()).digest()
    return StoredEvent(number, leaf_of(payload, salt=salt), payload, salt)


def decided(number: int, *, by: str = "ben") -> bytes:
    return canonical_bytes({"kind": "review.decided", "v": 1, "actor": by, "data": {"job": number}})


def erasing(*numbers: int) -> bytes:
    return canonical_bytes({"kind": ERASED, "v": 1, "actor": "ada", "data": erasure_data(numbers)})


def emptied(event: StoredEvent) -> StoredEvent:
    return event._replace(payload=None, salt=None)


def sealed(leaves: Sequence[bytes], sizes: Iterable[int], *, key: SigningKey = KEY) -> list[Seal]:
    """Seals over so many leaves each, ten seconds apart."""
    seals: list[Seal] = []
    frontier = Frontier()
    for size in sizes:
        seal, frontier = following(
            seals[-1] if seals else None,
            frontier,
            leaves[frontier.size : frontier.size + size],
            at=NOON + timedelta(seconds=10 * len(seals)),
            facts_head="f" * 64,
            key=key,
        )
        seals.append(seal)
    return seals


@dataclass
class History:
    """Rows that a holder of the database may change, and heads that it may not."""

    events: list[StoredEvent]
    seals: list[Seal]
    heads: list[Head] = field(default_factory=list)
    keys: dict[str, PublicKey] = field(default_factory=lambda: {KEY.public.id: KEY.public})

    @classmethod
    def of(cls, *sizes: int, payloads: dict[int, bytes] | None = None, key: SigningKey = KEY) -> History:
        """Seals of so many events each; ``payloads`` replaces the usual one of an event."""
        special = payloads or {}
        events = [stored(special.get(n, decided(n)), number=n) for n in range(1, sum(sizes) + 1)]
        seals = sealed([event.leaf for event in events], sizes, key=key)
        return cls(events, seals, [Head.of(seal) for seal in seals])

    def sealed_anew(self, *, key: SigningKey = KEY) -> None:
        """What a holder of a key does after a change: number the rows and seal them as before."""
        self.events = [event._replace(number=n) for n, event in enumerate(self.events, start=1)]
        sizes = [seal.last - seal.first + 1 for seal in self.seals]
        self.seals = sealed([event.leaf for event in self.events], sizes, key=key)

    def verified(self) -> Verified:
        lines = (seal.to_bytes() for seal in self.seals)
        return verify(self.events, lines, self.heads, keys=self.keys)


def faults(verified: Verified) -> set[Fault]:
    return {problem.fault for problem in verified.problems}


def three_seals() -> History:
    """Events 1 to 3, 4 to 5 and 6 to 9."""
    return History.of(3, 2, 4)


def payload_and_leaf_changed(history: History) -> None:
    history.events[3] = stored(decided(4, by="chi"), number=4)
