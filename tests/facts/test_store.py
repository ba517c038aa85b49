"""The store: batches, digests, versions, earlier states, contracts of yesterday, and what a connection may touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from facts_cast import counted, judgement, judgements, rows_of, snapshot

from evenhand.facts import RequestError, compact, summarise, verify
from evenhand.facts.contracts import Column, Contract, Kind, Upcast
from evenhand.facts.engine import Settings
from evenhand.facts.entries import NOTHING
from evenhand.facts.store import Facts
from evenhand.facts.tables import ITEMS, JUDGEMENTS, TABLES

Add = Callable[..., int]


@pytest.mark.parametrize("table", list(TABLES))
def test_every_table_of_an_empty_store_is_there_with_its_columns_and_no_rows(facts: Facts, table: str) -> None:
    found = facts.query(f"SELECT * FROM {table}")
    assert found.num_rows == 0
    assert tuple(found.column_names) == TABLES[table].names


def test_a_batch_has_the_count_of_its_rows(facts: Facts, add: Add) -> None:
    add("judgements", *judgements(5))
    add("judgements", *judgements(7, first=5))
    state = facts.state()
    assert {number: digest.rows for number, digest in state.digests_of("judgements").items()} == {1: 5, 2: 7}
    assert state.batch == 2


def digests(facts: Facts) -> Any:
    return facts.state().digests_of("judgements")


@pytest.mark.parametrize("threads", [1, 2])
def test_a_digest_does_not_depend_on_row_order_or_threads(tmp_path: Path, add: Add, threads: int) -> None:
    rows = judgements(40)
    plain = Facts.open(tmp_path / "plain", settings=Settings(threads=2), create=True)
    other = Facts.open(tmp_path / "other", settings=Settings(threads=threads), create=True)
    add("judgements", *rows, store=plain)
    add("judgements", *reversed(rows), store=other)
    assert digests(plain) == digests(other)


@pytest.mark.parametrize(
    "other",
    [
        {"label": "spam "},
        {"judge_id": None},
        {"queue": ""},
        {"labels": ["a", "b"]},
        {"labels": ["a,b"]},
        {"source": "elsewhere"},
        {"seconds": 0.1},
        {"judged_at": datetime(2026, 3, 1, 10, 0, 0, 1, tzinfo=UTC)},
        {"version": 2},
        {"retracted": True},
        {"setting": "quiz"},
    ],
)
def test_a_digest_changes_with_any_value(tmp_path: Path, add: Add, other: dict[str, Any]) -> None:
    stores = [Facts.open(tmp_path / name, create=True) for name in ("one", "two")]
    base = judgement(1, labels=["a"], queue=None)
    add("judgements", base, store=stores[0])
    add("judgements", base | other, store=stores[1])
    assert digests(stores[0]) != digests(stores[1])


def test_an_absent_column_and_a_null_one_are_the_same_row(tmp_path: Path, add: Add) -> None:
    stores = [Facts.open(tmp_path / name, create=True) for name in ("one", "two")]
    add("judgements", judgement(1), store=stores[0])
    add("judgements", judgement(1, queue=None, reach=None), store=stores[1])
    assert digests(stores[0]) == digests(stores[1])
    assert rows_of(stores[0]) == rows_of(stores[1])


def test_a_value_at_its_default_and_an_absent_one_are_the_same_row(tmp_path: Path, add: Add) -> None:
    stores = [Facts.open(tmp_path / name, create=True) for name in ("one", "two")]
    add("judgements", judgement(1), judgement(2, setting="quiz"), store=stores[0])
    add("judgements", judgement(1, setting="live", judge_kind="human", version=1), store=stores[1])
    add("judgements", judgement(2, setting="quiz"), store=stores[1])
    assert sum(digests(stores[1]).values(), NOTHING) == digests(stores[0])[1]


def test_neighbouring_columns_with_swapped_values_are_other_rows(tmp_path: Path, add: Add) -> None:
    stores = [Facts.open(tmp_path / name, create=True) for name in ("one", "two")]
    add("judgements", judgement(1, queue="a", market="b"), store=stores[0])
    add("judgements", judgement(1, queue="b", market="a"), store=stores[1])
    assert digests(stores[0]) != digests(stores[1])


def test_an_absent_value_takes_the_default_of_its_column(facts: Facts, add: Add) -> None:
    add("judgements", judgement(1), judgement(2, judge_kind="llm"))
    (first, second) = rows_of(facts)
    assert (first["judge_kind"], second["judge_kind"]) == ("human", "llm")
    assert (first["setting"], first["version"], first["retracted"]) == ("live", 1, False)


def test_readers_see_the_highest_version_and_nothing_retracted(facts: Facts, add: Add) -> None:
    add("judgements", *judgements(4))
    add("judgements", judgement(1, label="changed", version=2), judgement(2, version=2, retracted=True))
    assert {row["judgement_id"]: row["label"] for row in rows_of(facts)} == {
        "j0": "none",
        "j1": "changed",
        "j3": "none",
    }


def test_an_earlier_batch_is_read_as_it_stood(facts: Facts, add: Add) -> None:
    add("judgements", *judgements(4))
    before = rows_of(facts)
    add("judgements", judgement(1, label="changed", version=2), judgement(2, version=2, retracted=True), judgement(9))
    assert rows_of(facts, at_batch=1) == before
    assert counted(facts, at_batch=0) == 0
    assert counted(facts, at_batch=2) == counted(facts) == 4


def test_the_same_id_of_another_source_is_another_row(facts: Facts, add: Add) -> None:
    add("judgements", judgement(1))
    add("judgements", judgement(1, source="partner", version=2, label="other"))
    assert {row["source"]: row["label"] for row in rows_of(facts)} == {"console": "spam", "partner": "other"}


def test_rows_lie_in_the_month_of_their_time_in_utc_and_undated_ones_apart(facts: Facts, add: Add) -> None:
    add(
        "judgements",
        judgement(1, judged_at=datetime.fromisoformat("2026-04-01T07:59:00+08:00")),
        judgement(2, judged_at=datetime.fromisoformat("2026-04-01T08:00:00+08:00")),
        judgement(3, judged_at=None),
    )
    months = {file.month: file.rows for file in facts.state().files.values()}
    assert months == {"2026-03": 1, "2026-04": 1, "unknown": 1}


def test_a_time_that_no_calendar_of_ours_has_is_stored_all_the_same(facts: Facts) -> None:
    times = ("infinity", "-infinity", "0044-03-15 (BC)", "12026-03-01", "2026-03-01")
    rows = ", ".join(f"('j{number}', 's', 'i', 'x', '{time}'::TIMESTAMPTZ)" for number, time in enumerate(times))
    with facts.writing("test") as batch:
        batch.add("judgements", f"(FROM (VALUES {rows}) t(judgement_id, source, item_id, label, judged_at))")
    assert counted(facts) == len(times)
    assert verify(facts).ok


def test_a_batch_that_fails_leaves_no_trace(facts: Facts, add: Add) -> None:
    add("judgements", *judgements(3))
    before = snapshot(facts.home)

    def failing() -> None:
        with facts.writing("test") as batch:
            batch.add("judgements", "(SELECT 'j9' AS judgement_id, 's' AS source, 'i' AS item_id, 'x' AS label)")
            raise KeyError("as it happens")

    with pytest.raises(KeyError):
        failing()
    assert snapshot(facts.home) == before


def test_a_batch_without_rows_or_note_is_no_entry(facts: Facts) -> None:
    with facts.writing("test"):
        pass
    assert facts.state().entries == 0


def test_a_fact_file_says_its_contract_version(facts: Facts, add: Add) -> None:
    add("judgements", *judgements(2))
    (path,) = facts.folder.rglob("*.parquet")
    (found,) = duckdb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')").fetchall()
    assert found == ("evenhand_contract", "judgements/1")


STEP = Upcast("reads urgency from the queue", 1, {"urgency": "CASE WHEN queue = 'now' THEN 'high' END"})
SECOND = replace(
    JUDGEMENTS,
    columns=(*JUDGEMENTS.columns, Column("urgency", Kind.TEXT, "how urgent it was")),
    version=2,
    upcasts=(STEP,),
)


def reopened(facts: Facts, contract: Contract) -> Facts:
    return Facts.open(facts.home, settings=facts.settings, tables=TABLES | {contract.table: contract})


@pytest.fixture
def two_contracts(facts: Facts, add: Add) -> Facts:
    """A store with a file of the first contract and one of the second."""
    add("judgements", judgement(1, queue="now", attributes='{"shift":"late"}'), judgement(2))
    later = reopened(facts, SECOND)
    add("judgements", judgement(3, queue="now"), judgement(4, urgency="low"), store=later)
    return later


URGENCIES = {"j1": "high", "j2": None, "j3": None, "j4": "low"}


def urgencies(facts: Facts, **at: int) -> dict[str, str | None]:
    return {row["judgement_id"]: row["urgency"] for row in rows_of(facts, **at)}


def test_an_older_file_is_read_by_its_up_cast(two_contracts: Facts) -> None:
    assert urgencies(two_contracts) == URGENCIES
    assert urgencies(two_contracts, at_batch=1) == {"j1": "high", "j2": None}


def test_an_up_cast_that_gives_a_value_leaves_the_digests_as_they_were_committed(two_contracts: Facts) -> None:
    assert verify(two_contracts).ok


def test_files_of_two_contracts_are_merged_into_one_of_the_later(two_contracts: Facts) -> None:
    assert compact(two_contracts).files_after == 1
    assert [file.contract for file in two_contracts.state().files.values()] == [2]
    assert urgencies(two_contracts) == URGENCIES
    assert verify(two_contracts).ok


def test_a_file_of_a_later_contract_is_refused_with_the_way_out(two_contracts: Facts) -> None:
    with pytest.raises(RequestError, match=r"contract version 2; this Evenhand knows 1\..*newer Evenhand"):
        counted(reopened(two_contracts, JUDGEMENTS))


def test_a_missing_up_cast_is_our_own_failure(two_contracts: Facts) -> None:
    with pytest.raises(LookupError, match="no up-cast for judgements from version 1"):
        counted(reopened(two_contracts, replace(SECOND, upcasts=())))


def test_memory_and_threads_are_what_the_settings_say(tmp_path: Path) -> None:
    store = Facts.open(tmp_path, settings=Settings(memory="200MB", threads=1), create=True)
    (row,) = store.query("SELECT current_setting('memory_limit') AS m, current_setting('threads') AS t").to_pylist()
    assert row == {"m": "190.7 MiB", "t": 1}


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_MEMORY", "300MB")
    monkeypatch.setenv("EVENHAND_THREADS", "3")
    assert Settings.from_environment() == Settings(memory="300MB", threads=3)


@pytest.mark.parametrize("value", ["0", "-1", "two", "", "²"])
def test_a_number_of_threads_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EVENHAND_THREADS", value)
    with pytest.raises(RequestError, match=f"EVENHAND_THREADS is {value!r}"):
        Settings.from_environment()


def test_a_memory_limit_that_cannot_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="EVENHAND_MEMORY is 'plenty'"):
        counted(Facts.open(tmp_path, settings=Settings(memory="plenty"), create=True))


def test_a_query_past_the_memory_limit_says_what_to_raise(tmp_path: Path) -> None:
    store = Facts.open(tmp_path, settings=Settings(memory="30MB", threads=1), create=True)
    with pytest.raises(RequestError, match=r"more memory than it may use\. Raise EVENHAND_MEMORY"):
        store.query("SELECT list(range::VARCHAR || repeat('x', 100)) FROM range(3000000)")


def test_an_unknown_time_zone_is_named(facts: Facts) -> None:
    with (
        pytest.raises(RequestError, match="There is no time zone 'Asia/Nowhere'"),
        facts.connection(timezone="Asia/Nowhere"),
    ):
        pass


OUTSIDE = [
    "SELECT * FROM read_text('{outside}')",
    "SELECT * FROM read_csv('{outside}')",
    "SELECT * FROM '{outside}'",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_text('{facts}/../../outside.csv')",
    "COPY (SELECT 1) TO '{folder}/new.csv'",
    "ATTACH '{folder}/new.db'",
    "SELECT * FROM read_csv('https://127.0.0.1/x.csv')",
    "INSTALL httpfs",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
]


@pytest.mark.parametrize("statement", OUTSIDE)
def test_a_connection_reaches_nothing_outside_its_folders(facts: Facts, tmp_path: Path, statement: str) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("secret\n1\n")
    before = snapshot(tmp_path)
    asked = statement.format(outside=outside, folder=tmp_path, facts=facts.folder)
    with facts.connection() as connection, pytest.raises(duckdb.Error):
        connection.execute(asked).fetchall()
    assert snapshot(tmp_path) == before


def test_a_folder_that_is_allowed_can_be_read(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "a.csv").write_text("n\n7\n")
    with facts.connection(allowed=[tmp_path / "given"]) as connection:
        assert connection.sql(f"SELECT n FROM read_csv('{tmp_path}/given/a.csv')").fetchall() == [(7,)]


def test_a_home_without_facts_is_told_apart_from_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="There are no facts in"):
        Facts.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_home_that_is_a_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(RequestError, match="cannot be used"):
        Facts.open(tmp_path / "home", create=True)


def test_a_summary_counts_what_stands(facts: Facts, add: Add) -> None:
    add("judgements", *judgements(3), judgement(7, judged_at=None, source="partner"))
    add("judgements", judgement(1, version=2, retracted=True))
    add("items", {"item_id": "i1", "source": "console", "text": "hello"})
    summary = summarise(facts)
    held = {table.table: table for table in summary.tables}
    assert set(held) == {JUDGEMENTS.table, ITEMS.table}
    decisions = held["judgements"]
    assert (decisions.rows, decisions.undated, decisions.sources) == (3, 1, ("console", "partner"))
    assert (decisions.first, decisions.last) == (judgement(0)["judged_at"], judgement(2)["judged_at"])
    assert (summary.batch, summary.entries) == (3, 3)
    assert summary.horizon == facts.state().at


CHANGED = "is not the file that was written: its SHA-256 differs"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), CHANGED),
        (lambda path: path.write_bytes(path.read_bytes()[:40] + b"?" + path.read_bytes()[41:]), CHANGED),
    ],
)
def test_a_damaged_fact_file_is_named(facts: Facts, add: Add, damage: Callable[[Path], Any], said: str) -> None:
    add("judgements", *judgements(3))
    (path,) = facts.folder.rglob("*.parquet")
    damage(path)
    found = verify(facts)
    assert not found.ok
    assert found.faults == (f"{path.relative_to(facts.folder)} {said}.",)
