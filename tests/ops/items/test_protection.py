"""Each exposure tier has a floor of protection; people may raise it and never lower it."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.facts.errors import RequestError
from evenhand.ops.items.protection import Protection, floor, strengthened

TIERS = st.sampled_from([None, 0, 1, 2, 3, 4])
PROTECTIONS = st.builds(Protection, **{field.name: st.booleans() for field in fields(Protection)})


@pytest.mark.parametrize("tier", [1, 2, 3, 4])
def test_a_worse_tier_is_never_shown_more_openly(tier: int) -> None:
    assert floor(tier).covers(floor(tier - 1))


def test_what_nobody_has_judged_is_shown_as_if_it_were_graphic() -> None:
    assert floor(None) == floor(3)


def test_graphic_media_are_soft_small_silent_and_come_after_the_words() -> None:
    assert floor(3) == Protection(text_first=True, blur=True, grey=True, mute=True, small=True)


def test_the_words_of_the_worst_tier_are_covered_too() -> None:
    assert [floor(tier).text_covered for tier in range(5)] == [False, False, False, False, True]


@pytest.mark.parametrize("tier", [-1, 5])
def test_an_unknown_tier_is_refused(tier: int) -> None:
    with pytest.raises(RequestError, match="Use 0 to 4"):
        floor(tier)


@given(TIERS, PROTECTIONS)
def test_wishes_add_and_never_take_away(tier: int | None, wishes: Protection) -> None:
    found = strengthened(floor(tier), wishes)
    assert found.covers(floor(tier))
    assert found.covers(wishes)


@given(TIERS, PROTECTIONS)
def test_wishing_again_changes_nothing(tier: int | None, wishes: Protection) -> None:
    once = strengthened(floor(tier), wishes)
    assert strengthened(once, wishes) == once


def test_without_wishes_the_floor_holds() -> None:
    assert strengthened(floor(2), Protection()) == floor(2)
