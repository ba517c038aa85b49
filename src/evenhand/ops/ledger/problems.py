"""What a verification found, as values that a page or the command line puts into words.

Not here: how it was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LISTED = 100  # a rewritten history breaks every seal; the first ones tell


class Fault(StrEnum):
    """The ways in which a history can fail, each with its sentence."""

    CHANGED = "changed"
    BLANKED = "blanked"
    DROPPED = "dropped"
    REPEATED = "repeated"
    REPLACED = "replaced"
    REWRITTEN = "rewritten"
    UNCOVERED = "uncovered"
    UNREADABLE_SEAL = "unreadable_seal"
    BROKEN_CHAIN = "broken_chain"
    UNKNOWN_KEY = "unknown_key"
    WRONG_SIGNATURE = "wrong_signature"
    OTHER_HEAD = "other_head"
    CUT_OFF = "cut_off"
    MISSING_SEAL = "missing_seal"
    UNORDERED_HEADS = "unordered_heads"


SENTENCES = {
    Fault.CHANGED: "The content of {events} is not what was recorded.",
    Fault.BLANKED: "The content of {events} is gone, and no erasure says why.",
    Fault.DROPPED: "{events} should be there and cannot be found.",
    Fault.REPEATED: "The number of {events} occurs again, out of its order.",
    Fault.REPLACED: "{events} are not the events that seal {seal} covers, or not in their order.",
    Fault.REWRITTEN: "The history up to {events} is not the one that seal {seal} covers.",
    Fault.UNCOVERED: "{events} are numbered, and no seal covers them: seals were taken away, or numbers were made up.",
    Fault.UNREADABLE_SEAL: "Seal {seal} cannot be read.",
    Fault.BROKEN_CHAIN: "Seal {seal} does not follow the one before: a seal was changed, inserted or taken away.",
    Fault.UNKNOWN_KEY: "Seal {seal} is signed with a key that is not among the trusted ones.",
    Fault.WRONG_SIGNATURE: "Seal {seal} does not carry the signature of its key.",
    Fault.OTHER_HEAD: "Seal {seal} is not the one whose head was copied: something in {events} was rewritten.",
    Fault.CUT_OFF: "The head of seal {seal} was copied, but the history ends before it: its end was cut off.",
    Fault.MISSING_SEAL: "The head of seal {seal} was copied, but the history has no such seal.",
    Fault.UNORDERED_HEADS: "The head of seal {seal} is out of its order among the heads.",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the events it lies in and the seal that told, None where it has none."""

    fault: Fault
    first: int | None = None
    last: int | None = None
    seal: int | None = None

    def __str__(self) -> str:
        sentence = SENTENCES[self.fault].format(events=self._events(), seal=self.seal)
        return sentence[0].upper() + sentence[1:]

    def _events(self) -> str:
        return f"event {self.first}" if self.first == self.last else f"events {self.first} to {self.last}"


@dataclass(frozen=True)
class Verified:
    """What was found; ``open_tail`` events are not sealed yet and not covered, ``erased`` ones are by rule.

    ``problems`` lists the first hundred, ``unlisted`` counts the others. ``first_bad`` is the lowest event number that
    a problem names: the events before it are as they were sealed.
    """

    events: int
    seals: int
    open_tail: int
    erased: int
    first_bad: int | None
    problems: tuple[Problem, ...]
    unlisted: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


class Problems:
    """Gathers problems in bounded memory."""

    def __init__(self) -> None:
        self.listed: list[Problem] = []
        self.unlisted = 0
        self.first_bad: int | None = None

    def add(self, fault: Fault, *, first: int | None = None, last: int | None = None, seal: int | None = None) -> None:
        """Notes a problem; ``last`` is ``first`` unless told."""
        if first is not None:
            self.first_bad = first if self.first_bad is None else min(first, self.first_bad)
        if len(self.listed) < LISTED:
            self.listed.append(Problem(fault, first=first, last=first if last is None else last, seal=seal))
        else:
            self.unlisted += 1
