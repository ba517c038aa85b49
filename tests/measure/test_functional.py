"""Functional test suites: rates beside a required one, which way failures go, and a suite's file as it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from evenhand.facts.errors import RequestError
from evenhand.measure import FunctionalVerdict, functional_tests

FOLDER = Path(os.environ.get("EVENHAND_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
# name, right label, what it was called when wrong, wrong ones, cases
TESTS = [
    ("slur", "hateful", "non-hateful", 0, 60),
    ("negation", "non-hateful", "hateful", 30, 60),
    ("quotation", "non-hateful", "hateful", 4, 40),
]


def suite() -> tuple[dict[str, Any], dict[str, Any]]:
    rows = [
        (name, gold, called if place < wrong else gold)
        for name, gold, called, wrong, cases in TESTS
        for place in range(cases)
    ]
    case = [f"c{place}" for place in range(len(rows))]
    known = {"case_id": case, "functionality": [row[0] for row in rows], "label_gold": [row[1] for row in rows]}
    return {"case_id": case, "label": [row[2] for row in rows]}, known


def test_each_functionality_is_held_against_the_required_rate() -> None:
    found = functional_tests(*suite(), required=0.9)
    assert [one.name for one in found.tests] == ["negation", "quotation", "slur"]
    assert [one.verdict for one in found.tests] == [
        FunctionalVerdict.BELOW,
        FunctionalVerdict.OPEN,
        FunctionalVerdict.KEPT,
    ]
    assert found.test("negation").rate.estimate == 0.5
    assert [one.name for one in found.below] == ["negation"]
    assert "3 functionalities, 160 cases, required 90%: 1 kept, 1 below, 1 open" in repr(found)


def test_chances_are_exact_and_adjusted_over_all_functionalities() -> None:
    found = functional_tests(*suite(), required=0.9)
    assert found.test("negation").p_below == pytest.approx(3 * binom.cdf(30, 60, 0.9))
    assert found.test("slur").p_above == pytest.approx(3 * binom.sf(59, 60, 0.9))


def test_it_is_told_which_way_failures_go() -> None:
    predictions, known = suite()
    found = functional_tests(predictions, known)
    (failure,) = found.test("negation").failures
    assert (failure.gold, failure.called, failure.cases) == ("non-hateful", "hateful", 30)
    assert failure.direction == "wrongly flagged"
    turned = {"case_id": known["case_id"], "label": ["non-hateful"] * 160}
    assert functional_tests(turned, known).test("slur").failures[0].direction == "missed"
    other = {"case_id": known["case_id"], "label": ["spam"] * 160}
    assert functional_tests(other, known).test("slur").failures[0].direction == "confused"
    asked = functional_tests(other, known, harmless="spam")
    assert asked.test("slur").failures[0].direction == "missed"


def test_no_model_that_is_just_good_enough_is_called_below_too_often() -> None:
    random = np.random.default_rng(3)
    case = list(range(400))
    names = [f"f{place % 10}" for place in case]
    wrong_calls = 0
    for _ in range(150):
        said = np.where(random.random(400) < 0.9, "x", "o")
        found = functional_tests({"item": case, "label": said}, {"item": case, "gold": ["x"] * 400, "test": names})
        wrong_calls += bool(found.below)
    assert wrong_calls <= binom.ppf(0.999, 150, 0.05)


def test_the_suite_gives_itself_as_rows_and_a_picture() -> None:
    found = functional_tests(*suite())
    assert found.to_frame().num_rows == 3
    assert found.rows()[0]["functionality"] == "negation"
    assert "negation" in found.chart()


def test_a_case_without_a_functionality_is_left_out_and_told() -> None:
    predictions, known = suite()
    known["functionality"][0] = None
    found = functional_tests(predictions, known)
    assert found.n == 159
    assert [(note.code, note.values) for note in found.warnings] == [("functional_unnamed", {"count": 1})]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"required": 90}, "required is 90. Give a rate between 0 and 1"),
        ({"functionality": "skill"}, "The table has no column 'skill'"),
        ({"harmless": "fine"}, "No item has the label 'fine'"),
        ({"level": 1}, "level is 1"),
    ],
)
def test_what_makes_no_suite_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        functional_tests(*suite(), **options)


def test_a_table_without_functionalities_is_refused() -> None:
    predictions, known = suite()
    del known["functionality"]
    with pytest.raises(RequestError, match="no column that is known for the functionality"):
        functional_tests(predictions, known)


@pytest.mark.real_data
@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"The real data sets are not there: {FOLDER}")
def test_the_file_of_hatecheck_is_a_suite_as_it_is() -> None:
    import pyarrow.parquet as pq

    cases = FOLDER / "hatecheck" / "cases.parquet"
    held = pq.read_table(cases, columns=["case_id", "label_gold"])
    ids, gold = held.column("case_id").to_pylist(), np.array(held.column("label_gold").to_pylist())
    always = functional_tests({"case_id": ids, "label": ["hateful"] * len(ids)}, cases)
    assert (len(always.tests), always.n) == (29, 3_901)
    assert {one.rate.estimate for one in always.tests} == {0.0, 1.0}
    assert {one.failures[0].direction for one in always.below} == {"wrongly flagged"}
    assert functional_tests({"case_id": ids, "label": gold}, cases).below == ()
