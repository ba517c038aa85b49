"""Sealing and checking on both databases: whatever is done to a sealed event is found."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from evenhand.facts.errors import RequestError
from evenhand.ops.ledger import heads, sealing
from evenhand.ops.ledger.checking import check
from evenhand.ops.ledger.models import Event, SealRow
from evenhand.ops.ledger.problems import Fault
from evenhand.ops.ledger.services import record
from evenhand.ops.spine import facts
from evenhand.ops.spine.refs import Ref

Tell = Callable[[int], None]
Behind = Callable[[str], None]
pytestmark = pytest.mark.django_db(transaction=True)

TAMPERING = {
    "a changed payload": ("UPDATE ledger_event SET payload = {blob} WHERE number = 4", Fault.CHANGED),
    "a dropped event": ("DELETE FROM ledger_event WHERE number = 4", Fault.DROPPED),
    "an emptied event": (
        "UPDATE ledger_event SET payload = NULL, salt = NULL, erased_at = at WHERE number = 4",
        Fault.BLANKED,
    ),
    "a seal taken away": ("DELETE FROM ledger_sealrow WHERE number = 1", Fault.BROKEN_CHAIN),
    "the end cut off": (
        "DELETE FROM ledger_event WHERE number > 5; DELETE FROM ledger_sealrow WHERE number = 2",
        Fault.CUT_OFF,
    ),
    "two events swapped": (
        "UPDATE ledger_event SET number = 1000 WHERE number = 3; UPDATE ledger_event SET number = 3 WHERE number = 4; "
        "UPDATE ledger_event SET number = 4 WHERE number = 1000",
        Fault.REPLACED,
    ),
}


def test_what_nobody_touched_verifies_and_the_open_tail_is_counted(tell: Tell, at: datetime) -> None:
    tell(5)
    with transaction.atomic():
        record("test.done", actor="ada", subject=Ref("thing", "x"), payload={}, at=at)
    found = check()
    assert found.ok
    assert (found.ledger.events, found.ledger.seals, found.ledger.open_tail) == (5, 1, 1)


@pytest.mark.parametrize(("statements", "fault"), TAMPERING.values(), ids=TAMPERING)
def test_tampering_with_a_sealed_event_is_found(tell: Tell, behind: Behind, statements: str, fault: Fault) -> None:
    tell(5)
    tell(3)
    blob = "'\\x7b7d'::bytea" if connection.vendor == "postgresql" else "x'7b7d'"
    for statement in statements.split("; "):
        behind(statement.format(blob=blob))
    assert fault in {problem.fault for problem in check().ledger.problems}


@pytest.mark.parametrize("column", ["kind", "actor", "subject"])
def test_a_list_that_lies_about_an_event_is_found(tell: Tell, behind: Behind, column: str) -> None:
    tell(3)
    behind(f"UPDATE ledger_event SET {column} = 'other' WHERE number = 2")
    found = check()
    assert found.ledger.ok
    assert "event 2" in found.sentences[0]


def test_a_rewrite_with_the_key_is_found_against_a_copied_head(
    tell: Tell, behind: Behind, tmp_path: Path, at: datetime
) -> None:
    tell(5)
    copy = tmp_path / "copied.jsonl"
    copy.write_bytes(settings.EVENHAND.heads_file.read_bytes())
    behind("DELETE FROM ledger_event")
    behind("DELETE FROM ledger_sealrow")
    settings.EVENHAND.heads_file.unlink()
    tell(5)
    assert check().ok
    assert Fault.OTHER_HEAD in {problem.fault for problem in check(copied_heads=copy).ledger.problems}


def test_a_head_that_a_crash_kept_from_the_file_is_caught_up(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    tell(2)
    monkeypatch.setattr(heads, "append", die)
    with pytest.raises(Killed):
        tell(2)
    monkeypatch.undo()
    assert SealRow.objects.count() == 2
    tell(2)
    assert [head.number for head in heads.read(settings.EVENHAND.heads_file)] == [1, 2, 3]
    assert check().ok


def write(writer: int, at: datetime) -> None:
    with closing(connections["default"]):
        for number in range(10):
            with transaction.atomic():
                record("test.done", actor=str(writer), subject=Ref("thing", str(number)), payload={}, at=at)


def seal_often(at: datetime) -> None:
    with closing(connections["default"]):
        for _ in range(5):
            with suppress(RequestError):  # the other sealer was first with the file of heads
                sealing.seal(at)


def test_many_writers_and_two_sealers_leave_one_order_without_gaps(key: None, at: datetime) -> None:
    with ThreadPoolExecutor(6) as pool:
        writing = [pool.submit(write, writer, at) for writer in range(4)]
        done = [*writing, *(pool.submit(seal_often, at) for _ in range(2))]
    assert [future.exception() for future in done] == [None] * 6
    sealing.seal_all(at)
    found = check()
    assert found.ok, found.sentences
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 41))


def test_an_event_is_recorded_only_in_the_transaction_of_its_change(key: None, at: datetime) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record("test.done", actor="ada", subject=Ref("thing", "1"), payload={}, at=at)


def test_facts_that_were_cut_back_are_found_against_the_seals(tell: Tell, add_facts: Callable[[str], None]) -> None:
    add_facts("a")
    tell(1)
    add_facts("b")
    tell(1)
    assert check(with_facts=True).ok
    manifest = facts.whole().manifest.path
    lines = manifest.read_bytes().splitlines(keepends=True)
    manifest.write_bytes(b"".join(lines[:-1]))
    facts._store.cache_clear()
    assert any("no longer in their chain" in sentence for sentence in check(with_facts=True).sentences)


def test_a_seal_from_before_the_first_facts_holds_when_there_are_some(
    tell: Tell, add_facts: Callable[[str], None]
) -> None:
    tell(1)
    add_facts("a")
    tell(1)
    assert check(with_facts=True).sentences == ()


def test_new_facts_are_sealed_though_nobody_did_anything(
    tell: Tell, add_facts: Callable[[str], None], at: datetime
) -> None:
    tell(1)
    add_facts("a")
    made = sealing.seal(at)
    assert made is not None
    assert made.facts_head == facts.head()[1]
    assert sealing.seal(at) is None


def test_a_lost_key_is_said_and_not_replaced(tell: Tell) -> None:
    tell(1)
    settings.EVENHAND.key_file.unlink()
    with pytest.raises(RequestError, match="key"):
        sealing.prepare()
