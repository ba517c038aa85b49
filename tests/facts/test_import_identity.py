"""The identity of an imported row follows from what it says: not from the order of columns or rows, nor the file."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from facts_cast import counted, rows_of, write_csv
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.facts.engine import Settings
from evenhand.facts.importing import Outcome, Request, import_path
from evenhand.facts.store import Facts

Row = dict[str, str]

# Few values, so that rows repeat; among them what file formats trip over.
WORDS = st.sampled_from(["spam", "仇恨", 'said "no"', "a,b", "it's", "=1+1", "two\nlines", " x ", "0"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "item_id": st.sampled_from(["i1", "i2", "项目"]),
            "judge_id": st.sampled_from(["ben", ""]),
            "label": WORDS,
            "policy": st.sampled_from(["", "v1", "版本二"]),
            "remark": st.one_of(WORDS, st.just("")),
            "other": st.sampled_from(["", "x"]),
        }
    ),
    min_size=1,
    max_size=8,
)


def fresh(folder: Path) -> Facts:
    return Facts.open(folder, settings=Settings(threads=1), create=True)


def imported(facts: Facts, path: Path, **how: Any) -> Outcome:
    return import_path(facts, Request(path, **how))


@settings(max_examples=6)
@given(rows=ROWS, seed=st.integers(0, 1000))
def test_the_same_rows_in_any_order_of_columns_and_rows_have_the_same_ids(rows: list[Row], seed: int) -> None:
    shuffled = random.Random(seed)  # noqa: S311  an order for a test, no secret
    columns = shuffled.sample(list(rows[0]), len(rows[0]))
    other_rows = shuffled.sample(rows, len(rows))
    with tempfile.TemporaryDirectory() as folder:
        one, two = fresh(Path(folder) / "one"), fresh(Path(folder) / "two")
        imported(one, write_csv(Path(folder) / "a.csv", rows))
        imported(two, write_csv(Path(folder) / "b.csv", other_rows, columns=columns))
        assert rows_of(one) == rows_of(two)
        assert counted(one) == len(rows)


@settings(max_examples=5)
@given(rows=ROWS)
def test_the_same_rows_in_another_file_are_all_duplicates(rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        facts = fresh(Path(folder) / "home")
        first = imported(facts, write_csv(Path(folder) / "a.csv", rows))
        again = imported(facts, write_csv(Path(folder) / "b.csv", [*reversed(rows)], delimiter=";"))
        assert (first.total("accepted"), again.total("accepted")) == (len(rows), 0)
        assert again.total("duplicates") == len(rows)
        assert counted(facts) == len(rows)


IDENTICAL = {"item_id": "i1", "judge_id": "ben", "label": "spam"}


def test_identical_rows_are_each_a_row(facts: Facts, tmp_path: Path) -> None:
    outcome = imported(facts, write_csv(tmp_path / "a.csv", [IDENTICAL] * 3))
    assert (outcome.total("accepted"), counted(facts)) == (3, 3)
    assert len({row["judgement_id"] for row in rows_of(facts)}) == 3


@pytest.mark.parametrize(("there", "coming", "accepted"), [(1, 3, 2), (3, 1, 0), (2, 2, 0)])
def test_of_identical_rows_only_those_beyond_the_known_ones_are_new(
    facts: Facts, tmp_path: Path, there: int, coming: int, accepted: int
) -> None:
    imported(facts, write_csv(tmp_path / "a.csv", [IDENTICAL] * there))
    outcome = imported(
        facts, write_csv(tmp_path / "b.csv", [IDENTICAL] * coming, columns=["label", "item_id", "judge_id"])
    )
    assert outcome.total("accepted") == accepted
    assert counted(facts) == max(there, coming)


def test_the_same_row_of_another_source_is_another_row(facts: Facts, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [IDENTICAL])
    imported(facts, path, source="north")
    assert imported(facts, path, source="south").total("accepted") == 1
    assert {row["source"] for row in rows_of(facts)} == {"north", "south"}


def test_a_column_that_is_empty_throughout_changes_no_id(facts: Facts, tmp_path: Path) -> None:
    imported(facts, write_csv(tmp_path / "a.csv", [IDENTICAL]))
    outcome = imported(facts, write_csv(tmp_path / "b.csv", [IDENTICAL | {"queue": "", "remark": ""}]))
    assert (outcome.total("accepted"), outcome.total("duplicates")) == (0, 1)


def test_a_separator_inside_a_value_does_not_make_two_rows_one(facts: Facts, tmp_path: Path) -> None:
    rows = [
        {"item_id": "i1", "label": "a", "queue": "b\x1fmarket=1:c", "market": ""},
        {"item_id": "i1", "label": "a", "queue": "b", "market": "c"},
    ]
    assert imported(facts, write_csv(tmp_path / "a.csv", rows)).total("accepted") == 2


def test_the_same_file_is_recognised_whatever_its_name(facts: Facts, tmp_path: Path) -> None:
    imported(facts, write_csv(tmp_path / "a.csv", [IDENTICAL]))
    entries = facts.state().entries
    outcome = imported(facts, write_csv(tmp_path / "renamed.csv", [IDENTICAL]))
    assert outcome.known_files == ("renamed.csv",)
    assert (outcome.rows, outcome.total("duplicates"), outcome.batch) == (1, 1, None)
    assert facts.state().entries == entries


@pytest.mark.parametrize("how", [{"source": "north"}, {"timezone": "Asia/Shanghai"}, {"into": ("items",)}])
def test_the_same_file_read_in_another_way_is_not_the_same_import(
    facts: Facts, tmp_path: Path, how: dict[str, Any]
) -> None:
    path = write_csv(tmp_path / "a.csv", [IDENTICAL])
    imported(facts, path)
    assert imported(facts, path, **how).known_files == ()


def test_the_same_file_twice_in_a_folder_is_imported_once(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_csv(tmp_path / "in" / "a.csv", [IDENTICAL])
    write_csv(tmp_path / "in" / "b.csv", [IDENTICAL])
    outcome = imported(facts, tmp_path / "in")
    assert (outcome.total("accepted"), outcome.known_files) == (1, ("b.csv",))
    assert facts.state().batch == 1
