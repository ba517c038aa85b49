"""Whatever a decision's text and an assessor's words are, they come back as they were."""

from __future__ import annotations

import tempfile
from pathlib import Path

import openpyxl
import pytest
from assess_cast import decision, drawn, filled, item, sheet_of, store, write_csv
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.assess import Sample, load_sheet, write_sheet
from evenhand.facts.store import Facts

written = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=30)
words = written.map(str.strip).filter(bool) | st.sampled_from(
    ["=1+1", "'=x", "-", "'", "''-1", "@a", "NA", "null", "1", "1.0"]
)
rows_of_words = st.lists(st.tuples(words, words, words), min_size=1, max_size=6)


def through_csv(facts: Facts, sample: Sample, folder: Path, answers: dict[str, dict[str, str]]) -> Path:
    return write_csv(folder / "filled.csv", filled(sheet_of(facts, sample, folder), answers))


def through_workbook(facts: Facts, sample: Sample, folder: Path, answers: dict[str, dict[str, str]]) -> Path:
    write_sheet(facts, sample.sample_id, folder / "sheet.xlsx")
    book = openpyxl.load_workbook(folder / "sheet.xlsx")
    for row in book["Assess"].iter_rows(min_row=2):
        for cell, column in ((row[8], "label"), (row[12], "note")):
            cell.value = answers[str(row[1].value)][column]
            cell.data_type = "s"
    book.save(folder / "filled.xlsx")
    return folder / "filled.xlsx"


@pytest.mark.parametrize("through", [through_csv, through_workbook])
@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(content=rows_of_words)
def test_labels_and_notes_come_back_as_they_were_written(through, content: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        decisions = [decision(n, label) for n, (_, label, _) in enumerate(content)]
        facts = store(home / "home", decisions, [item(n, text) for n, (text, _, _) in enumerate(content)])
        sample = drawn(facts)
        answers = {f"i{n:04}": {"label": label, "note": note} for n, (_, label, note) in enumerate(content)}
        undecided = sum(label == "unable" for _, label, _ in content)

        load = load_sheet(facts, sample.sample_id, through(facts, sample, home, answers))

        assert (load.accepted, load.rejected) == (len(content) - undecided, 0)
        kept = facts.query(
            "SELECT item_id, label, attributes ->> 'note' AS note FROM judgements WHERE setting = 'assessment'"
        ).to_pylist()
        assert {row["item_id"]: {"label": row["label"], "note": row["note"]} for row in kept} == answers
