"""What becomes of imported rows: accepted, duplicate, conflict, superseding, rejected; and what is told about it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from facts_cast import read_csv, rows_of, snapshot, write_csv

from evenhand.cli import run
from evenhand.facts import RequestError, verify
from evenhand.facts.importing import Outcome, Request, import_path, preview_path
from evenhand.facts.reading import Mapping
from evenhand.facts.store import Facts

ONE = {"judgement_id": "d1", "item_id": "i1", "label": "spam", "judged_at": "2026-03-01T10:00:00Z"}
TWO = {"judgement_id": "d2", "item_id": "i2", "label": "none", "judged_at": "2026-04-01T10:00:00Z"}


def imported(facts: Facts, path: Path, **how: Any) -> Outcome:
    return import_path(facts, Request(path, **how))


def counts(outcome: Outcome) -> dict[str, int]:
    names = ("accepted", "duplicates", "conflicts", "rejected", "superseded")
    return {name: outcome.total(name) for name in names if outcome.total(name)}


def labels(facts: Facts) -> dict[str, str]:
    return {row["judgement_id"]: row["label"] for row in rows_of(facts)}


@pytest.fixture
def known(facts: Facts, tmp_path: Path) -> Facts:
    imported(facts, write_csv(tmp_path / "known.csv", [ONE, TWO]))
    return facts


def test_known_rows_in_another_file_are_duplicates(known: Facts, tmp_path: Path) -> None:
    outcome = imported(known, write_csv(tmp_path / "b.csv", [TWO, ONE, ONE | {"judgement_id": "d3"}]))
    assert counts(outcome) == {"accepted": 1, "duplicates": 2}
    assert outcome.rejects_file is None


def test_a_known_id_with_other_content_is_kept_out_with_its_reason(known: Facts, tmp_path: Path) -> None:
    outcome = imported(known, write_csv(tmp_path / "b.csv", [TWO, ONE | {"label": "hate"}]))
    assert counts(outcome) == {"duplicates": 1, "conflicts": 1}
    assert labels(known) == {"d1": "spam", "d2": "none"}
    assert outcome.rejects_file is not None
    (kept,) = read_csv(outcome.rejects_file)
    assert (kept["reject_line"], kept["reject_column"], kept["label"]) == ("3", "id of judgements", "hate")
    assert "--supersede" in kept["reject_reason"]


def test_supersede_makes_it_a_new_version(known: Facts, tmp_path: Path) -> None:
    changed = write_csv(tmp_path / "b.csv", [TWO, ONE | {"label": "hate"}])
    assert counts(imported(known, changed, supersede=True)) == {"accepted": 1, "duplicates": 1, "superseded": 1}
    assert labels(known) == {"d1": "hate", "d2": "none"}
    assert [row["version"] for row in rows_of(known)] == [2, 1]
    assert [row["label"] for row in rows_of(known, at_batch=1)] == ["spam", "none"]
    assert verify(known).ok


def test_a_file_kept_out_for_conflicts_can_be_imported_again_to_supersede(known: Facts, tmp_path: Path) -> None:
    changed = write_csv(tmp_path / "b.csv", [ONE | {"label": "hate"}])
    imported(known, changed)
    assert counts(imported(known, changed, supersede=True)) == {"accepted": 1, "superseded": 1}
    assert labels(known)["d1"] == "hate"


def test_a_new_version_with_the_content_of_an_old_one_is_a_change_too(known: Facts, tmp_path: Path) -> None:
    imported(known, write_csv(tmp_path / "b.csv", [ONE | {"label": "hate"}]), supersede=True)
    back = write_csv(tmp_path / "c.csv", [ONE], columns=[*reversed(ONE)])
    assert counts(imported(known, back, supersede=True)) == {"accepted": 1, "superseded": 1}
    assert (labels(known)["d1"], rows_of(known)[0]["version"]) == ("spam", 3)


def test_an_id_that_repeats_within_a_file_is_stored_once(facts: Facts, tmp_path: Path) -> None:
    outcome = imported(facts, write_csv(tmp_path / "a.csv", [ONE, ONE, ONE | {"label": "hate"}, TWO]))
    assert counts(outcome) == {"accepted": 2, "duplicates": 1, "conflicts": 1}
    assert labels(facts) == {"d1": "spam", "d2": "none"}


def test_an_id_in_two_files_of_a_folder_is_decided_like_one_file(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_csv(tmp_path / "in" / "a.csv", [ONE, TWO])
    write_csv(tmp_path / "in" / "b.csv", [ONE | {"label": "hate"}, TWO])
    assert counts(imported(facts, tmp_path / "in")) == {"accepted": 2, "duplicates": 1, "conflicts": 1}
    assert facts.state().batch == 1


BAD = [
    ONE,
    TWO | {"judged_at": "yesterday", "remark": '=HYPERLINK("http://x")'},
    TWO | {"label": "", "remark": "'quoted"},
    TWO | {"severity": "400", "remark": "two\nlines, 是"},
]
COLUMNS = [*ONE, "severity", "remark"]


def test_rejected_rows_are_told_by_line_column_value_and_reason(facts: Facts, tmp_path: Path) -> None:
    outcome = imported(facts, write_csv(tmp_path / "a.csv", BAD, columns=COLUMNS))
    assert counts(outcome) == {"accepted": 1, "rejected": 3}
    assert outcome.rows == 4
    assert outcome.rejects_file is not None
    kept = read_csv(outcome.rejects_file)
    assert [(row["reject_line"], row["reject_column"], row["reject_value"]) for row in kept] == [
        ("3", "judged_at", "yesterday"),
        ("4", "label", ""),
        ("5", "severity", "400"),
    ]
    assert all(row["reject_reason"] for row in kept)


def test_corrected_rejects_are_accepted_as_if_they_had_been_right_at_first(facts: Facts, tmp_path: Path) -> None:
    outcome = imported(facts, write_csv(tmp_path / "a.csv", BAD, columns=COLUMNS))
    assert outcome.rejects_file is not None
    mended = {"label": "none", "judged_at": TWO["judged_at"], "severity": "4"}
    rows = [row | mended | {"judgement_id": f"n{n}"} for n, row in enumerate(read_csv(outcome.rejects_file))]
    again = imported(facts, write_csv(outcome.rejects_file, rows))
    assert counts(again) == {"accepted": 3}
    remarks = {row["judgement_id"]: json.loads(row["attributes"] or "{}").get("remark") for row in rows_of(facts)}
    assert remarks == {
        "d1": None,
        "n0": '=HYPERLINK("http://x")',
        "n1": "'quoted",
        "n2": "two\nlines, 是",
    }


def test_a_corrected_reject_has_the_id_it_would_have_had(facts: Facts, tmp_path: Path) -> None:
    right = {"item_id": "i1", "label": "spam", "severity": "4", "=odd": "-1", "remark": "@all"}
    outcome = imported(facts, write_csv(tmp_path / "a.csv", [right | {"severity": "four"}]))
    assert outcome.rejects_file is not None
    (row,) = read_csv(outcome.rejects_file)
    imported(facts, write_csv(outcome.rejects_file, [row | {"severity": "4"}]))
    assert counts(imported(facts, write_csv(tmp_path / "right.csv", [right]))) == {"duplicates": 1}


def test_no_cell_of_a_rejects_file_starts_a_formula(facts: Facts, tmp_path: Path) -> None:
    rows = [{"item_id": text, "label": "x", "severity": text, text: text} for text in ("=1+1",)]
    rows += [dict.fromkeys(rows[0], text) for text in ("+1", "-1", "@x", "\t=1", "＝1")]
    outcome = imported(facts, write_csv(tmp_path / "a.csv", rows))
    assert outcome.rejects_file is not None
    kept = read_csv(outcome.rejects_file)
    cells = [cell for row in kept for cell in (*row, *row.values())]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t＝")] == []
    assert kept


def test_a_row_that_two_tables_refuse_is_kept_once(facts: Facts, tmp_path: Path) -> None:
    row = {"item_id": "", "label": "spam", "text": "hello"}
    outcome = imported(facts, write_csv(tmp_path / "a.csv", [row]), into=("judgements", "items"))
    assert outcome.total("rejected") == 2
    assert outcome.rejects_file is not None
    assert len(read_csv(outcome.rejects_file)) == 1


GOLD = [
    {"item_id": "i1", "judge_id": "ben", "label": "spam", "gold": "spam"},
    {"item_id": "i1", "judge_id": "chi", "label": "none", "gold": "spam"},
    {"item_id": "i2", "judge_id": "ben", "label": "none", "gold": "none"},
    {"item_id": "i3", "judge_id": "ben", "label": "none", "gold": ""},
]


def gold_of(facts: Facts) -> dict[str, str]:
    return {row["item_id"]: row["label"] for row in rows_of(facts) if row["setting"] == "gold"}


def test_a_gold_column_becomes_one_gold_judgement_for_each_item(facts: Facts, tmp_path: Path) -> None:
    outcome = imported(facts, write_csv(tmp_path / "a.csv", GOLD))
    assert [(table.table, table.accepted) for table in outcome.tables] == [("judgements", 4), ("judgements (gold)", 2)]
    assert gold_of(facts) == {"i1": "spam", "i2": "none"}


def test_a_gold_label_known_already_is_a_duplicate(facts: Facts, tmp_path: Path) -> None:
    imported(facts, write_csv(tmp_path / "a.csv", GOLD))
    again = imported(facts, write_csv(tmp_path / "b.csv", [{"item_id": "i1", "gold": "spam"}]))
    assert [(table.accepted, table.duplicates) for table in again.tables] == [(0, 0), (0, 1)]


@pytest.mark.parametrize("rows", [GOLD, [*reversed(GOLD)]])
def test_another_gold_label_for_the_same_item_is_a_conflict(
    facts: Facts, tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    imported(facts, write_csv(tmp_path / "a.csv", rows))
    outcome = imported(facts, write_csv(tmp_path / "b.csv", [{"item_id": "i1", "gold": "hate"}]))
    assert counts(outcome) == {"conflicts": 1}
    assert gold_of(facts)["i1"] == "spam"
    assert outcome.rejects_file is not None


def test_two_gold_labels_for_an_item_in_one_file_keep_the_first(facts: Facts, tmp_path: Path) -> None:
    rows = [{"item_id": "i1", "gold": "spam"}, {"item_id": "i1", "gold": "hate"}, {"item_id": "i1", "gold": "spam"}]
    outcome = imported(facts, write_csv(tmp_path / "a.csv", rows))
    assert counts(outcome) == {"accepted": 1, "conflicts": 1}
    assert gold_of(facts) == {"i1": "spam"}


def test_one_file_fills_two_tables_and_no_text_stays_with_the_judgement(facts: Facts, tmp_path: Path) -> None:
    rows = [
        {"item_id": "i1", "judge_id": "ben", "label": "spam", "text": "hello"},
        {"item_id": "i1", "judge_id": "chi", "label": "none", "text": "hello"},
    ]
    outcome = imported(facts, write_csv(tmp_path / "a.csv", rows), into=("judgements", "items"))
    assert [(table.table, table.accepted, table.conflicts) for table in outcome.tables] == [
        ("judgements", 2, 0),
        ("items", 1, 0),
    ]
    assert [row["text"] for row in rows_of(facts, "items")] == ["hello"]
    assert {row["attributes"] for row in (*rows_of(facts), *rows_of(facts, "items"))} == {None}


def test_constants_and_source_of_a_map_hold_for_every_row(facts: Facts, tmp_path: Path) -> None:
    mapping = Mapping(
        columns={"who": "judge_id", "what": "label"},
        values={"label": {"SPAM!": "spam"}},
        constants={"source": "vendor", "market": "MY", "setting": "annotation"},
        violating=("spam",),
    )
    path = write_csv(tmp_path / "a.csv", [{"item_id": "i1", "who": "ben", "what": "SPAM!"}])
    imported(facts, path, mapping=mapping)
    (row,) = rows_of(facts)
    expected = {
        "source": "vendor",
        "market": "MY",
        "setting": "annotation",
        "label": "spam",
        "judge_id": "ben",
        "violating": True,
    }
    assert {name: row[name] for name in expected} == expected


def test_a_column_mapped_to_source_names_the_source_of_its_row(facts: Facts, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [ONE | {"site": "north"}, TWO | {"site": ""}])
    imported(facts, path, source="south", mapping=Mapping(columns={"site": "source"}))
    assert {row["judgement_id"]: row["source"] for row in rows_of(facts)} == {"d1": "north", "d2": "south"}


NAIVE = [ONE | {"judged_at": "2026-03-01 02:00:00"}]


def test_times_without_a_zone_are_read_as_utc_and_said(facts: Facts, tmp_path: Path) -> None:
    outcome = imported(facts, write_csv(tmp_path / "a.csv", NAIVE))
    assert [note for note in outcome.notes if "1 times carry no time zone and were read as UTC" in note]
    assert rows_of(facts)[0]["judged_at"] == datetime(2026, 3, 1, 2, tzinfo=UTC)


def test_times_are_read_in_the_zone_that_is_given(facts: Facts, tmp_path: Path) -> None:
    outcome = imported(facts, write_csv(tmp_path / "a.csv", NAIVE), timezone="Asia/Kuala_Lumpur")
    assert [note for note in outcome.notes if "time zone" in note] == []
    assert rows_of(facts)[0]["judged_at"] == datetime(2026, 2, 28, 18, tzinfo=UTC)
    assert [file.month for file in facts.state().files.values()] == ["2026-02"]


def test_an_unknown_zone_is_refused_by_name(facts: Facts, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="Asia/Nowhere"):
        imported(facts, write_csv(tmp_path / "a.csv", NAIVE), timezone="Asia/Nowhere")


def test_rows_without_a_time_lie_apart(facts: Facts, tmp_path: Path) -> None:
    imported(facts, write_csv(tmp_path / "a.csv", [ONE, TWO | {"judged_at": ""}]))
    assert {file.month for file in facts.state().files.values()} == {"2026-03", "unknown"}


def test_every_sheet_of_a_workbook_can_be_imported_in_turn(facts: Facts, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for number, sheet in enumerate(("March", "April")):
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, ["item_id", "label"])
            page.write_row(1, 0, [f"i{number}", "spam"])
    imported(facts, tmp_path / "a.xlsx", sheet="March")
    assert imported(facts, tmp_path / "a.xlsx", sheet="April").known_files == ()
    assert {row["item_id"] for row in rows_of(facts)} == {"i0", "i1"}


def test_a_dry_run_shows_what_would_happen_and_writes_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", BAD, columns=COLUMNS)
    before = snapshot(tmp_path)
    (preview,) = preview_path(Facts.for_preview(tmp_path / "none"), Request(path))
    (table,) = preview.tables
    assert (table.rows, table.rejected, table.columns["label"]) == (4, 3, "label")
    assert (table.first[0]["judgement_id"], table.kept_aside) == ("d1", ("remark",))
    assert snapshot(tmp_path) == before
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"into": ()}, "--into names no table"),
        ({"into": ("decisions",)}, "--into names 'decisions'"),
        ({"into": ("erasures",)}, "--into names 'erasures'"),
        ({"reading": "nothing"}, "--from names 'nothing'"),
    ],
)
def test_a_request_that_cannot_be_is_refused(facts: Facts, tmp_path: Path, how: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        imported(facts, write_csv(tmp_path / "a.csv", [ONE]), **how)


def test_a_rejects_folder_that_cannot_be_leaves_the_facts_as_they_were(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "rejects").write_text("a file in the way")
    before = snapshot(facts.home)
    with pytest.raises(RequestError, match="cannot be used"):
        imported(facts, write_csv(tmp_path / "a.csv", BAD, columns=COLUMNS), rejects_folder=tmp_path / "rejects")
    assert snapshot(facts.home) == before


def test_the_command_imports_and_tells_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_csv(tmp_path / "a.csv", [*BAD, ONE], columns=COLUMNS)
    assert run(["import", str(path), "--data", str(tmp_path / "home"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "evenhand.import/1"
    expected = {"rows": 5, "accepted": 1, "duplicates": 1, "rejected": 3, "conflicts": 0}
    assert {name: told[name] for name in expected} == expected
    assert Path(told["rejects_file"]).exists()


def test_the_command_shows_that_the_facts_are_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    run(["import", str(write_csv(tmp_path / "a.csv", [ONE, TWO])), "--data", str(home), "--json"])
    capsys.readouterr()
    assert run(["facts", "--verify", "--compact", "--data", str(home), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verified"]["ok"] is True
    next(home.rglob("*.parquet")).unlink()
    assert run(["facts", "--verify", "--data", str(home), "--json"]) == 1


@pytest.mark.parametrize("name", ["none.csv", "n" * 300 + ".csv", "../none.csv", "."])
def test_the_command_tells_a_wrong_path_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "empty").mkdir()
    assert run(["import", str(tmp_path / "empty" / name), "--data", str(tmp_path / "home")]) == 1
    assert "Error:" in capsys.readouterr().err
