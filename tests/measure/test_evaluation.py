from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evenhand.facts.errors import RequestError
from evenhand.measure import Estimate, Evaluation, compare_models, evaluate
from evenhand.measure.evaluation.averages import overall
from evenhand.measure.evaluation.classes import by_class
from evenhand.measure.evaluation.comparison import paired_interval
from evenhand.measure.evaluation.holm import holm

COUNTS = [[138, 14, 9, 13], [5, 58, 9, 9], [2, 3, 27, 1], [1, 2, 2, 7]]
LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)


def tables(counts: list[list[int]], names: str = "abcd") -> tuple[dict[str, Any], dict[str, Any]]:
    """Predictions and gold with these counts, gold by predicted."""
    pairs = [pair for pair in product(range(len(counts)), repeat=2) for _ in range(counts[pair[0]][pair[1]])]
    items = [f"post {number}" for number in range(len(pairs))]
    said = {"item": items, "label": [names[said] for _, said in pairs]}
    return said, {"item": items, "gold": [names[gold] for gold, _ in pairs]}


def told(pairs: list[tuple[str, str]]) -> Evaluation:
    items = list(range(len(pairs)))
    return evaluate({"item": items, "label": [p for _, p in pairs]}, {"item": items, "gold": [g for g, _ in pairs]})


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate(*tables(COUNTS))


def test_the_points_are_those_of_scikit_learn(found: Evaluation) -> None:
    # scikit-learn 1.9.1: precision_recall_fscore_support, accuracy_score, balanced_accuracy_score, averages "macro"
    points = np.array([[one.estimate for one in label.figures] for label in found.labels], dtype=float).T
    assert points[0] == pytest.approx([0.94520548, 0.75324675, 0.57446809, 0.23333333], abs=1e-8)
    assert points[1] == pytest.approx([0.79310345, 0.71604938, 0.81818182, 0.58333333], abs=1e-8)
    assert points[2] == pytest.approx([0.8625, 0.73417722, 0.675, 0.33333333], abs=1e-8)
    assert [one.estimate for one in found.metrics] == pytest.approx(
        [0.7666666666666667, 0.7276669956267658, 0.6265634127846311, 0.6512526371308017]
    )
    assert [one.gold for one in found.labels] == [174, 81, 33, 12]


def test_the_matrix_holds_the_counts(found: Evaluation) -> None:
    assert found.matrix.array.tolist() == COUNTS
    assert sum(int(str(row["items"])) for row in found.matrix.rows()) == found.n == 300


def test_a_label_never_predicted_has_no_precision_and_a_remark_says_so() -> None:
    found = told([("a", "a"), ("b", "a"), ("a", "a")])
    assert found.label("b").precision.undefined is not None
    assert found.label("b").precision.undefined.code == "evaluation_never_predicted"
    assert found.label("b").f1.estimate == 0
    assert [note.code for note in found.warnings] == ["evaluation_unsaid_labels"]


def test_a_label_unknown_to_gold_is_asked_about() -> None:
    found = told([("a", "a"), ("b", "b"), ("a", "A")])
    assert found.label("A").recall.undefined is not None
    assert "'A'" in found.warnings[0].text
    assert found.metric("balanced accuracy").estimate == pytest.approx(0.75)


def test_one_gold_label_alone_is_remarked() -> None:
    found = told([("a", "a")] * 30)
    assert [note.code for note in found.warnings] == ["evaluation_one_gold"]
    assert [one.estimate for one in found.metrics] == [1, 1, 1, 1]
    assert all(one.low is not None and 0.8 < one.low < 1 for one in found.metrics)


@settings(max_examples=40, deadline=None)
@given(LABELS, st.permutations("xyz"), st.randoms(use_true_random=False))
def test_names_and_order_of_rows_change_no_figure(pairs: list[tuple[str, str]], names: list[str], random: Any) -> None:
    new = dict(zip("abc", names, strict=True))
    shuffled = [(new[gold], new[said]) for gold, said in pairs]
    random.shuffle(shuffled)
    before, after = told(pairs), told(shuffled)
    for one, other in zip(before.metrics, after.metrics, strict=True):
        assert (one.estimate, one.low, one.high) == pytest.approx((other.estimate, other.low, other.high))
    for label in before.labels:
        same = after.label(new[label.label])
        assert [one.estimate for one in label.figures] == [one.estimate for one in same.figures]


