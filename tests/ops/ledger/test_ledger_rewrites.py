"""A rewrite with the key, and an end cut off, are found against the heads that others hold, and only so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_cast import History, faults, payload_and_leaf_changed, stored, three_seals

from evenhand.ops.ledger.heads import Head
from evenhand.ops.ledger.problems import Fault


def test_an_end_cut_off_with_its_seals_shows_by_the_heads_alone() -> None:
    history = three_seals()
    del history.events[5:], history.seals[2:]
    found = history.verified()
    assert (faults(found), found.first_bad) == ({Fault.CUT_OFF}, 6)
    history.heads = []
    assert history.verified().ok


def test_a_ledger_that_was_emptied_shows_by_the_heads() -> None:
    history = three_seals()
    history.events, history.seals = [], []
    found = history.verified()
    assert (faults(found), found.first_bad) == ({Fault.CUT_OFF}, 1)


@pytest.mark.parametrize("copied", [1, 2], ids=["head of the seal", "head of a later seal"])
def test_a_rewrite_with_the_key_is_found_against_any_head_from_there_on(copied: int) -> None:
    history = three_seals()
    payload_and_leaf_changed(history)
    history.sealed_anew()
    history.heads = [history.heads[copied]]
    found = history.verified()
    assert faults(found) == {Fault.OTHER_HEAD}
    assert found.problems[0].seal == copied + 1


def test_a_rewrite_with_the_key_is_placed_between_heads() -> None:
    history = three_seals()
    payload_and_leaf_changed(history)
    history.sealed_anew()
    assert [(p.first, p.last, p.seal) for p in history.verified().problems] == [(4, 5, 2)]


@pytest.mark.parametrize("copied", [[], [0]], ids=["no head", "a head from before"])
def test_a_rewrite_with_the_key_is_not_found_without_a_later_head(copied: list[int]) -> None:
    """The promise ends here, and says so."""
    history = three_seals()
    payload_and_leaf_changed(history)
    history.sealed_anew()
    history.heads = [history.heads[index] for index in copied]
    assert history.verified().ok


def test_a_head_of_a_seal_that_is_missing_in_the_middle_is_told() -> None:
    history = three_seals()
    del history.seals[1]
    assert [p.seal for p in history.verified().problems if p.fault is Fault.MISSING_SEAL] == [2]


def test_heads_out_of_their_order_are_told() -> None:
    history = three_seals()
    history.heads = [history.heads[1], history.heads[0], history.heads[2]]
    assert faults(history.verified()) == {Fault.UNORDERED_HEADS}


def test_heads_from_several_copies_may_repeat() -> None:
    history = three_seals()
    history.heads = [history.heads[0], history.heads[1], history.heads[1]]
    assert history.verified().ok


@given(st.lists(st.integers(1, 7), min_size=1, max_size=6), st.data())
def test_whatever_is_rewritten_with_the_key_is_found_against_the_last_head(
    sizes: list[int], data: st.DataObject
) -> None:
    history = History.of(*sizes)
    place = data.draw(st.integers(0, len(history.events) - 1))
    history.events[place] = stored(b"{}", number=place + 1)
    history.sealed_anew()
    history.heads = history.heads[-1:]
    found = history.verified()
    assert faults(found) == {Fault.OTHER_HEAD}
    assert history.heads[0] != Head.of(history.seals[-1])
