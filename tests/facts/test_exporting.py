"""A table out to a file, whole, and back in as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from facts_cast import judgement, judgements, read_csv, rows_of

from evenhand.facts import RequestError
from evenhand.facts.exporting import export_table
from evenhand.facts.importing import Request, import_path
from evenhand.facts.store import Facts

Add = Callable[..., int]


@pytest.fixture
def held(facts: Facts, add: Add) -> Facts:
    add("judgements", *judgements(5), judgement(5, label="=1+1", labels=["=1+1", "a"], score=-0.5))
    add("judgements", judgement(1, version=2, retracted=True))
    return facts


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet", "A.CSV"])
def test_what_stands_comes_back_in(held: Facts, tmp_path: Path, name: str) -> None:
    assert export_table(held, "judgements", tmp_path / name) == 5
    again = Facts.open(tmp_path / "again", create=True)
    outcome = import_path(again, Request(tmp_path / name, source="console"))
    assert outcome.total("accepted") + outcome.total("rejected") == 5
    exact = {row["judgement_id"]: row["judged_at"] for row in rows_of(again) if row["judgement_id"] != "j5"}
    assert exact == {row["judgement_id"]: row["judged_at"] for row in rows_of(held) if row["judgement_id"] != "j5"}


def test_a_formula_is_guarded_in_csv_and_left_as_it_is_elsewhere(held: Facts, tmp_path: Path) -> None:
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        export_table(held, "judgements", tmp_path / name)
    found = [
        {row["judgement_id"]: row["label"] for row in read_csv(tmp_path / "a.csv")},
        {row["judgement_id"]: row["label"] for row in map(json.loads, (tmp_path / "a.jsonl").read_text().splitlines())},
        {row["judgement_id"]: row["label"] for row in pq.read_table(tmp_path / "a.parquet").to_pylist()},
    ]
    assert [labels["j5"] for labels in found] == ["'=1+1", "=1+1", "=1+1"]


@pytest.mark.parametrize(
    ("table", "name", "said"),
    [
        ("decisions", "a.csv", "There is no table 'decisions'"),
        ("judgements", "a.doc", "a.doc has no known ending"),
        ("judgements", "nowhere/a.csv", "There is no folder .*nowhere"),
    ],
)
def test_an_export_that_cannot_be_is_told_in_words(
    held: Facts, tmp_path: Path, table: str, name: str, said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        export_table(held, table, tmp_path / name)


def test_a_failed_export_leaves_the_old_file_and_no_part(held: Facts, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    next(held.folder.rglob("*.parquet")).write_bytes(b"damaged")
    with pytest.raises(Exception, match=r"magic bytes|Parquet|too small"):
        export_table(held, "judgements", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "home"]