@settings(max_examples=40, deadline=None)
@given(LABELS)
def test_every_interval_lies_around_its_figure_within_zero_and_one(pairs: list[tuple[str, str]]) -> None:
    found = told(pairs)
    for one in (*found.metrics, *(figure for label in found.labels for figure in label.figures)):
        if one.estimate is not None:
            assert one.low is not None
            assert one.high is not None
            assert 0 <= one.low <= one.estimate + 1e-9
            assert one.estimate - 1e-9 <= one.high <= 1


TRUE = np.array([[0.60, 0.05, 0.05], [0.03, 0.12, 0.02], [0.02, 0.02, 0.09]])


@pytest.fixture(scope="module")
def simulated() -> list[tuple[Estimate, ...]]:
    """The four metrics and the F1 of the last label, in 200 draws of 200 items."""
    rng = np.random.default_rng(5)
    draws = [np.divmod(rng.choice(9, size=200, p=TRUE.ravel()), 3) for _ in range(200)]
    labels = [by_class("abc", *draw, 0.95, weighing=None, beta=None) for draw in draws]
    pairs = zip(draws, labels, strict=True)
    return [(*overall(one, *draw, 0.95, weighing=None), one[-1].f1) for draw, one in pairs]


@pytest.mark.parametrize(
    ("place", "true"),
    [
        (0, TRUE.trace()),
        (1, (TRUE.diagonal() / TRUE.sum(axis=1)).mean()),
        (2, (TRUE.diagonal() / TRUE.sum(axis=0)).mean()),
        (3, (2 * TRUE.diagonal() / (TRUE.sum(axis=0) + TRUE.sum(axis=1))).mean()),
        (4, 2 * 0.09 / (TRUE.sum(axis=0)[2] + TRUE.sum(axis=1)[2])),
    ],
    ids=["accuracy", "balanced accuracy", "macro precision", "macro F1", "F1"],
)
def test_intervals_cover_the_true_figure(simulated: list[tuple[Estimate, ...]], place: int, true: float) -> None:
    ones = [figures[place] for figures in simulated]
    inside = sum(one.low <= true <= one.high for one in ones if one.low is not None and one.high is not None)
    assert inside >= stats.binom.ppf(0.001, 200, 0.94)


def test_the_paired_interval_is_tangos_as_published() -> None:
    # Fagerland, Lydersen and Laake, Statistics in Medicine 33 (2014), tables II and V: 1 and 7 discordant of 21
    assert paired_interval(1, 7, 21, 0.95) == pytest.approx((-0.517, -0.026), abs=5e-4)


@pytest.mark.parametrize(("ahead", "behind", "n"), [(0, 0, 10), (10, 0, 10), (0, 3, 3), (5, 5, 10), (1, 0, 400)])
def test_the_paired_interval_holds_at_its_ends_and_turns_round(ahead: int, behind: int, n: int) -> None:
    low, high = paired_interval(ahead, behind, n, 0.95)
    assert -1 <= low <= (ahead - behind) / n <= high <= 1
    assert low < high
    assert paired_interval(behind, ahead, n, 0.95) == pytest.approx((-high, -low), abs=1e-9)


def test_two_models_are_compared_on_the_items_that_both_labelled() -> None:
    items = list(range(60))
    gold = {"item": items, "gold": ["a"] * 30 + ["b"] * 30, "language": ["en", "zh"] * 30}
    first = {"item": items, "label": ["a"] * 30 + ["b"] * 26 + ["a"] * 4}
    second = {"item": items[:59], "label": ["a"] * 20 + ["b"] * 10 + ["b"] * 28 + ["a"]}
    found = compare_models(first, second, gold, by=["language"])
    assert (found.n, found.only_first, found.only_second) == (59, 10, 2)
    assert found.p_value == pytest.approx(stats.binomtest(2, 12).pvalue)
    assert found.p_value == pytest.approx(0.03857421875)  # 2 x (1 + 12 + 66) / 4096
    assert found.difference == pytest.approx(8 / 59)
    assert [(one.by, one.part) for one in found.parts] == [
        ("gold", "a"),
        ("gold", "b"),
        ("language", "en"),
        ("language", "zh"),
    ]
    assert found.parts[0].p_adjusted == pytest.approx(2 * found.parts[0].p_value)
    assert [note.code for note in found.warnings] == ["evaluation_unpredicted"]


