"""Erasure takes text about a subject out of every file for good; judgements stay, and what was erased stays away."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from facts_cast import judgement, rows_of, write_csv

from evenhand.facts import RequestError, Subject, compact, erase, verify
from evenhand.facts.importing import Request, import_path
from evenhand.facts.store import Facts

Add = Callable[..., int]


def contents(facts: Facts) -> str:
    """Everything that any fact file on disk holds, live or not, as one text."""
    found = (pq.ParquetFile(path).read().to_pylist() for path in sorted(facts.folder.rglob("*.parquet")))
    return repr(list(found))


@pytest.fixture
def known(facts: Facts, add: Add) -> Facts:
    """Two items of Ann and one of Bob, judged, reported, answered and told about."""
    items = [("i1", "ann", "first secret"), ("i2", "ann", "second secret"), ("i3", "bob", "third secret")]
    add(
        "items",
        *(
            {"item_id": item, "source": "app", "author_id": who, "text": text, "attributes": f'{{"aside":"{text}"}}'}
            for item, who, text in items
        ),
    )
    add("items", {"item_id": "i1", "source": "app", "author_id": "ann", "text": "edited secret", "version": 2})
    add(
        "judgements",
        *(
            judgement(number, source="app", attributes=f'{{"said":"secret of i{number}"}}', judge_id=judge)
            for number, judge in ((1, "ben"), (2, "chi"), (3, "ben"))
        ),
    )
    add(
        "reports",
        {"report_id": "r1", "source": "app", "item_id": "i1", "reporter_id": "bob", "comment": "bob's secret"},
        {"report_id": "r3", "source": "app", "item_id": "i3", "reporter_id": "ann", "comment": "ann's secret"},
    )
    add(
        "activity",
        {"event_id": "e1", "source": "app", "account_id": "ann", "at": None, "verb": "post", "text": "posted secret"},
        {"event_id": "e2", "source": "app", "account_id": "ann", "verb": "login", "object_id": "10.9.8.7"},
        {"event_id": "e3", "source": "app", "account_id": "bob", "verb": "follow", "object_id": "ann"},
        {"event_id": "e4", "source": "app", "account_id": "bob", "verb": "login", "object_id": "10.6.5.4"},
    )
    add(
        "messages",
        {"message_id": "m1", "source": "app", "item_id": "i1", "author_role": "user", "text": "written secret"},
    )
    return facts


OF_ITEM = ["first secret", "edited secret", "secret of i1", "bob's secret", "written secret"]
OF_ANN = [*OF_ITEM, "second secret", "secret of i2", "ann's secret", "posted secret", "10.9.8.7", "'ann'"]
OF_BEN = ["'ben'", "secret of i1", "secret of i3"]
SUBJECTS = [
    pytest.param(Subject.ITEM, "i1", OF_ITEM, id="item"),
    pytest.param(Subject.ACCOUNT, "ann", OF_ANN, id="account"),
    pytest.param(Subject.PERSON, "ben", OF_BEN, id="person"),
]


@pytest.mark.parametrize(("subject", "name", "texts"), SUBJECTS)
def test_erased_text_is_in_no_file_any_more(known: Facts, subject: Subject, name: str, texts: list[str]) -> None:
    assert [text for text in texts if text in contents(known)] == texts
    erase(known, subject, name, rule="GDPR Art. 17")
    assert [text for text in texts if text in contents(known)] == []
    assert verify(known).ok


def test_erased_text_is_not_in_files_replaced_before_either(known: Facts) -> None:
    compact(known)
    erase(known, Subject.ITEM, "i1", rule="GDPR Art. 17")
    assert [text for text in OF_ITEM if text in contents(known)] == []


def test_files_that_a_killed_erasure_left_go_with_the_next_writer(known: Facts, add: Add) -> None:
    live = {name: (known.folder / name).read_bytes() for name in known.state().files}
    erase(known, Subject.ITEM, "i1", rule="GDPR Art. 17")
    for name, content in live.items():
        (known.folder / name).write_bytes(content)
    add("judgements", judgement(50))
    assert [text for text in OF_ITEM if text in contents(known)] == []


@pytest.mark.parametrize(("subject", "name", "texts"), SUBJECTS)
def test_what_others_wrote_stays(known: Facts, subject: Subject, name: str, texts: list[str]) -> None:
    erase(known, subject, name, rule="GDPR Art. 17")
    assert "third secret" in contents(known)


@pytest.mark.parametrize(("subject", "name", "texts"), SUBJECTS)
def test_judgements_stay_with_their_labels(known: Facts, subject: Subject, name: str, texts: list[str]) -> None:
    before = [(row["judgement_id"], row["item_id"], row["label"]) for row in rows_of(known)]
    erase(known, subject, name, rule="GDPR Art. 17")
    assert [(row["judgement_id"], row["item_id"], row["label"]) for row in rows_of(known)] == before


def test_only_the_subject_loses_their_id(known: Facts) -> None:
    erase(known, Subject.ACCOUNT, "ann", rule="GDPR Art. 17")
    reports = {row["report_id"]: row["reporter_id"] for row in rows_of(known, "reports")}
    assert reports == {"r1": "bob", "r3": None}
    assert {row["judge_id"] for row in rows_of(known)} == {"ben", "chi"}


def test_an_id_that_a_row_must_have_becomes_a_stand_in(known: Facts) -> None:
    erase(known, Subject.ACCOUNT, "ann", rule="GDPR Art. 17")
    (left,) = rows_of(known, "activity")
    assert (left["event_id"], left["object_id"]) == ("e4", "10.6.5.4")
    assert "erased-" in contents(known)


def test_an_erasure_is_recorded_without_the_id(known: Facts) -> None:
    done = erase(known, Subject.ITEM, "i1", rule="GDPR Art. 17")
    (record,) = rows_of(known, "erasures")
    assert (record["subject_digest"], record["rule"], record["rows"]) == (
        done.subject_digest,
        "GDPR Art. 17",
        done.rows,
    )
    assert "i1" not in repr(record)


@pytest.mark.parametrize(("subject", "name", "texts"), SUBJECTS)
def test_a_second_erasure_finds_nothing_left(known: Facts, subject: Subject, name: str, texts: list[str]) -> None:
    erase(known, subject, name, rule="GDPR Art. 17")
    records, entries = rows_of(known, "erasures"), known.state().entries
    assert erase(known, subject, name, rule="GDPR Art. 17").rows == 0
    assert (rows_of(known, "erasures"), known.state().entries) == (records, entries)


def test_an_unknown_subject_erases_nothing(known: Facts) -> None:
    entries = known.state().entries
    assert erase(known, Subject.ITEM, "i1' OR true --", rule="GDPR Art. 17").rows == 0
    assert known.state().entries == entries


def test_an_erasure_in_one_source_leaves_the_same_id_of_another(known: Facts, add: Add) -> None:
    add("items", {"item_id": "i1", "source": "other", "text": "secret elsewhere"})
    erase(known, Subject.ITEM, "i1", source="app", rule="GDPR Art. 17")
    assert [row["text"] for row in rows_of(known, "items") if row["item_id"] == "i1"] == ["secret elsewhere"]


def test_an_earlier_state_does_not_show_what_was_erased(known: Facts) -> None:
    erase(known, Subject.ITEM, "i1", rule="GDPR Art. 17")
    assert "secret" not in repr([row for row in rows_of(known, "items", at_batch=1) if row["item_id"] == "i1"])


def imported(facts: Facts, path: Path, table: str, *, supersede: bool = False) -> Any:
    return import_path(facts, Request(path, into=(table,), source="app", supersede=supersede))


ITEM_ROWS = [{"item_id": "i1", "author_id": "ann", "text": "first secret"}, {"item_id": "i9", "text": "new"}]
REPORT_ROWS = [{"report_id": "r1", "item_id": "i1", "reporter_id": "bob", "comment": "bob's secret"}]
EVENT_ROWS = [{"account_id": "ann", "at": "2026-01-01T00:00:00Z", "verb": "post", "text": "posted secret"}]
DECISION_ROWS = [{"judgement_id": "d1", "item_id": "i1", "label": "spam", "remark": "secret aside"}]


@pytest.mark.parametrize("supersede", [False, True])
@pytest.mark.parametrize(
    ("table", "rows", "subject", "name"),
    [
        ("items", ITEM_ROWS, Subject.ITEM, "i1"),
        ("items", ITEM_ROWS, Subject.ACCOUNT, "ann"),
        ("reports", REPORT_ROWS, Subject.ITEM, "i1"),
        ("reports", REPORT_ROWS, Subject.ACCOUNT, "bob"),
        ("activity", EVENT_ROWS, Subject.ACCOUNT, "ann"),
        ("judgements", DECISION_ROWS, Subject.ITEM, "i1"),
    ],
)
def test_an_erased_row_does_not_come_back(
    facts: Facts, tmp_path: Path, table: str, rows: list[dict[str, str]], subject: Subject, name: str, supersede: bool
) -> None:
    imported(facts, write_csv(tmp_path / "first.csv", rows), table)
    erase(facts, subject, name, rule="GDPR Art. 17")
    again = write_csv(tmp_path / "again.csv", rows, quoting=csv.QUOTE_ALL)
    outcome = imported(facts, again, table, supersede=supersede)
    assert (outcome.total("accepted"), outcome.total("conflicts")) == (0, 1)
    assert "secret" not in contents(facts)
    assert "secret" not in outcome.rejects_file.read_text()
    assert "was erased and does not come back" in outcome.rejects_file.read_text()


def test_items_of_an_erased_account_are_remembered_as_erased(facts: Facts, tmp_path: Path) -> None:
    imported(facts, write_csv(tmp_path / "items.csv", ITEM_ROWS), "items")
    imported(facts, write_csv(tmp_path / "decisions.csv", DECISION_ROWS), "judgements")
    erase(facts, Subject.ACCOUNT, "ann", rule="GDPR Art. 17")
    again = write_csv(tmp_path / "again.csv", DECISION_ROWS, quoting=csv.QUOTE_ALL)
    outcome = imported(facts, again, "judgements", supersede=True)
    assert outcome.total("conflicts") == 1
    assert "secret" not in contents(facts)


def test_the_same_file_again_brings_nothing_back(facts: Facts, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "items.csv", ITEM_ROWS)
    imported(facts, path, "items")
    erase(facts, Subject.ITEM, "i1", rule="GDPR Art. 17")
    assert imported(facts, path, "items").known_files == ("items.csv",)
    assert "secret" not in contents(facts)


@pytest.mark.parametrize(("subject", "name"), [(Subject.ITEM, "i1"), (Subject.ACCOUNT, "ann")])
def test_rows_kept_out_of_an_import_are_forgotten_too(
    known: Facts, tmp_path: Path, subject: Subject, name: str
) -> None:
    rows = [
        {"item_id": "i1", "author_id": "ann", "kind": "odd", "text": "secret, kept out"},
        {"item_id": "i3", "author_id": "bob", "kind": "odd", "text": "third, kept out"},
    ]
    path = write_csv(tmp_path / "items.csv", rows)
    path.write_text(path.read_text() + "i1,ann,odd,secret,of too many,fields\n")
    outcome = imported(known, path, "items")
    erase(known, subject, name, rule="GDPR Art. 17")
    left = outcome.rejects_file.read_text()
    assert "secret" not in left
    assert "third, kept out" in left
    assert sorted(file.name for file in outcome.rejects_file.parent.iterdir()) == [outcome.rejects_file.name]


def test_an_erasure_that_cannot_have_the_lock_changes_nothing(known: Facts) -> None:
    def erased_meanwhile() -> None:
        with known.writing("import"):
            known_again = Facts.open(known.home)
            with known_again.writing("erase", wait=0.1):
                pass

    with pytest.raises(RequestError, match=r"being written by process \d+ \(import\)"):
        erased_meanwhile()
    assert "first secret" in contents(known)
