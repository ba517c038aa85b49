"""Events sealed and verified per second, beside the limit: hashing the same bytes and nothing else.

    python benchmarks/ledger.py [--events 1000000] [--seal 1000]

Figures are ratios to that limit in the same run; absolute seconds are for this machine.
"""

from __future__ import annotations

import argparse
import hashlib
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from evenhand.ops.ledger.canonical import canonical_bytes
from evenhand.ops.ledger.keys import make_signing_key
from evenhand.ops.ledger.leaves import leaf_of
from evenhand.ops.ledger.seals import following
from evenhand.ops.ledger.tree import Frontier
from evenhand.ops.ledger.verification import StoredEvent, verify

AT = datetime(2026, 3, 2, tzinfo=UTC)


def payload(number: int) -> bytes:
    told = {"v": 1, "kind": "judgements.given", "actor": "0197f0c0-0000-7000-8000-000000000000"}
    return canonical_bytes({**told, "subject": f"task:{number:036d}", "at": AT, "data": {"label": "HT.2", "n": number}})


def timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seal", type=int, default=1_000)
    given = parser.parse_args()
    salts = [number.to_bytes(32, "big") for number in range(given.events)]
    payloads = [payload(number) for number in range(given.events)]
    limit = timed(lambda: [hashlib.sha256(s + p).digest() for s, p in zip(salts, payloads, strict=True)])
    leaves = [leaf_of(p, salt=s) for s, p in zip(salts, payloads, strict=True)]
    with TemporaryDirectory() as folder:
        key = make_signing_key(Path(folder) / "key.pem")
    lines: list[bytes] = []

    def seal_all() -> None:
        before, frontier = None, Frontier()
        for start in range(0, given.events, given.seal):
            part = leaves[start : start + given.seal]
            before, frontier = following(before, frontier, part, at=AT, facts_head=None, key=key)
            lines.append(before.to_bytes())

    def events() -> Iterator[StoredEvent]:
        for number, (leaf, body, salt) in enumerate(zip(leaves, payloads, salts, strict=True), start=1):
            yield StoredEvent(number, leaf, body, salt)

    sealed = timed(seal_all)
    checked = timed(lambda: verify(events(), lines, keys={key.public.id: key.public}))
    tracemalloc.start()
    assert verify(events(), lines, keys={key.public.id: key.public}).ok
    peak = tracemalloc.get_traced_memory()[1]
    print(f"limit: one SHA-256 of each event {limit:.2f} s of cpu for {given.events:,} events")
    print(f"sealed   {given.events / sealed:>10,.0f} a second, {sealed / limit:.1f} times the limit")
    print(f"verified {given.events / checked:>10,.0f} a second, {checked / limit:.1f} times the limit")
    print(f"memory of a verification: {peak / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