def test_equal_models_differ_by_nothing() -> None:
    said, gold = tables(COUNTS)
    found = compare_models(said, said, gold)
    assert (found.difference, found.p_value) == (0, 1)
    assert found.low == pytest.approx(-found.high)


def test_slices_are_told_from_the_rest_with_holm() -> None:
    said, gold = tables([[80, 20], [10, 90]])
    gold["language"] = ["en" if number % 4 else "zh" for number in range(200)]
    said["language"] = ["never read"] * 200
    said["queue"] = ["one"] * 80 + ["two"] * 20 + ["one"] * 100
    found = evaluate(said, gold, by=["language", "queue"])
    assert [(one.by, one.value, one.n) for one in found.slices] == [
        ("language", "en", 150),
        ("language", "zh", 50),
        ("queue", "one", 180),
        ("queue", "two", 20),
    ]
    worst = found.slices[-1]
    assert worst.accuracy.estimate == 0
    assert worst.rest == pytest.approx(170 / 180)
    assert worst.p_value == pytest.approx(stats.fisher_exact([[0, 20], [170, 10]])[1])
    assert worst.p_adjusted == pytest.approx(4 * (worst.p_value or 0))
    assert found.to_frame().num_rows == 4 + 2 * 3 + 4 * 4


def test_holm_steps_down_and_leaves_out_what_was_not_tested() -> None:
    # by hand: 4 x 0.005, 3 x 0.01, 2 x 0.03, and no smaller than that for 0.04
    assert holm([0.01, None, 0.04, 0.03, 0.005]) == [pytest.approx(0.03), None, *map(pytest.approx, (0.06, 0.06, 0.02))]
    assert holm([]) == []


def test_what_has_no_partner_is_counted() -> None:
    found = evaluate(
        {"item": ["1", "2", "3", "9", "8"], "label": ["a", "b", "unable", "a", ""]},
        {"item": [1, 2, 3, 4], "gold": ["a", "b", "a", "a"]},
    )
    assert found.n == 2
    assert {note.code: dict(note.values) for note in found.warnings} == {
        "missing_labels": {"count": 2},
        "evaluation_unpredicted": {"count": 2, "n": 4},
        "evaluation_without_gold": {"count": 1},
    }


@pytest.mark.parametrize(
    ("said", "gold", "message"),
    [
        ({"item": [], "label": []}, {"item": [1], "gold": ["a"]}, "predictions has no rows"),
        ({"item": [1], "label": ["a"]}, {"item": [], "gold": []}, "gold has no rows"),
        ({"item": [1], "label": ["a"]}, {"item": [2], "gold": ["a"]}, "no item in common"),
        ({"item": [1, 1], "label": ["a", "b"]}, {"item": [1], "gold": ["a"]}, "predictions names the item '1' more"),
        ({"item": [1], "label": ["a"]}, {"item": [1, 1], "gold": ["a", "a"]}, "gold names the item '1' more"),
        ({"item": [1], "label": [None]}, {"item": [1], "gold": ["a"]}, "is empty in all of 1 rows"),
        ({"item": [1], "said": ["a"]}, {"item": [1], "gold": ["a"]}, "no column that is known for the label"),
        ({"item": [1], "label": [0.25]}, {"item": [1], "gold": ["a"]}, "decimals"),
    ],
)
def test_what_cannot_be_evaluated_is_said_in_a_sentence(said: Any, gold: Any, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        evaluate(said, gold)


def test_a_column_that_neither_table_has_is_refused() -> None:
    with pytest.raises(RequestError, match="Neither gold nor predictions has a column 'tongue'"):
        evaluate(*tables(COUNTS), by=["tongue"])


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(RequestError, match="level is 95"):
        evaluate(*tables(COUNTS), level=95)
