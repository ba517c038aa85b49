"""Holds a history of events against its seals and against heads that were copied elsewhere.

It finds any change to a sealed event: changed, emptied, dropped, inserted, moved. A history written anew by a holder of
database and key is found where it meets any copied head. Events that are not sealed yet are counted and not covered.
Everything is read once, in order, in memory that does not grow with the history but by a bit for each event.
Not here: where events, seals and heads are read from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from evenhand.facts.errors import RequestError
from evenhand.ops.ledger.erasures import Unexplained, erased_by
from evenhand.ops.ledger.heads import Comparison, Head
from evenhand.ops.ledger.keys import PublicKey
from evenhand.ops.ledger.leaves import SALT_BYTES, leaf_of
from evenhand.ops.ledger.problems import Fault, Problems, Verified
from evenhand.ops.ledger.seals import NONE_BEFORE, Seal, grown
from evenhand.ops.ledger.tree import Frontier


class StoredEvent(NamedTuple):
    """An event as it is kept: ``number`` is None until it is sealed, payload and salt are None once it is erased."""

    number: int | None
    leaf: bytes
    payload: bytes | None
    salt: bytes | None


def verify(
    events: Iterable[StoredEvent],
    seals: Iterable[bytes],
    heads: Iterable[Head] = (),
    *,
    keys: Mapping[str, PublicKey],
) -> Verified:
    """Everything that is wrong with a history.

    ``events`` come in the order of their numbers, unsealed ones last; ``seals`` as ``Seal.to_bytes`` wrote them and
    ``heads`` in the order of theirs. ``keys`` are the trusted public keys by their id.
    """
    problems = Problems()
    stream = _Events(events, problems)
    comparison = Comparison(heads, problems)
    history = _History(stream, problems)
    count = 0
    for line in seals:
        count += 1
        try:
            seal = Seal.from_bytes(line)
        except RequestError:
            problems.add(Fault.UNREADABLE_SEAL, first=history.last + 1, seal=history.number + 1)
            continue
        history.check(seal, keys)
        comparison.at(seal)
    comparison.finish(history.last)
    stream.finish()
    return Verified(
        events=stream.count,
        seals=count,
        open_tail=stream.open_tail,
        erased=stream.erased,
        first_bad=problems.first_bad,
        problems=tuple(problems.listed),
        unlisted=problems.unlisted,
    )


class _History:
    """The seals so far and the tree that their events give."""

    def __init__(self, stream: _Events, problems: Problems) -> None:
        self._stream = stream
        self._problems = problems
        self._frontier = Frontier()
        self._hash = NONE_BEFORE
        self._holds = True  # whether the last root over the history was the sealed one
        self.number = 0
        self.last = 0

    def check(self, seal: Seal, keys: Mapping[str, PublicKey]) -> None:
        """Signature, chain, events and history of the next seal."""
        for fault in self._faults(seal, keys):
            self._problems.add(fault, first=self.last + 1, seal=seal.number)
        self._frontier = self._frontier.extended(self._stream.up_to(seal.first - 1))
        events, self._frontier = grown(self._frontier, self._stream.up_to(seal.last))
        self._check_roots(seal, events)
        self.number, self._hash, self.last = seal.number, seal.hash, max(seal.last, self.last)

    def _faults(self, seal: Seal, keys: Mapping[str, PublicKey]) -> Iterator[Fault]:
        if seal.key not in keys:
            yield Fault.UNKNOWN_KEY
        elif not seal.signed_by(keys):
            yield Fault.WRONG_SIGNATURE
        follows = (seal.number, seal.previous, seal.first) == (self.number + 1, self._hash, self.last + 1)
        if not follows or seal.last < seal.first:
            yield Fault.BROKEN_CHAIN

    def _check_roots(self, seal: Seal, events: Frontier) -> None:
        holds = self._frontier.root() == seal.history_root
        if events.root() != seal.events_root:
            self._problems.add(Fault.REPLACED, first=seal.first, last=seal.last, seal=seal.number)
        elif self._holds and not holds:
            self._problems.add(Fault.REWRITTEN, first=self.last + 1, last=seal.last, seal=seal.number)
        self._holds = holds


class _Events:
    """The events as they go by: their numbers, their leaves, their erasures."""

    def __init__(self, events: Iterable[StoredEvent], problems: Problems) -> None:
        self._events = iter(events)
        self._next = next(self._events, None)
        self._expected = 1
        self._problems = problems
        self._unexplained = Unexplained()
        self.count = 0
        self.open_tail = 0
        self.erased = 0

    def up_to(self, last: int) -> Iterator[bytes]:
        """The leaves of the next events, with numbers up to ``last``; a problem for each gap, also at the end."""
        while (event := self._next) is not None and event.number is not None and event.number <= last:
            self._check_number(event.number)
            self._check_content(event.number, event)
            self.count += 1
            yield event.leaf
            self._next = next(self._events, None)
        self._expect(last + 1)

    def finish(self) -> None:
        """What no seal covers, and what lost its content without an erasure."""
        first = last = self._expected
        while (event := self._next) is not None:
            if event.number is None:
                self.open_tail += 1
                self._explain(event.payload or b"")
            else:
                self.count += 1
                first, last = min(first, event.number), max(last, event.number + 1)
            self._next = next(self._events, None)
        if last > first:
            self._problems.add(Fault.UNCOVERED, first=first, last=last - 1)
        for blanked, until in self._unexplained.runs():
            self._problems.add(Fault.BLANKED, first=blanked, last=until)

    def _check_number(self, number: int) -> None:
        if number < self._expected:
            self._problems.add(Fault.REPEATED, first=number)
        else:
            self._expect(number)
            self._expected = number + 1

    def _expect(self, number: int) -> None:
        if self._expected < number:
            self._problems.add(Fault.DROPPED, first=self._expected, last=number - 1)
            self._expected = number

    def _check_content(self, number: int, event: StoredEvent) -> None:
        payload, salt = event.payload, event.salt
        if payload is None and salt is None:
            self._unexplained.add(number)
        elif payload is None or salt is None or len(salt) != SALT_BYTES or leaf_of(payload, salt=salt) != event.leaf:
            self._problems.add(Fault.CHANGED, first=number)
        else:
            self._explain(payload)

    def _explain(self, payload: bytes) -> None:
        # Only events that went by are noted, so an erasure never explains a later one.
        for numbers in erased_by(payload):
            self.erased += self._unexplained.explain(numbers)
