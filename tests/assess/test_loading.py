from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from assess_cast import assess, decision, drawn, filled, item, read_csv, sheet_of, store, write_csv

from evenhand.assess import Sample, load_sheet, quality, write_findings_sheet, write_sheet
from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts


@pytest.fixture
def sample(desk: Facts) -> Sample:
    """All ninety decisions: every third is hate, the others none."""
    return drawn(desk)


def answers(facts: Facts) -> list[dict[str, Any]]:
    return facts.query(
        "SELECT item_id, judge_id, setting, label, unable_reason, attributes ->> 'note' AS note, version "
        "FROM judgements WHERE context_kind = 'sample' ORDER BY item_id, setting, judge_id"
    ).to_pylist()


def findings(facts: Facts) -> list[tuple[str, str, str | None]]:
    found = facts.query("SELECT judgement_id, error_type, root_cause FROM findings ORDER BY judgement_id").to_pylist()
    return [(row["judgement_id"], row["error_type"], row["root_cause"]) for row in found]


def test_answers_become_assessments_and_differences_findings(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    load = assess(
        desk,
        sample,
        tmp_path,
        {
            "i0001": "none",
            "i0002": {"label": "hate", "root_cause": "knowledge_gap"},
            "i0003": {"label": "none", "note": "反讽"},
            "i0006": "hate",
        },
        assessor="ada",
    )

    assert (load.rows, load.accepted, load.unchanged, load.empty, load.rejected) == (90, 4, 0, 86, 0)
    assert {row["judge_id"] for row in answers(desk)} == {"ada"}
    assert [(row["item_id"], row["label"], row["note"]) for row in answers(desk)] == [
        ("i0001", "none", None),
        ("i0002", "hate", None),
        ("i0003", "none", "反讽"),
        ("i0006", "hate", None),
    ]
    assert findings(desk) == [
        ("d0002", "under_enforcement", "knowledge_gap"),
        ("d0003", "over_enforcement", None),
    ]


def test_a_half_filled_sheet_loaded_again_adds_only_what_is_new(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    assess(desk, sample, tmp_path, {"i0001": "none", "i0002": "hate"})

    load = assess(desk, sample, tmp_path, {"i0001": "none", "i0002": "hate", "i0003": "hate"})

    assert (load.accepted, load.unchanged, load.empty) == (1, 2, 87)
    assert [row["version"] for row in answers(desk)] == [1, 1, 1]


def test_the_same_sheet_loaded_twice_writes_nothing(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    given = {"i0001": {"label": "unable", "unable_reason": "gone"}, "i0002": {"label": "hate", "note": "x"}}
    assess(desk, sample, tmp_path, given)
    entries = desk.state().entries

    load = assess(desk, sample, tmp_path, given)

    assert (load.accepted, load.unchanged) == (0, 2)
    assert desk.state().entries == entries


@pytest.mark.parametrize(
    ("labels", "finding"),
    [
        (["hate", "none"], []),
        (["none", "hate"], [("d0001", "under_enforcement", None)]),
        (["hate", "none", "hate"], [("d0001", "under_enforcement", None)]),
        (["hate", "unable"], []),
        (["hate", "unable", "none", "hate"], [("d0001", "under_enforcement", None)]),
        (["hate", "spam"], [("d0001", "under_enforcement", None)]),
    ],
    ids=lambda value: "-".join(value) if value and isinstance(value[0], str) else "",
)
def test_a_changed_answer_supersedes_and_takes_its_finding_along(
    desk: Facts, sample: Sample, tmp_path: Path, labels: list[str], finding: list[tuple[str, str, str | None]]
) -> None:
    loads = [assess(desk, sample, tmp_path, {"i0001": label}, new_labels=["spam"]) for label in labels]

    assert [load.accepted for load in loads] == [1] * len(labels)
    assert [(row["label"], row["version"]) for row in answers(desk)] == [(labels[-1], len(labels))]
    assert findings(desk) == finding


def test_a_root_cause_added_later_changes_the_finding_and_not_the_answer(
    desk: Facts, sample: Sample, tmp_path: Path
) -> None:
    assess(desk, sample, tmp_path, {"i0001": "hate"})

    load = assess(desk, sample, tmp_path, {"i0001": {"label": "hate", "root_cause": "attention"}})

    assert load.accepted == 1
    assert findings(desk) == [("d0001", "under_enforcement", "attention")]
    assert [row["version"] for row in answers(desk)] == [1]


@pytest.mark.parametrize(
    ("decided", "assessed", "error_type"),
    [
        ("hate", "none", "over_enforcement"),
        ("none", "hate", "under_enforcement"),
        ("hate", "spam", "wrong_policy"),
        ("hate", "fine", "over_enforcement"),
        ("fine", "spam", "under_enforcement"),
        ("fine", "none", "over_enforcement"),
        ("maybe", "spam", "wrong_policy"),
    ],
)
def test_two_labels_imply_an_error_type_by_what_is_known_of_them(
    tmp_path: Path, decided: str, assessed: str, error_type: str
) -> None:
    known = [decision(n, label, violating=v) for n, (label, v) in enumerate({"spam": True, "fine": False}.items())]
    unsure = [decision(8, "maybe", violating=True), decision(9, "maybe", violating=False), decision(10, "none")]
    facts = store(tmp_path / "home", [*known, *unsure, decision(1000, decided, market="LA")])
    sample = drawn(facts, population={"where": {"market": "LA"}})

    assess(facts, sample, tmp_path, {"i1000": assessed}, new_labels=["hate"])

    assert [error for _, error, _ in findings(facts)] == [error_type]


def test_an_error_that_labels_do_not_show_is_a_finding_though_they_agree(
    desk: Facts, sample: Sample, tmp_path: Path
) -> None:
    given = {
        "i0003": {"label": "hate", "error_type": "wrong_action", "root_cause": "tool"},
        "i0006": {"label": "hate", "error_type": "over_enforcement"},
    }

    assess(desk, sample, tmp_path, given)

    assert findings(desk) == [("d0003", "wrong_action", "tool")]


REFUSED = [
    ({"label": "hste"}, "label", "hste", "Did you mean hate?"),
    ({"label": "violence"}, "label", "violence", "Labels in use: hate, none, unable. A new label"),
    ({"note": "hm"}, "label", None, "has no label"),
    ({"label": "unable", "unable_reason": "asleep"}, "unable_reason", "asleep", "Allowed: gone, private"),
    ({"label": "hate", "unable_reason": "gone"}, "unable_reason", "gone", "only with the label unable"),
    ({"label": "hate", "error_type": "typo"}, "error_type", "typo", "Allowed: over_enforcement"),
    ({"label": "hate", "root_cause": "luck"}, "root_cause", "luck", "Allowed: knowledge_gap"),
]


@pytest.mark.parametrize(("answer", "column", "value", "reason"), REFUSED, ids=[case[3] for case in REFUSED])
def test_a_row_that_cannot_be_taken_is_told_by_row_column_value_and_reason(
    desk: Facts, sample: Sample, tmp_path: Path, answer: dict[str, str], column: str, value: str | None, reason: str
) -> None:
    load = assess(desk, sample, tmp_path, {"i0002": answer, "i0001": "none"})

    (refusal,) = load.refused
    rows = sheet_of(desk, sample, tmp_path)
    assert (refusal.column, refusal.value) == (column, value)
    assert reason in refusal.reason
    assert rows[int(refusal.row) - 2]["item_id"] == "i0002"
    assert load.accepted == 1


def test_a_label_is_known_in_any_case_and_an_exact_one_first(tmp_path: Path) -> None:
    facts = store(tmp_path / "home", [decision(1, "Hate"), decision(2, "hate"), decision(3, "Spam")])
    sample = drawn(facts)

    assess(facts, sample, tmp_path, {"i0001": "hate", "i0002": "Hate", "i0003": "SPAM"})

    assert [row["label"] for row in answers(facts)] == ["hate", "Hate", "Spam"]


def test_a_new_label_is_taken_when_it_is_allowed_by_name(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    load = assess(desk, sample, tmp_path, {"i0001": "violence"}, new_labels=["violence"])
    later = assess(desk, sample, tmp_path, {"i0002": "violence"})

    assert (load.accepted, later.accepted) == (1, 1)


@pytest.mark.parametrize(("given", "kept"), [("gone", "gone"), ("Wrong language", "wrong_language"), ("", "other")])
def test_what_cannot_be_judged_keeps_its_reason_or_other(
    desk: Facts, sample: Sample, tmp_path: Path, given: str, kept: str
) -> None:
    assess(desk, sample, tmp_path, {"i0001": {"label": "unable", "unable_reason": given}})

    assert [(row["label"], row["unable_reason"]) for row in answers(desk)] == [("unable", kept)]
    assert findings(desk) == []


def test_nobody_assesses_their_own_decision(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    load = assess(desk, sample, tmp_path, {"i0001": "none", "i0002": "none", "i0003": "hate"}, assessor="ben")

    (refusal,) = load.refused
    assert load.accepted == 2
    assert "ben made this decision and cannot assess it" in refusal.reason
    assert [row["item_id"] for row in answers(desk)] == ["i0001", "i0002"]


def test_a_task_of_another_sample_is_refused(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    rows = filled(sheet_of(desk, drawn(desk, seed=9), tmp_path), {"i0001": "none"})

    load = load_sheet(desk, sample.sample_id, write_csv(tmp_path / "foreign.csv", rows))

    assert (load.accepted, load.empty) == (0, 89)
    assert "not of this sample" in load.refused[0].reason


def test_a_task_that_stands_twice_counts_once(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    rows = filled(sheet_of(desk, sample, tmp_path), {"i0001": "none"})
    twice = [row for row in rows if row["item_id"] == "i0001"]
    path = write_csv(tmp_path / "twice.csv", [*twice, *(row | {"label": "hate"} for row in twice)])

    load = load_sheet(desk, sample.sample_id, path)

    assert load.accepted == 1
    assert [(refusal.row, refusal.reason) for refusal in load.refused] == [
        ("3", "The task stands twice in the sheet; the first row counts.")
    ]
    assert [row["label"] for row in answers(desk)] == ["none"]


def test_rejected_rows_are_a_sheet_that_can_be_corrected_and_loaded(
    desk: Facts, sample: Sample, tmp_path: Path
) -> None:
    load = assess(desk, sample, tmp_path, {"i0001": {"label": "hste", "note": "=a"}, "i0002": "nine", "i0003": "hate"})
    assert load.rejects_file == tmp_path / "filled.rejects.csv"
    rows = read_csv(load.rejects_file)
    corrected = [row | {"label": {"hste": "hate", "nine": "none"}[row["label"]]} for row in rows]

    again = load_sheet(desk, sample.sample_id, write_csv(load.rejects_file, corrected))

    assert (again.rows, again.accepted, again.rejected) == (2, 2, 0)
    assert [(row["label"], row["note"]) for row in answers(desk)] == [("hate", "=a"), ("none", None), ("hate", None)]


def test_a_second_assessor_becomes_a_second_review_that_the_report_compares(
    desk: Facts, sample: Sample, tmp_path: Path
) -> None:
    assess(desk, sample, tmp_path, {f"i{n:04}": "none" for n in range(1, 41)}, assessor="ada")

    second = assess(
        desk,
        sample,
        tmp_path,
        {f"i{n:04}": "hate" if n <= 5 else "none" for n in range(1, 21)} | {"i0021": "unable", "i0050": "hate"},
        assessor="dee",
    )

    settings = [(row["judge_id"], row["setting"]) for row in answers(desk)]
    assert second.accepted == 22
    assert settings.count(("dee", "second_review")) == 21
    assert settings.count(("dee", "assessment")) == 1
    found = quality(desk, sample.sample_id)
    assert found.second_review is not None
    assert (found.second_review.n, found.second_review.events) == (20, 15)
    assert found.progress.assessed == 41
    assert not {"no_second_review"} & {note.code for note in found.cannot_say}


def test_a_second_review_makes_no_finding_and_may_change_its_mind(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    assess(desk, sample, tmp_path, {"i0001": "none"}, assessor="ada")
    assess(desk, sample, tmp_path, {"i0001": "hate"}, assessor="dee")
    load = assess(desk, sample, tmp_path, {"i0001": "none"}, assessor="dee")

    assert load.accepted == 1
    assert findings(desk) == []
    assert [(row["setting"], row["version"]) for row in answers(desk)] == [("assessment", 1), ("second_review", 2)]


def test_the_findings_sheet_names_error_types_and_root_causes(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    assess(desk, sample, tmp_path, {"i0001": "hate", "i0003": "none"}, assessor="ada")
    write_findings_sheet(desk, sample.sample_id, tmp_path / "findings.csv")
    rows = filled(
        read_csv(tmp_path / "findings.csv"),
        {"i0001": {"root_cause": "translation", "note": "方言"}, "i0003": {"error_type": "Wrong policy"}},
    )

    load = load_sheet(desk, sample.sample_id, write_csv(tmp_path / "named.csv", rows), assessor="ada")

    assert (load.accepted, load.rejected) == (2, 0)
    assert findings(desk) == [("d0001", "under_enforcement", "translation"), ("d0003", "wrong_policy", None)]
    assert [(row["label"], row["note"]) for row in answers(desk)] == [("hate", "方言"), ("none", None)]


def test_a_findings_sheet_of_somebody_else_is_told_to_name_who_assessed(
    desk: Facts, sample: Sample, tmp_path: Path
) -> None:
    assess(desk, sample, tmp_path, {"i0001": "hate"}, assessor="ada")
    write_findings_sheet(desk, sample.sample_id, tmp_path / "findings.csv")

    load = load_sheet(desk, sample.sample_id, tmp_path / "findings.csv", assessor="dee")

    assert "dee gave no answer to this task. Name who did: --assessor." in load.refused[0].reason


def semicolons(rows: list[dict[str, str]], folder: Path) -> Path:
    return write_csv(folder / "saved.csv", rows, delimiter=";")


def unicode_text(rows: list[dict[str, str]], folder: Path) -> Path:
    return write_csv(folder / "saved.csv", rows, encoding="utf-16", delimiter="\t")


def chinese_windows(rows: list[dict[str, str]], folder: Path) -> Path:
    return write_csv(folder / "saved.csv", rows, encoding="gb18030")


def workbook(rows: list[dict[str, str]], folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(folder / "saved.xlsx")
    return folder / "saved.xlsx"


@pytest.mark.parametrize("save", [semicolons, unicode_text, chinese_windows, workbook])
def test_a_sheet_saved_by_a_spreadsheet_program_loads(desk: Facts, sample: Sample, tmp_path: Path, save: Any) -> None:
    rows = filled(sheet_of(desk, sample, tmp_path), {"i0001": {"label": "hate", "note": "明白; ok"}})

    load = load_sheet(desk, sample.sample_id, save(rows, tmp_path))

    assert (load.rows, load.accepted, load.rejected) == (90, 1, 0)
    assert [(row["label"], row["note"]) for row in answers(desk)] == [("hate", "明白; ok")]


def test_the_exported_workbook_filled_in_place_loads(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    write_sheet(desk, sample.sample_id, tmp_path / "sheet.xlsx")
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    book["Assess"]["I2"] = "none"
    book["Assess"]["M2"] = "=literally"
    book["Assess"]["M2"].data_type = "s"
    book.save(tmp_path / "sheet.xlsx")

    load = load_sheet(desk, sample.sample_id, tmp_path / "sheet.xlsx")

    assert (load.accepted, load.empty, load.rejected) == (1, 89, 0)
    assert answers(desk)[0]["note"] == "=literally"


def test_a_file_that_is_no_sheet_is_told_what_it_lacks(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "other.csv", [{"id": "1", "label": "hate"}])

    with pytest.raises(RequestError, match=r"other.csv is not a sheet of this sample.*no column task"):
        load_sheet(desk, sample.sample_id, path)


def test_a_sheet_that_is_not_there_is_told(desk: Facts, sample: Sample, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"absent\.csv"):
        load_sheet(desk, sample.sample_id, tmp_path / "absent.csv")


def test_two_sources_with_the_same_ids_are_counted_apart(tmp_path: Path) -> None:
    rows = [decision(1), decision(1, source="partner", item_id="p1")]
    facts = store(tmp_path / "home", rows, [item(1, "a")])
    sample = drawn(facts, population={"source": ""})

    load = assess(facts, sample, tmp_path, {"i0001": "none", "p1": "none"})

    assert load.accepted == 2
    assert quality(facts, sample.sample_id).progress.assessed == 2
