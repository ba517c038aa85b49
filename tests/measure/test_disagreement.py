from __future__ import annotations

import numpy as np
import pytest
from agreement_tables import of_counts, of_pairs, simulated

from evenhand.facts import RequestError
from evenhand.measure import disagreement, judge_groups, read_labels, soft_labels

NAMES = ["none", "HT", "SP"]


def test_a_soft_label_is_the_share_of_judges() -> None:
    found = soft_labels(read_labels(of_counts([[3, 1, 0], [0, 0, 2]]), classes=["0", "1", "2"]))

    assert found.to_frame().to_pylist() == [
        {"item": "0", "label": "0", "count": 3, "share": 0.75, "entropy": pytest.approx(0.8113, abs=1e-4), "labels": 4},
        {"item": "0", "label": "1", "count": 1, "share": 0.25, "entropy": pytest.approx(0.8113, abs=1e-4), "labels": 4},
        {"item": "1", "label": "2", "count": 2, "share": 1.0, "entropy": 0.0, "labels": 2},
    ]


@pytest.mark.parametrize(("counts", "bits"), [([4, 0], 0), ([2, 2], 1), ([1, 1, 1, 1], 2)])
def test_entropy_is_counted_in_bits(counts: list[int], bits: float) -> None:
    (entropy,) = soft_labels(read_labels(of_counts([counts]))).entropy

    assert entropy == pytest.approx(bits)


def test_disagreement_is_laid_to_the_labels_that_are_given_instead_of_each_other() -> None:
    found = disagreement(of_pairs({"NN": 60, "HH": 20, "NH": 6, "HN": 9, "NS": 5}))
    first, second = found.confusions

    assert (first.first, first.second, first.items) == ("H", "N", 15)
    assert first.share.estimate == pytest.approx(15 / 20)
    assert first.first_to_second == pytest.approx(15 / 55)
    assert first.second_to_first == pytest.approx(15 / 140)
    assert second.share.estimate == pytest.approx(5 / 20)
    assert found.disputed.estimate == pytest.approx(20 / 100)
    assert found.mean_entropy == pytest.approx(0.2)


def test_the_share_of_a_confusion_is_as_sure_as_the_disputed_items_are_many() -> None:
    few = disagreement(of_pairs({"NN": 60, "NH": 3, "NS": 1})).confusions[0].share
    many = disagreement(of_pairs({"NN": 60, "NH": 300, "NS": 100})).confusions[0].share

    assert few.low is not None
    assert few.high is not None
    assert many.low is not None
    assert many.high is not None
    assert few.high - few.low > 3 * (many.high - many.low)


def test_the_items_that_divide_judges_most_come_first() -> None:
    found = disagreement(of_counts([[4, 0], [3, 1], [2, 2], [6, 6]]), most=2)

    assert [(one.item, one.labels, one.entropy) for one in found.items] == [
        ("3", {"0": 6, "1": 6}, 1.0),
        ("2", {"0": 2, "1": 2}, 1.0),
    ]


def test_judges_who_always_agree_are_divided_by_nothing() -> None:
    found = disagreement(of_pairs({"NN": 60, "HH": 20}))

    assert (found.confusions, found.items, found.disputed.estimate) == ((), (), 0)
    assert found.disputed.high is not None
    assert 0 < found.disputed.high < 0.1


def test_groups_agree_within_and_disagree_between() -> None:
    items = np.repeat(np.arange(100), 4)
    team = np.tile(["east", "east", "west", "west"], 100)
    label = np.where((team == "west") & (items % 4 == 0), "HT", np.where(items % 2 == 0, "none", "SP"))
    labels = read_labels(
        {"item": items, "judge": np.tile(list("abcd"), 100), "label": label, "team": team}, by=["team"]
    )
    found = judge_groups(labels, "team")
    (two,) = found.between

    assert [(part.value, part.figure("alpha").estimate) for part in found.within] == [("east", 1), ("west", 1)]
    assert (two.first, two.second, two.items) == ("east", "west", 100)
    assert two.agreement.estimate == pytest.approx(0.75)
    assert two.kappa.estimate == pytest.approx((0.75 - 0.375) / (1 - 0.375))
    assert len(found.rows()) == 2 * 4 + 2


def test_groups_without_a_common_item_cannot_be_compared() -> None:
    table = of_pairs({"NN": 5, "HH": 5})
    table["team"] = ["east"] * 10 + ["west"] * 10
    (two,) = judge_groups(read_labels(table, by=["team"]), "team").between

    assert two.items == 0
    assert two.kappa.undefined is not None
    assert two.kappa.undefined.text == "no item was labelled by both"


def test_groups_need_a_column_that_was_read_and_names_several() -> None:
    table = of_pairs({"NN": 5, "HH": 5})
    table["team"] = ["east"] * 20

    with pytest.raises(RequestError, match="'team' was not read"):
        judge_groups(read_labels(table), "team")
    with pytest.raises(RequestError, match="'team' names 1 groups"):
        judge_groups(read_labels(table, by=["team"]), "team")


def test_every_result_has_values_a_table_and_a_picture() -> None:
    labels = simulated(np.random.default_rng(8), 50, 4, [0.6, 0.3, 0.1], 0.2)
    found = disagreement(labels)

    assert found.to_frame().num_rows == len(found.confusions) == 3
    assert found.chart().count("<circle") == 3
    assert set(found.to_dict()) == {"disputed", "mean_entropy", "confusions", "items"}
    assert "of all disagreement" in repr(found)
