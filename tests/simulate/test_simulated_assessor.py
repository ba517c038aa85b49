"""The assessor is right as often as asked, and explains what was planted."""

import pytest

from evenhand.facts.errors import RequestError
from evenhand.facts.tables import ERROR_TYPES, ROOT_CAUSES, UNABLE_REASONS
from evenhand.simulate import Trouble, assess, explain, fill_sheet
from evenhand.simulate.assessor import differs, error_type


@pytest.fixture(scope="module")
def truth_by_item(small):
    return {row["item_id"]: row for row in small.truth.items.to_pylist()}


def test_a_perfect_assessor_tells_the_truth(small, truth_by_item):
    answers = assess(small.truth.items, list(truth_by_item), accuracy=1.0, unable_rate=0.0, seed=1)
    assert [answer.label for answer in answers] == [row["label"] for row in truth_by_item.values()]


@pytest.mark.parametrize("accuracy", [0.9, 0.98])
def test_an_assessor_is_right_as_often_as_asked(small, truth_by_item, accuracy):
    answers = assess(small.truth.items, list(truth_by_item), accuracy=accuracy, unable_rate=0.0, seed=1)
    right = sum(answer.label == truth_by_item[answer.item_id]["label"] for answer in answers) / len(answers)
    assert right == pytest.approx(accuracy, abs=4 * (accuracy * (1 - accuracy) / len(answers)) ** 0.5)


def test_an_assessor_who_is_unable_says_why(small, truth_by_item):
    answers = assess(small.truth.items, list(truth_by_item), unable_rate=0.05, seed=1)
    unable = [answer for answer in answers if answer.label == "unable"]
    assert len(unable) / len(answers) == pytest.approx(0.05, abs=0.01)
    assert {answer.unable_reason for answer in unable} == set(UNABLE_REASONS)
    assert {answer.unable_reason for answer in answers if answer.label != "unable"} == {None}


def test_answers_do_not_depend_on_the_order_of_the_sheet(small, truth_by_item):
    items = list(truth_by_item)[:500]
    forwards = assess(small.truth.items, items, accuracy=0.5, seed=1)
    backwards = assess(small.truth.items, items[::-1], accuracy=0.5, seed=1)
    assert forwards == backwards[::-1]
    assert forwards != assess(small.truth.items, items, accuracy=0.5, seed=2)


def test_units_may_be_a_table_with_item_ids(small):
    units = small.tables["items"].slice(0, 20)
    assert assess(small.truth.items, units, seed=1) == assess(small.truth.items, units["item_id"].to_pylist(), seed=1)


@pytest.mark.parametrize(
    ("decided", "assessed", "kind"),
    [
        ("FR.1", "none", "over_enforcement"),
        ("none", "FR.1", "under_enforcement"),
        ("IN.1", "FR.1", "wrong_policy"),
    ],
)
def test_the_error_type_follows_from_the_two_labels(decided, assessed, kind):
    assert error_type(decided, assessed) == kind


@pytest.mark.parametrize(("decided", "assessed"), [("none", "none"), ("unable", "none"), ("FR.1", "unable")])
def test_equal_labels_and_unable_are_no_disagreement(decided, assessed):
    assert not differs(decided, assessed)


def test_the_planted_cause_shows_in_the_findings(large):
    hit = [row for row in large.truth.judgements.to_pylist() if row["trouble"] == str(Trouble.KNOWLEDGE_GAP)]
    decided = {row["judgement_id"]: "none" for row in hit}
    assessed = {row["judgement_id"]: row["label"] for row in hit}
    findings = explain(large.truth.judgements, decided, assessed, seed=1)
    assert {finding.error_type for finding in findings.values()} == {"under_enforcement"}
    assert sum(finding.root_cause == "knowledge_gap" for finding in findings.values()) > 0.7 * len(hit)


def test_a_filled_sheet_has_findings_exactly_where_the_labels_differ(small):
    judgements = small.tables["judgements"].slice(2_000, 3_000).to_pylist()
    rows = fill_sheet(small, [row["judgement_id"] for row in judgements], seed=3)
    different = [differs(row["label"], answer.label) for row, answer in zip(judgements, rows, strict=True)]
    assert [row.item_id for row in rows] == [row["item_id"] for row in judgements]
    assert [row.error_type is not None for row in rows] == different
    assert 0.04 < sum(different) / len(rows) < 0.12
    assert {row.error_type for row in rows} <= {*ERROR_TYPES, None}
    assert {row.root_cause for row in rows} <= {*ROOT_CAUSES, None}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"units": ["i-nowhere"]}, "i-nowhere"),
        ({"units": [], "accuracy": 1.2}, "accuracy = 1.2"),
        ({"units": [], "unable_rate": -0.1}, "unable_rate = -0.1"),
    ],
)
def test_a_wrong_request_is_named(small, arguments, named):
    with pytest.raises(RequestError, match=named):
        assess(small.truth.items, seed=1, **arguments)


def test_an_assessed_judgement_without_a_decision_is_named(small):
    with pytest.raises(RequestError, match="j-000000007"):
        explain(small.truth.judgements, {}, {"j-000000007": "none"}, seed=1)


def test_an_unknown_judgement_is_named(small):
    with pytest.raises(RequestError, match="j-nowhere"):
        fill_sheet(small, ["j-nowhere"], seed=1)
