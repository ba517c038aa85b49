"""Which events an erasure names, kept as runs and as bits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_cast import History, decided, emptied, erasing, stored, three_seals

from evenhand.ops.ledger.canonical import canonical_bytes
from evenhand.ops.ledger.erasures import ERASED, Unexplained, erased_by, erasure_data
from evenhand.ops.ledger.problems import Fault


@given(st.sets(st.integers(1, 500)))
def test_an_erasure_names_what_it_was_made_of(numbers: set[int]) -> None:
    assert {number for run in erased_by(erasing(*numbers)) for number in run} == numbers


def test_neighbours_are_one_run() -> None:
    assert erasure_data([5, 3, 4, 9, 4]) == {"numbers": [[3, 5], [9, 9]]}


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"not json",
        canonical_bytes({"kind": "review.decided", "data": {"kind": ERASED, "numbers": [[1, 9]]}}),
        canonical_bytes({"kind": ERASED}),
        canonical_bytes({"kind": ERASED, "data": None}),
        canonical_bytes({"kind": ERASED, "data": {"numbers": [[1]]}}),
        canonical_bytes({"kind": ERASED, "data": {"numbers": [[None, 2]]}}),
        b'{"kind":"ledger.events_erased","data":{"numbers":[[1,Infinity]]}}',
        b'{"kind":"ledger.events_erased","data":' + b"[" * 100_000,
    ],
    ids=range(9),
)
def test_another_payload_erases_nothing(payload: bytes) -> None:
    assert erased_by(payload) == ()


@given(
    st.sets(st.integers(1, 300)),
    st.lists(st.tuples(st.integers(-5, 400), st.integers(-5, 400)).map(lambda ends: range(*ends))),
)
def test_what_no_erasure_names_stays(missing: set[int], named: list[range]) -> None:
    unexplained = Unexplained()
    for number in missing:
        unexplained.add(number)
    explained = sum(unexplained.explain(run) for run in named)
    left = {number for first, last in unexplained.runs() for number in range(first, last + 1)}
    assert left == missing - {number for run in named for number in run}
    assert explained == len(missing) - len(left)


def test_a_run_without_end_costs_nothing() -> None:
    unexplained = Unexplained()
    unexplained.add(7)
    assert unexplained.explain(range(1, 10**18)) == 1
    assert list(unexplained.runs()) == []


def test_an_event_erased_by_rule_stays_covered() -> None:
    history = History.of(3, 2, 4, payloads={7: erasing(2, 4, 5)})
    for place in (1, 3, 4):
        history.events[place] = emptied(history.events[place])
    found = history.verified()
    assert (found.ok, found.erased, found.events) == (True, 3, 9)


def test_an_erasure_that_is_not_sealed_yet_explains() -> None:
    history = three_seals()
    history.events[1] = emptied(history.events[1])
    history.events.append(stored(erasing(2), number=None))
    found = history.verified()
    assert (found.ok, found.erased, found.open_tail) == (True, 1, 1)


@pytest.mark.parametrize(
    "explanation",
    [erasing(3), erasing(8), decided(7), erasing(2).replace(b'"numbers"', b'"figures"')],
    ids=["of another event", "of a later event", "no erasure", "of no numbers"],
)
def test_an_event_emptied_without_an_erasure_that_names_it_is_found(explanation: bytes) -> None:
    history = History.of(3, 2, 4, payloads={7: explanation})
    history.events[1] = emptied(history.events[1])
    history.events[7] = emptied(history.events[7])
    found = history.verified()
    assert [(p.fault, p.first, p.last) for p in found.problems] == [(Fault.BLANKED, 2, 2), (Fault.BLANKED, 8, 8)]


def test_an_erasure_that_was_itself_emptied_explains_nothing() -> None:
    history = History.of(3, 2, 4, payloads={7: erasing(2)})
    history.events[1], history.events[6] = emptied(history.events[1]), emptied(history.events[6])
    assert [p.first for p in history.verified().problems] == [2, 7]
