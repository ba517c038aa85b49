"""Work becomes facts: every row once, whatever happens between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from spine_cast import judgement, published

from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.facts.verification import verify
from evenhand.ops.spine import outbox, publisher
from evenhand.ops.spine.facts import horizon, whole
from evenhand.ops.spine.models import Heartbeat, OutboxRow, SetAsideRow

pytestmark = pytest.mark.django_db


def raw(table: str, *rows: Any, at: datetime) -> None:
    """Leaves rows that ``outbox.publish`` would not, as an older version or a mistake of ours might have."""
    OutboxRow.objects.bulk_create(OutboxRow(table=table, row=row, written_at=at) for row in rows)


def test_waiting_rows_become_one_batch(leave: Any, at: datetime) -> None:
    leave(1, 2)
    leave(3)

    done = publisher.publish_waiting(at=at)

    assert (done.rows, done.batch) == (3, 1)
    assert published() == ["j1", "j2", "j3"]
    assert verify(whole()).ok


def test_the_entry_names_the_outbox_rows_and_they_name_their_batch(leave: Any, at: datetime) -> None:
    leave(1, 2, 3)

    done = publisher.publish_waiting(at=at)

    ids = sorted(OutboxRow.objects.values_list("id", flat=True))
    assert list(whole().state().notes_of("publish")) == [{"outbox": [[ids[0], ids[2]]], "batch": done.batch}]
    assert set(OutboxRow.objects.values_list("batch", flat=True)) == {done.batch}


def test_nothing_waits_and_nothing_is_written_but_the_sign_of_life(at: datetime) -> None:
    done = publisher.publish_waiting(at=at)

    assert (done.rows, done.batch) == (0, None)
    assert whole().state().entries == 0
    assert Heartbeat.objects.get(role="publisher").beat_at == at


def test_a_second_run_finds_nothing_more(leave: Any, at: datetime) -> None:
    leave(1, 2)
    publisher.publish_waiting(at=at)

    assert publisher.publish_waiting(at=at).rows == 0
    assert published() == ["j1", "j2"]


def test_more_than_a_batch_is_left_for_the_next(leave: Any, at: datetime) -> None:
    leave(*range(10, 15))

    assert [publisher.publish_waiting(at=at, most=2).rows for _ in range(3)] == [2, 2, 1]
    assert published() == [f"j{number}" for number in range(10, 15)]


def test_rows_of_several_tables_go_in_one_batch(leave: Any, at: datetime) -> None:
    leave(1)
    with transaction.atomic():
        outbox.publish("reports", [{"source": "console", "report_id": "r1", "item_id": "i1"}], at=at)

    done = publisher.publish_waiting(at=at)

    assert done.rows == 2
    assert {file.table for file in whole().state().files.values()} == {"judgements", "reports"}


def test_values_arrive_as_the_contract_has_them(leave: Any, at: datetime) -> None:
    when = datetime(2026, 3, 1, 23, 59, 59, 123456, tzinfo=UTC)
    leave(1, judged_at=when, seconds=12.5, reach=3, violating=True, labels=["a;b", "c"], label="骚扰", score=0)

    publisher.publish_waiting(at=at)

    columns = "epoch_us(judged_at), seconds, reach, violating, labels, label, score, version, retracted, setting"
    (row,) = whole().query(f"SELECT {columns} FROM judgements").to_pylist()
    assert list(row.values()) == [
        int(when.timestamp() * 1_000_000),
        12.5,
        3,
        True,
        ["a;b", "c"],
        "骚扰",
        0.0,
        1,
        False,
        "live",
    ]


def test_a_changed_mind_is_a_later_version_and_is_what_readers_see(leave: Any, at: datetime) -> None:
    leave(1, label="none")
    publisher.publish_waiting(at=at)
    leave(1, label="hate", version=2)

    publisher.publish_waiting(at=at)

    assert whole().query("SELECT label FROM judgements").to_pylist() == [{"label": "hate"}]


@pytest.mark.parametrize(
    ("row", "fault", "column"),
    [
        (judgement(9, judged_at="2026-03-02T09:30:00"), "does_not_fit", "judged_at"),
        (judgement(9, judged_at="yesterday"), "does_not_fit", "judged_at"),
        (judgement(9, judged_at="infinity"), "does_not_fit", "judged_at"),
        (judgement(9, judged_at="2026-03-02T09:30:00Z", reach=3.5), "does_not_fit", "reach"),
        (judgement(9, judged_at=None, setting="dreaming"), "does_not_fit", "setting"),
        (judgement(9, judged_at=None, score=1.5), "does_not_fit", "score"),
        (judgement(9, judged_at=None, score="nan"), "does_not_fit", "score"),
        (judgement(9, judged_at=None, severity=400), "does_not_fit", "severity"),
        (judgement(9, judged_at=None, version="first"), "does_not_fit", "version"),
        (judgement(9, judged_at=None, item_id=None), "missing", "item_id"),
        (judgement(9, judged_at=None, source=None), "missing", "source"),
        (judgement(9, judged_at=None, mood="good"), "unknown_column", ""),
        (judgement(9, judged_at=None, batch=7), "unknown_column", ""),
        (["not", "a", "row"], "missing", "judgement_id"),
        ("text", "missing", "judgement_id"),
    ],
)
def test_a_row_that_does_not_fit_is_set_aside_and_stops_no_other(
    leave: Any, at: datetime, row: Any, fault: str, column: str
) -> None:
    leave(1)
    raw("judgements", row, at=at)
    leave(2)

    done = publisher.publish_waiting(at=at)

    assert (done.rows, done.set_aside) == (2, 1)
    assert published() == ["j1", "j2"]
    assert list(SetAsideRow.objects.values_list("fault", "column", "row")) == [(fault, column, row)]
    assert not OutboxRow.objects.filter(batch=None).exists()


def test_a_row_of_an_unknown_table_is_set_aside(leave: Any, at: datetime) -> None:
    raw("dreams", {"source": "console"}, at=at)
    leave(1)

    assert publisher.publish_waiting(at=at).rows == 1
    assert SetAsideRow.objects.get().fault == "unknown_table"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no half character in the first place")
def test_rows_that_cannot_be_read_are_found_among_many(leave: Any, at: datetime) -> None:
    leave(*range(100, 140))
    raw("judgements", judgement(1, judged_at=None, label="\ud800"), judgement(2, judged_at=None, label="\udfff"), at=at)
    leave(*range(140, 180))

    done = publisher.publish_waiting(at=at)

    assert (done.rows, done.set_aside) == (80, 2)
    assert set(SetAsideRow.objects.values_list("fault", flat=True)) == {"unreadable"}


def test_only_misfits_make_no_batch(at: datetime) -> None:
    raw("judgements", {"source": "console"}, at=at)

    done = publisher.publish_waiting(at=at)

    assert (done.rows, done.batch, done.set_aside) == (0, None, 1)
    assert whole().state().entries == 0


def test_a_row_set_aside_does_not_hold_the_horizon_back(leave: Any, at: datetime) -> None:
    raw("judgements", {"source": "console"}, at=at - timedelta(hours=3))
    leave(1)

    publisher.publish_waiting(at=at)

    assert horizon() == at


def test_a_row_set_aside_can_be_tried_again_when_the_fault_is_mended(at: datetime) -> None:
    raw("judgements", judgement(1, judged_at=None, mood="good"), at=at)
    publisher.publish_waiting(at=at)
    row = SetAsideRow.objects.get()
    del row.row["mood"]

    outbox.try_again(row, at=at)
    publisher.publish_waiting(at=at)

    assert published() == ["j1"]
    assert not SetAsideRow.objects.exists()


def test_the_horizon_is_the_oldest_waiting_row_until_it_is_published(leave: Any, at: datetime) -> None:
    leave(1)
    assert horizon() == at
    publisher.publish_waiting(at=at + timedelta(seconds=5))

    assert horizon() == at + timedelta(seconds=5)


def test_the_lag_is_the_age_of_the_oldest_waiting_row(leave: Any, at: datetime) -> None:
    leave(1)

    assert publisher.lag(at=at + timedelta(seconds=7)) == timedelta(seconds=7)


def test_without_waiting_rows_there_is_no_lag(at: datetime) -> None:
    assert publisher.lag(at=at) == timedelta(0)


def test_a_clock_that_was_set_back_gives_no_negative_lag(leave: Any, at: datetime) -> None:
    leave(1)

    assert publisher.lag(at=at - timedelta(days=1)) == timedelta(0)


def test_an_entry_whose_rows_were_not_marked_is_settled_and_adds_nothing(leave: Any, at: datetime) -> None:
    leave(1, 2)
    publisher.publish_waiting(at=at)
    OutboxRow.objects.update(batch=None)  # as if the process had been killed before the mark

    done = publisher.publish_waiting(at=at)

    assert done.rows == 0
    assert published() == ["j1", "j2"]
    assert set(OutboxRow.objects.values_list("batch", flat=True)) == {1}


def test_an_unmarked_entry_is_settled_and_newer_rows_go_into_the_next(leave: Any, at: datetime) -> None:
    leave(1, 2)
    publisher.publish_waiting(at=at)
    OutboxRow.objects.update(batch=None)
    leave(3)

    done = publisher.publish_waiting(at=at)

    assert (done.rows, done.batch) == (1, 2)
    assert published() == ["j1", "j2", "j3"]


def test_a_row_that_committed_late_with_an_earlier_id_is_published(leave: Any, at: datetime) -> None:
    leave(1, 2, 3)
    middle = OutboxRow.objects.order_by("id")[1]
    OutboxRow.objects.filter(id=middle.id).delete()  # its transaction is still open
    publisher.publish_waiting(at=at)
    middle.save(force_insert=True)

    done = publisher.publish_waiting(at=at)

    assert done.rows == 1
    assert published() == ["j1", "j2", "j3"]


def test_other_writers_entries_between_do_not_hide_an_unmarked_one(leave: Any, at: datetime) -> None:
    leave(1)
    publisher.publish_waiting(at=at)
    OutboxRow.objects.update(batch=None)
    with whole().writing("sample") as batch:
        batch.note = {"sample": "s"}

    assert publisher.publish_waiting(at=at).rows == 0
    assert published() == ["j1"]


def test_runs_of_ids_leave_gaps_out() -> None:
    assert publisher.ranges([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]


def test_many_gaps_are_marked_too(leave: Any, at: datetime) -> None:
    leave(*range(1_000))
    OutboxRow.objects.filter(id__in=list(OutboxRow.objects.order_by("id").values_list("id", flat=True))[::2]).delete()

    publisher.publish_waiting(at=at)

    assert len(whole().state().notes_of("publish")[0]["outbox"]) == 500
    assert not OutboxRow.objects.filter(batch=None).exists()


def test_while_another_writes_the_rows_wait(leave: Any, at: datetime) -> None:
    leave(1)

    with whole().writing("import"), pytest.raises(RequestError, match="being written by"):
        publisher.publish_waiting(at=at)

    assert publisher.publish_waiting(at=at).rows == 1


def test_facts_that_are_older_than_the_work_are_left_alone(leave: Any, at: datetime, home: Path) -> None:
    leave(1)
    publisher.publish_waiting(at=at)
    OutboxRow.objects.update(batch=4)
    leave(2)

    with pytest.raises(RequestError, match="older than the work database"):
        publisher.publish_waiting(at=at)

    assert published() == ["j1"]


def test_published_rows_are_deleted_after_a_day_and_waiting_ones_never(leave: Any, at: datetime) -> None:
    leave(1)
    publisher.publish_waiting(at=at)
    leave(2)

    assert publisher.delete_published(at=at + timedelta(hours=23)) == 0
    assert publisher.delete_published(at=at + timedelta(hours=25)) == 1
    assert OutboxRow.objects.get().row["judgement_id"] == "j2"


def test_facts_ahead_of_a_restored_database_are_settled_once_and_their_ids_never_given_again(
    leave: Any, at: datetime
) -> None:
    leave(1)
    publisher.publish_waiting(at=at)
    leave(2, 3)
    publisher.publish_waiting(at=at)
    highest = OutboxRow.objects.order_by("-id")[0].id
    OutboxRow.objects.update(batch=None)  # the database as it was before both runs …
    OutboxRow.objects.filter(id=highest).delete()  # … and before the last row
    restart_numbers_at(highest - 1)

    marked = publisher.settle_all()
    leave(4)
    publisher.publish_waiting(at=at)

    assert marked == 2
    assert published() == ["j1", "j2", "j3", "j4"]
    assert OutboxRow.objects.order_by("-id")[0].id > highest


def restart_numbers_at(number: int) -> None:
    """Sets the counter of outbox ids back, as restoring a database does."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = 'spine_outboxrow'", [number])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence('spine_outboxrow', 'id'), %s)", [number])


def test_settling_everything_in_order_changes_nothing(leave: Any, at: datetime) -> None:
    leave(1, 2)
    publisher.publish_waiting(at=at)

    assert publisher.settle_all() == 0
    assert isinstance(whole(), Facts)
