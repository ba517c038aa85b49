"""A seal is one line that means one thing, signed, and follows the one before."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from ledger_cast import KEY, NOON, OTHER_KEY, History

from evenhand.facts.errors import RequestError
from evenhand.ops.ledger.seals import NONE_BEFORE, Seal, following
from evenhand.ops.ledger.tree import Frontier, root

LEAVES = [event.leaf for event in History.of(9).events]
TRUSTED = {KEY.public.id: KEY.public}


def first_seal(**changes: Any) -> tuple[Seal, Frontier]:
    asked: dict[str, Any] = {"at": NOON, "facts_head": None, "key": KEY} | changes
    return following(None, Frontier(), LEAVES[:5], **asked)


def test_a_seal_covers_its_events_and_all_before_them() -> None:
    before, frontier = first_seal()
    seal, after = following(before, frontier, iter(LEAVES[5:]), at=NOON, facts_head="a1", key=KEY)
    assert (seal.number, seal.first, seal.last, after.size) == (2, 6, 9, 9)
    assert (seal.events_root, seal.history_root) == (root(LEAVES[5:]), root(LEAVES))
    assert (before.previous, seal.previous) == (NONE_BEFORE, before.hash)


def test_a_seal_survives_its_line() -> None:
    seal, _ = first_seal(facts_head="a1")
    again = Seal.from_bytes(seal.to_bytes())
    assert (again, again.hash, again.to_bytes()) == (seal, seal.hash, seal.to_bytes())
    assert again.signed_by(TRUSTED)


def test_the_same_seal_has_the_same_line_everywhere() -> None:
    """Pinned: a seal written by one release must be read by every later one."""
    seal = Seal(1, 1, 5, bytes(32), bytes(32), NONE_BEFORE, NOON, None, "k", b"\x01")
    zeros = "0" * 64
    assert seal.to_bytes().decode() == (
        f'{{"at":"2026-03-01T12:00:00.000000Z","events_root":"{zeros}","facts_head":null,"first":1,'
        f'"history_root":"{zeros}","key":"k","last":5,"number":1,"previous":"{zeros}","signature":"01","v":1}}'
    )
    assert seal.hash.hex() == "bd7880adc569918ccf438eb307044ee3f6291328b7b00fbec1b3a165c01cb9a0"


@pytest.mark.parametrize("name", [field.name for field in fields(Seal) if field.name not in {"signature", "key"}])
def test_no_field_changes_under_a_signature(name: str) -> None:
    seal, _ = first_seal()
    changes = {"at": NOON + timedelta(microseconds=1), "facts_head": "a1", "number": 9, "first": 9, "last": 9}
    changed = replace(seal, **{name: changes.get(name, b"\x07" * 32)})
    assert not changed.signed_by(TRUSTED)
    assert changed.hash != seal.hash


def test_a_seal_is_signed_by_the_key_that_it_names_alone() -> None:
    seal, _ = first_seal()
    claimed = replace(seal, key=OTHER_KEY.public.id)
    assert not seal.signed_by({})
    assert not seal.signed_by({OTHER_KEY.public.id: OTHER_KEY.public})
    assert not claimed.signed_by(TRUSTED | {OTHER_KEY.public.id: OTHER_KEY.public})


def test_a_signature_over_the_bare_text_is_none_over_the_seal() -> None:
    seal, _ = first_seal()
    bare = seal.message.partition(b"\n")[2]
    assert not replace(seal, signature=KEY.sign(bare)).signed_by(TRUSTED)


def test_a_clock_that_was_set_back_does_not_turn_the_order() -> None:
    before, frontier = first_seal()
    seal, _ = following(before, frontier, LEAVES[5:], at=NOON - timedelta(hours=1), facts_head=None, key=KEY)
    assert seal.at == before.at


def test_nothing_to_seal_is_said() -> None:
    with pytest.raises(RequestError, match="There are no events to seal"):
        following(None, Frontier(), [], at=NOON, facts_head=None, key=KEY)


@pytest.mark.parametrize(
    "frontier", [Frontier(), Frontier().extended(LEAVES[:4]), Frontier().extended(LEAVES[1:6])], ids=str
)
def test_a_state_that_is_not_that_of_the_last_seal_is_refused(frontier: Frontier) -> None:
    before, _ = first_seal()
    with pytest.raises(RequestError, match="is not that of the last seal"):
        following(before, frontier, LEAVES[5:], at=NOON, facts_head=None, key=KEY)


def test_a_first_seal_has_no_history() -> None:
    with pytest.raises(RequestError, match=r"\(5 events\) is not that of the last seal \(0 events\)"):
        following(None, Frontier().extended(LEAVES[:5]), LEAVES[5:], at=NOON, facts_head=None, key=KEY)


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"number": "1"},
        {"number": True},
        {"number": 1.5},
        {"number": 10**30},
        {"last": None},
        {"facts_head": 0},
        {"key": 7},
        {"at": "2026-03-01T12:00:00.000000"},
        {"at": "2026-03-01T12:00:00Z"},
        {"at": "0001-01-01T00:00:00.000000+14:00"},
        {"at": 5},
        {"events_root": "zz"},
        {"events_root": "AA" * 32},
        {"surplus": 1},
        {"key": "\ud800"},
    ],
    ids=str,
)
def test_another_line_is_no_seal(changes: dict[str, object]) -> None:
    document = json.loads(first_seal()[0].to_bytes()) | changes
    line = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(RequestError):
        Seal.from_bytes(line)


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"v":1}'])
def test_anything_else_is_no_seal(line: bytes) -> None:
    with pytest.raises(RequestError, match="This is not a seal"):
        Seal.from_bytes(line)


def test_a_seal_with_other_spacing_is_no_seal() -> None:
    with pytest.raises(RequestError, match="This is not a seal"):
        Seal.from_bytes(first_seal()[0].to_bytes() + b" ")
