from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from assess_cast import Row, assess, decision, drawn, item, plan, read_csv, sheet_of, store

from evenhand.assess import Sample, draw_sample, write_findings_sheet, write_sheet
from evenhand.facts.errors import RequestError
from evenhand.facts.spreadsheet import unguard
from evenhand.facts.store import Facts

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SEEN = ["task", "item_id", "content_type", "language", "market", "policy_version", "text", "media_uri"]
ASKED = ["label", "unable_reason", "error_type", "root_cause", "note"]


def verdicts(number: int, *, mirrored: bool) -> Row:
    """All that a decision says about its verdict, and its mirror image."""
    remove = (number % 3 == 0) is not mirrored
    return {
        "label": "hate" if remove else "none",
        "labels": ["hate", "spam"] if remove else None,
        "violating": remove,
        "action": "remove" if remove else "keep",
        "severity": 3 if remove else 0,
        "score": 0.9 if remove else 0.1,
        "judge_id": "ben" if remove else "chi",
        "seconds": 90.0 if remove else 3.0,
        "queue": "violations" if remove else "cleared",
        "team": "one" if remove else "two",
        "tree_path": ["yes"] if remove else ["no"],
        "attributes": '{"gold": "hate"}' if remove else '{"gold": "none"}',
    }


def drawn_store(home: Path, *, mirrored: bool) -> tuple[Facts, Sample]:
    rows = [decision(n, market="MY", policy_version="v2") | verdicts(n, mirrored=mirrored) for n in range(40)]
    facts = store(home, rows, [item(n, f"文字 {n}", content_type="text") for n in range(40)])
    return facts, draw_sample(facts, plan(size=20, strata=["language"]), now=NOW)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_stores_that_differ_only_in_verdicts_give_the_same_sheet_to_the_byte(tmp_path: Path, suffix: str) -> None:
    sheets = []
    for name, mirrored in (("one", False), ("other", True)):
        facts, sample = drawn_store(tmp_path / name, mirrored=mirrored)
        write_sheet(facts, sample.sample_id, tmp_path / f"{name}{suffix}")
        sheets.append((tmp_path / f"{name}{suffix}").read_bytes())

    assert sheets[0] == sheets[1]


def test_a_sheet_drawn_within_decisions_tells_neither_stratum_nor_order(tmp_path: Path) -> None:
    facts, _ = drawn_store(tmp_path, mirrored=False)
    sample = draw_sample(facts, plan(size=20, strata=["label"], allocation="equal"), now=NOW)

    rows = sheet_of(facts, sample, tmp_path)

    removed = [int(row["item_id"][1:]) % 3 == 0 for row in rows]
    changes = sum(one != other for one, other in pairwise(removed))
    assert changes > 4
    assert [row["task"] for row in rows] == sorted(row["task"] for row in rows)
    assert list(rows[0]) == SEEN + ASKED


def test_a_sheet_exported_after_assessing_shows_no_answer(tmp_path: Path) -> None:
    facts, sample = drawn_store(tmp_path / "home", mirrored=False)
    before = sheet_of(facts, sample, tmp_path)
    assess(facts, sample, tmp_path, {row["item_id"]: {"label": "hate", "note": "sure"} for row in before})

    assert sheet_of(facts, sample, tmp_path) == before


def test_no_part_of_the_workbook_names_a_judge_an_action_or_the_sample(tmp_path: Path) -> None:
    facts, sample = drawn_store(tmp_path / "home", mirrored=False)
    write_sheet(facts, sample.sample_id, tmp_path / "sheet.xlsx")

    with zipfile.ZipFile(tmp_path / "sheet.xlsx") as book:
        inside = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())

    told = [
        word for word in ("ben", "chi", "remove", "keep", "cleared", "violations", sample.sample_id) if word in inside
    ]
    assert told == []


