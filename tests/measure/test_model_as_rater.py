"""A model as one more rater: no farther than people from each other, or farther, as often as the intervals say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evenhand.facts.errors import RequestError
from evenhand.measure import agreement, model_as_rater

Table = dict[str, Any]


def panel(
    random: np.random.Generator, *, items: int = 120, people: int = 6, each: int = 4, error: float = 0.15, model: float
) -> tuple[Table, Table]:
    """Labels of people who err with a chance, each item by some of them, and a model that errs with another."""
    truth = random.choice(3, items, p=[0.7, 0.2, 0.1])
    item = np.repeat(np.arange(items), each)
    judge = np.concatenate([random.choice(people, each, replace=False) for _ in range(items)])
    given = np.where(random.random(item.size) < error, random.choice(3, item.size), truth[item])
    said = np.where(random.random(items) < model, random.choice(3, items), truth)
    return {"item": item, "judge": judge, "label": given}, {"item": np.arange(items), "prediction": said}


def test_a_model_that_errs_like_people_is_as_close_as_they_are_as_often_as_said() -> None:
    random, close, alike = np.random.default_rng(2), 0, 0
    for _ in range(150):
        found = model_as_rater(*panel(random, model=0.15), draws=200)
        close += found.low <= 0 <= found.high
        alike += (
            found.alpha_low is not None and found.alpha_high is not None and found.alpha_low <= 0 <= found.alpha_high
        )
    assert close >= 0.91 * 150
    assert alike >= 0.91 * 150


def test_a_worse_model_lowers_alpha_and_a_better_one_raises_it() -> None:
    random = np.random.default_rng(3)
    worse, better = model_as_rater(*panel(random, model=0.5)), model_as_rater(*panel(random, error=0.3, model=0.0))
    assert worse.high < 0
    assert worse.alpha_high is not None
    assert worse.alpha_high < 0
    assert worse.ahead == 0
    assert better.low > 0
    assert better.alpha_low is not None
    assert better.alpha_low > 0
    assert better.ahead == 6


def test_alpha_is_that_of_the_panel_with_and_without_the_model() -> None:
    labels, predictions = panel(np.random.default_rng(4), model=0.2)
    found = model_as_rater(labels, predictions)
    assert found.alpha == pytest.approx(agreement(labels).figure("alpha").estimate)
    for one in found.standings:
        theirs = labels["judge"] == int(one.judge)
        replaced = labels | {"label": np.where(theirs, predictions["prediction"][labels["item"]], labels["label"])}
        assert found.alpha is not None
        assert found.alpha + one.alpha_change == pytest.approx(agreement(replaced).figure("alpha").estimate)


def test_closeness_is_counted_by_hand() -> None:
    labels = {"item": [1, 1, 1, 2, 2], "judge": ["a", "b", "c", "a", "b"], "label": ["x", "x", "o", "x", "o"]}
    found = model_as_rater(labels, {"item": [1, 2], "label": ["x", "o"]})
    assert found.person == pytest.approx((0.5 + 0.5 + 0 + 0 + 0) / 5)
    assert found.model == pytest.approx((1 + 1 + 0 + 0 + 1) / 5)
    ada = next(one for one in found.standings if one.judge == "a")
    assert (ada.person, ada.model) == (pytest.approx(0.25), pytest.approx(0.75))
    assert "rater_few" in {note.code for note in found.warnings}


def test_names_of_labels_and_the_order_of_rows_change_nothing() -> None:
    labels, predictions = panel(np.random.default_rng(5), model=0.3)
    names = np.array(["none", "HT.1", "HT.2"])
    order = np.random.default_rng(6).permutation(labels["item"].size)
    other = {name: column[order] for name, column in labels.items()}
    one = model_as_rater(labels, predictions)
    two = model_as_rater(
        other | {"label": names[other["label"]]},
        {"item": predictions["item"], "prediction": names[predictions["prediction"]]},
    )
    assert (one.person, one.model, one.alpha) == pytest.approx((two.person, two.model, two.alpha))


def test_people_who_all_say_the_same_have_no_alpha() -> None:
    labels = {"item": [1, 1, 2, 2], "judge": ["a", "b", "a", "b"], "label": ["x"] * 4}
    found = model_as_rater(labels, {"item": [1, 2], "label": ["x", "o"]})
    assert found.alpha is None
    assert found.alpha_change is None
    assert found.model == 0.5


def test_items_without_the_model_are_left_out_and_told() -> None:
    labels, predictions = panel(np.random.default_rng(7), model=0.2)
    fewer = {name: column[:100] for name, column in predictions.items()}
    found = model_as_rater(labels, fewer)
    assert found.n == 100
    assert [(note.code, note.values) for note in found.warnings] == [("rater_unlabelled", {"count": 80})]
    assert found.to_frame().num_rows == 6
    assert "average person" in found.chart()


@pytest.mark.parametrize(
    ("labels", "predictions", "said"),
    [
        ({}, {"item": [9], "label": ["x"]}, "No item has the model's label and two people's"),
        ({}, {"item": [1, 1], "label": ["x", "o"]}, "predictions names the item '1' more than once"),
        ({"judge": ["a"] * 4, "item": [1, 2, 3, 4]}, {"item": [1], "label": ["x"]}, "only one judge, 'a'"),
        ({"judge": ["a", "b", "a", None]}, {"item": [1], "label": ["x"]}, "do not say whose they are"),
        ({"judge": ["a", "a", "a", "b"]}, {"item": [1], "label": ["x"]}, "labelled item '1' more than once"),
    ],
)
def test_what_is_no_panel_is_refused(labels: Table, predictions: Table, said: str) -> None:
    table = {"item": [1, 1, 2, 2], "judge": ["a", "b", "a", "b"], "label": ["x", "x", "o", "x"]} | labels
    with pytest.raises(RequestError, match=said):
        model_as_rater(table, predictions)
