"""Writers of one process take turns in the order in which they asked."""

from __future__ import annotations

import threading
import time

import pytest

from evenhand.ops.spine.turns import Turns


def _took(turns: Turns, name: int, order: list[int]) -> None:
    with turns.turn():
        order.append(name)


def test_a_turn_is_handed_on_in_the_order_in_which_it_was_asked_for() -> None:
    turns, order = Turns(), list[int]()
    waiting = [threading.Thread(target=_took, args=(turns, name, order)) for name in range(20)]
    with turns.turn():
        for thread in waiting:
            thread.start()
            time.sleep(0.01)  # each asks after the one before
        assert order == []
    for thread in waiting:
        thread.join(5)
    assert order == list(range(20))


def test_a_turn_that_fails_is_handed_on() -> None:
    turns, order = Turns(), list[int]()
    with pytest.raises(ValueError, match="broken"), turns.turn():
        raise ValueError("broken")
    _took(turns, 1, order)
    assert order == [1]