def test_labels_to_choose_from_are_all_of_the_source_in_one_fixed_order(tmp_path: Path) -> None:
    facts, sample = drawn_store(tmp_path / "home", mirrored=False)
    store(tmp_path / "home", [decision(99, "elsewhere", source="other"), decision(98, "abuse")])
    write_sheet(facts, sample.sample_id, tmp_path / "sheet.xlsx")

    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")

    assert book.sheetnames == ["Assess", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    assert [cell.value for cell in book["Lists"]["A"] if cell.value] == ["abuse", "hate", "none", "unable"]
    rules = {str(rule.sqref): rule.formula1 for rule in book["Assess"].data_validations.dataValidation}
    assert rules["I2:I21"] == "Lists!$A$1:$A$4"


def test_a_task_id_is_never_a_number_to_a_spreadsheet(tmp_path: Path) -> None:
    facts, sample = drawn_store(tmp_path, mirrored=False)

    tasks = [row["task"] for row in sheet_of(facts, sample, tmp_path)]

    assert [task for task in tasks if not re.fullmatch(r"t[0-9a-f]{15}", task)] == []
    assert len(set(tasks)) == 20


TEXTS = {
    "chinese": "去死吧，全角！“引号”",
    "arabic": "مرحبا بالعالم",
    "lines": "line one\nline two",
    "separators": 'a;b,"c"\td',
    "joined emoji": "👩‍👩‍👧 family",
    "spaces": "  spaces  ",
}
FORMULAS = ["=1+1", '=HYPERLINK("http://evil","x")', "+1", "-1+2", "@SUM(A1)", "\t=1", "'=1"]
LONG = {"long chinese": "字", "long ascii": "a", "long emoji": "😀"}
CONTROLS = "bell\a escape\x1b[31m delete\x7f line\r\nend"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The texts of one sample by item id, as its workbook and its CSV show them."""
    texts = TEXTS | {text: text for text in FORMULAS} | {name: text * 40_000 for name, text in LONG.items()}
    texts |= {"controls": CONTROLS}
    folder = tmp_path_factory.mktemp("shown")
    rows = [decision(number, item_id=name) for number, name in enumerate(texts)]
    facts = store(folder / "home", rows, [item(0, text, item_id=name) for name, text in texts.items()])
    sample = drawn(facts)
    write_sheet(facts, sample.sample_id, folder / "sheet.xlsx")
    cells = openpyxl.load_workbook(folder / "sheet.xlsx")["Assess"].iter_rows(min_row=2)
    assert {row[6].data_type for row in openpyxl.load_workbook(folder / "sheet.xlsx")["Assess"]} == {"s"}
    return {
        "workbook": {str(row[1].value): str(row[6].value) for row in cells},
        "csv": {unguard(row["item_id"]): row["text"] for row in sheet_of(facts, sample, folder)},
    }


@pytest.mark.parametrize("form", ["workbook", "csv"])
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_in_any_script_is_intact(shown: dict[str, dict[str, str]], form: str, name: str) -> None:
    assert shown[form][name] == TEXTS[name]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_guarded_in_a_csv(shown: dict[str, dict[str, str]], text: str) -> None:
    assert shown["csv"][text] == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_text_in_a_workbook(shown: dict[str, dict[str, str]], text: str) -> None:
    assert shown["workbook"][text] == text


@pytest.mark.parametrize("form", ["workbook", "csv"])
@pytest.mark.parametrize("name", LONG)
def test_a_very_long_text_is_cut_to_what_a_cell_holds_with_a_note(
    shown: dict[str, dict[str, str]], form: str, name: str
) -> None:
    text = shown[form][name]

    assert text.endswith("[cut: 40,000 characters in all]")
    assert text.startswith(LONG[name] * 15_999)
    assert len(text.encode("utf-16-le")) / 2 <= 32_767


@pytest.mark.parametrize("form", ["workbook", "csv"])
def test_control_characters_are_made_visible(shown: dict[str, dict[str, str]], form: str) -> None:
    assert shown[form]["controls"] == "bell␇ escape␛[31m delete␡ line\nend"


def test_an_item_that_is_not_in_the_facts_leaves_its_text_empty(tmp_path: Path) -> None:
    facts = store(tmp_path / "home", [decision(1)])

    assert [row["text"] for row in sheet_of(facts, drawn(facts), tmp_path)] == [""]


def test_a_sheet_is_a_workbook_or_a_csv(desk: Facts, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"sheet.ods is no kind of sheet. Its name must end in .xlsx or .csv"):
        write_sheet(desk, drawn(desk).sample_id, tmp_path / "sheet.ods")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_sheet_that_cannot_be_written_is_told_and_leaves_nothing(desk: Facts, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(RequestError, match="cannot be written"):
        write_sheet(desk, drawn(desk).sample_id, tmp_path / "file" / f"sheet{suffix}")


def test_a_sheet_is_replaced_whole_and_leaves_no_part_behind(desk: Facts, tmp_path: Path) -> None:
    sample = drawn(desk, size=5)
    (tmp_path / "sheet.xlsx").write_text("an older sheet")

    written = write_sheet(desk, sample.sample_id, tmp_path / "sheet.xlsx")

    assert written.rows == 5
    assert [path.name for path in tmp_path.glob("*sheet*")] == ["sheet.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "sheet.xlsx")["Assess"].max_row == 6


def test_the_findings_sheet_shows_what_differs_with_both_labels(desk: Facts, tmp_path: Path) -> None:
    sample = drawn(desk)
    answers = {"i0001": {"label": "hate", "note": "a slur"}, "i0003": "hate", "i0006": "unable", "i0009": "none"}
    assess(desk, sample, tmp_path, answers)

    written = write_findings_sheet(desk, sample.sample_id, tmp_path / "findings.csv")

    rows = {row["item_id"]: row for row in read_csv(tmp_path / "findings.csv")}
    assert written.rows == 2
    assert list(rows) == sorted(rows, key=lambda name: rows[name]["task"])
    assert (rows["i0001"]["decided"], rows["i0001"]["assessed"], rows["i0001"]["note"]) == ("none", "hate", "a slur")
    assert (rows["i0009"]["decided"], rows["i0009"]["error_type"]) == ("hate", "over_enforcement")
