"""A history as it was sealed is found whole; whatever was done to it since is found, and where."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_cast import (
    KEY,
    NOON,
    OTHER_KEY,
    History,
    decided,
    emptied,
    faults,
    payload_and_leaf_changed,
    sealed,
    stored,
    three_seals,
)

from evenhand.ops.ledger.problems import LISTED, Fault, Problem, Verified
from evenhand.ops.ledger.seals import following
from evenhand.ops.ledger.tree import Frontier
from evenhand.ops.ledger.verification import StoredEvent, verify

Tamper = Callable[[History], None]


def test_a_history_as_it_was_sealed_is_whole() -> None:
    assert three_seals().verified() == Verified(
        events=9, seals=3, open_tail=0, erased=0, first_bad=None, problems=(), unlisted=0
    )


def test_an_empty_ledger_is_whole() -> None:
    assert verify([], [], [], keys={}).ok


def test_events_that_are_not_sealed_yet_are_counted_and_not_covered() -> None:
    history = three_seals()
    history.events += [stored(decided(10), number=None), stored(decided(11), number=None)]
    found = history.verified()
    assert (found.ok, found.events, found.open_tail) == (True, 9, 2)


def changed(event: StoredEvent) -> StoredEvent:
    return event._replace(payload=decided(4, by="chi"))


def payload_changed(history: History) -> None:
    history.events[3] = changed(history.events[3])


def salt_changed(history: History) -> None:
    history.events[3] = history.events[3]._replace(salt=bytes(32))


def salt_shortened(history: History) -> None:
    history.events[3] = history.events[3]._replace(salt=b"")


def salt_taken_away(history: History) -> None:
    history.events[3] = history.events[3]._replace(salt=None)


def payload_taken_away(history: History) -> None:
    history.events[3] = history.events[3]._replace(payload=None)


def emptied_in_secret(history: History) -> None:
    history.events[3] = emptied(history.events[3])


def leaf_of_an_emptied_event_changed(history: History) -> None:
    history.events[3] = StoredEvent(4, bytes(32), None, None)


def dropped(history: History) -> None:
    del history.events[3]


def dropped_and_renumbered(history: History) -> None:
    del history.events[3]
    history.events = [event._replace(number=n) for n, event in enumerate(history.events, start=1)]


def number_taken_away(history: History) -> None:
    history.events.append(history.events.pop(3)._replace(number=None))


def swapped(history: History) -> None:
    history.events[3], history.events[4] = (
        history.events[4]._replace(number=4),
        history.events[3]._replace(number=5),
    )


def moved_to_the_next_seal(history: History) -> None:
    history.events.insert(6, history.events.pop(3))
    history.events = [event._replace(number=n) for n, event in enumerate(history.events, start=1)]


def inserted_with_a_number_in_use(history: History) -> None:
    history.events.insert(4, stored(decided(4, by="chi"), number=4))


def inserted_and_renumbered(history: History) -> None:
    history.events.insert(3, stored(decided(4, by="chi"), number=4))
    history.events = [event._replace(number=n) for n, event in enumerate(history.events, start=1)]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (payload_changed, {Fault.CHANGED}),
        (salt_changed, {Fault.CHANGED}),
        (salt_shortened, {Fault.CHANGED}),
        (salt_taken_away, {Fault.CHANGED}),
        (payload_taken_away, {Fault.CHANGED}),
        (payload_and_leaf_changed, {Fault.REPLACED}),
        (emptied_in_secret, {Fault.BLANKED}),
        (leaf_of_an_emptied_event_changed, {Fault.REPLACED, Fault.BLANKED}),
        (dropped, {Fault.DROPPED, Fault.REPLACED}),
        (dropped_and_renumbered, {Fault.DROPPED, Fault.REPLACED}),
        (number_taken_away, {Fault.DROPPED, Fault.REPLACED}),
        (swapped, {Fault.REPLACED}),
        (moved_to_the_next_seal, {Fault.REPLACED}),
        (inserted_with_a_number_in_use, {Fault.REPLACED, Fault.REPEATED}),
        (inserted_and_renumbered, {Fault.REPLACED, Fault.UNCOVERED}),
    ],
)
def test_a_change_to_events_is_found_where_it_is(tamper: Tamper, expected: set[Fault]) -> None:
    history = three_seals()
    tamper(history)
    found = history.verified()
    assert faults(found) == expected
    assert found.first_bad == 4


def test_a_change_in_one_seal_leaves_the_others_without_blame() -> None:
    history = three_seals()
    payload_and_leaf_changed(history)
    assert [(problem.seal, problem.first, problem.last) for problem in history.verified().problems] == [(2, 4, 5)]


def test_each_change_is_found_also_behind_another() -> None:
    history = three_seals()
    payload_and_leaf_changed(history)
    history.events[7] = stored(decided(8, by="chi"), number=8)
    assert [problem.seal for problem in history.verified().problems] == [2, 3]


def seal_taken_away(history: History) -> None:
    del history.seals[1]


def seal_signed_with_another_key(history: History) -> None:
    history.seals[1] = replace(history.seals[1], signature=OTHER_KEY.sign(history.seals[1].message))


def seal_of_a_stranger(history: History) -> None:
    history.sealed_anew(key=OTHER_KEY)


def roots_of_a_seal_changed(history: History) -> None:
    payload_and_leaf_changed(history)
    events, whole = (
        Frontier().extended(event.leaf for event in part) for part in (history.events[3:5], history.events[:5])
    )
    history.seals[1] = replace(history.seals[1], events_root=events.root(), history_root=whole.root())


def bounds_of_a_seal_changed(history: History) -> None:
    history.seals[1] = replace(history.seals[1], first=10**9, last=-(10**9))


def seals_swapped(history: History) -> None:
    history.seals[1], history.seals[2] = history.seals[2], history.seals[1]


def seal_repeated(history: History) -> None:
    history.seals.insert(1, history.seals[1])


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (seal_taken_away, Fault.BROKEN_CHAIN),
        (seal_signed_with_another_key, Fault.WRONG_SIGNATURE),
        (seal_of_a_stranger, Fault.UNKNOWN_KEY),
        (roots_of_a_seal_changed, Fault.WRONG_SIGNATURE),
        (bounds_of_a_seal_changed, Fault.WRONG_SIGNATURE),
        (seals_swapped, Fault.BROKEN_CHAIN),
        (seal_repeated, Fault.BROKEN_CHAIN),
    ],
)
def test_a_change_to_seals_is_found_without_any_copied_head(tamper: Tamper, expected: Fault) -> None:
    history = three_seals()
    history.heads = []
    tamper(history)
    assert expected in faults(history.verified())


def test_a_seal_with_mad_bounds_is_placed_where_it_stands() -> None:
    history = three_seals()
    bounds_of_a_seal_changed(history)
    assert history.verified().first_bad == 4


def test_a_seal_that_cannot_be_read_is_a_problem_and_no_failure() -> None:
    history = three_seals()
    lines = [history.seals[0].to_bytes(), b"{", history.seals[2].to_bytes()]
    found = verify(history.events, lines, keys=history.keys)
    assert faults(found) == {Fault.UNREADABLE_SEAL, Fault.BROKEN_CHAIN}
    assert (found.seals, found.first_bad) == (3, 4)


def test_a_root_of_the_history_that_is_another_is_found_even_under_a_good_signature() -> None:
    history = three_seals()
    forged = replace(history.seals[2], history_root=bytes(32))
    history.seals[2] = replace(forged, signature=KEY.sign(forged.message))
    history.heads = []
    found = history.verified()
    assert (faults(found), found.first_bad) == ({Fault.REWRITTEN}, 6)


def test_an_end_without_its_seals_shows_by_its_numbers() -> None:
    history = three_seals()
    del history.seals[2:]
    history.heads = []
    found = history.verified()
    assert [(p.fault, p.first, p.last) for p in found.problems] == [(Fault.UNCOVERED, 6, 9)]


def test_a_key_can_follow_another() -> None:
    history = three_seals()
    frontier = Frontier().extended(event.leaf for event in history.events)
    event = stored(decided(10), number=10)
    seal, _ = following(history.seals[-1], frontier, [event.leaf], at=NOON, facts_head=None, key=OTHER_KEY)
    history.events.append(event)
    history.seals.append(seal)
    assert faults(history.verified()) == {Fault.UNKNOWN_KEY}
    history.keys[OTHER_KEY.public.id] = OTHER_KEY.public
    assert history.verified().ok


def test_problems_are_listed_up_to_a_hundred_and_counted_beyond() -> None:
    history = History.of(150)
    history.events = [event._replace(payload=b"{}") for event in history.events]
    found = history.verified()
    assert (len(found.problems), found.unlisted, found.first_bad) == (LISTED, 50, 1)


def test_a_problem_reads_as_a_sentence() -> None:
    history = three_seals()
    dropped(history)
    assert [str(problem) for problem in history.verified().problems] == [
        "Event 4 should be there and cannot be found.",
        "Events 4 to 5 are not the events that seal 2 covers, or not in their order.",
    ]


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_sentence(fault: Fault) -> None:

    assert str(Problem(fault, first=1, last=1, seal=1)).endswith(".")


def test_memory_does_not_grow_with_the_history() -> None:
    leaves = [stored(decided(n), number=n).leaf for n in range(1, 10_001)]
    lines = [seal.to_bytes() for seal in sealed(leaves, [10_000])]
    events = (stored(decided(n), number=n) for n in range(1, 10_001))
    tracemalloc.start()
    assert verify(events, lines, keys={KEY.public.id: KEY.public}).ok
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@st.composite
def tampered(draw: st.DrawFn) -> History:
    """A history of any shape with one thing done to its rows, by one who has no key."""
    sizes = draw(st.lists(st.integers(1, 7), min_size=1, max_size=6))
    history = History.of(*sizes)
    place = draw(st.integers(0, len(history.events) - 1))
    event = history.events[place]
    match draw(st.sampled_from(["change", "replace", "empty", "drop", "insert", "move", "end"])):
        case "change":
            history.events[place] = event._replace(payload=draw(st.binary()))
        case "replace":
            history.events[place] = stored(draw(st.binary()), number=event.number)
        case "empty":
            history.events[place] = emptied(event)
        case "drop":
            del history.events[place]
        case "insert":
            history.events.insert(place, stored(draw(st.binary()), number=event.number))
        case "move":
            history.events.insert(draw(st.integers(0, place)), stored(b"moved", number=event.number))
            history.events.remove(event)
        case "end":
            del history.events[place:]
    if draw(st.booleans()):
        history.events = [event._replace(number=n) for n, event in enumerate(history.events, start=1)]
    return history


@given(tampered())
def test_whatever_is_done_to_sealed_rows_is_found(history: History) -> None:
    assert not history.verified().ok


@given(st.lists(st.integers(1, 7), min_size=1, max_size=6))
def test_any_history_left_alone_is_whole(sizes: list[int]) -> None:
    assert History.of(*sizes).verified().ok


def test_a_history_can_be_verified_where_there_is_no_django() -> None:
    """An auditor needs the pure core only."""
    blocked = "import sys; sys.modules['django'] = None; import evenhand.ops.ledger.verification"
    subprocess.run([sys.executable, "-c", blocked], check=True)
