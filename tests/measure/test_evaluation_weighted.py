"""Gold that was drawn with unequal chances, and F-beta: unbiased figures, honest intervals, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evenhand.facts.errors import RequestError
from evenhand.measure import Evaluation, evaluate

CELLS = {("x", "x"): 12, ("x", "o"): 8, ("o", "x"): 4, ("o", "o"): 76}  # gold, predicted


def tables(cells: dict[tuple[str, str], int], **columns: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    pairs = [pair for pair, count in cells.items() for _ in range(count)]
    items = list(range(len(pairs)))
    return (
        {"item": items, "label": [said for _, said in pairs]},
        {"item": items, "gold": [known for known, _ in pairs], **columns},
    )


def figures(found: Evaluation) -> list[tuple[float | None, ...]]:
    every = [*found.metrics, *(one for label in found.labels for one in label.figures)]
    return [(one.estimate, one.low, one.high) for one in every]


@pytest.mark.parametrize("beta", [0.5, 1.0, 2.0])
def test_f_beta_is_its_definition(beta: float) -> None:
    found = evaluate(*tables(CELLS), beta=beta).label("x")
    precision, recall = 12 / 16, 12 / 20
    assert found.f_beta is not None
    assert found.f_beta.metric == f"F{beta:g}"
    assert found.f_beta.estimate == pytest.approx((1 + beta**2) * precision * recall / (beta**2 * precision + recall))


def test_f_one_by_either_way_is_the_same_and_its_interval_nearly_so() -> None:
    found = evaluate(*tables(CELLS), beta=1).label("x")
    assert found.f_beta is not None
    assert found.f_beta.estimate == pytest.approx(found.f1.estimate)
    assert (found.f_beta.low, found.f_beta.high) == pytest.approx((found.f1.low, found.f1.high), abs=0.03)


def test_without_beta_there_is_no_f_beta() -> None:
    assert evaluate(*tables(CELLS)).label("x").f_beta is None


def test_equal_weights_say_what_no_weights_say() -> None:
    plain = evaluate(*tables(CELLS), beta=2)
    equal = evaluate(*tables(CELLS, w=[7.0] * 100), weight="w", beta=2)
    for one, other in zip(figures(plain), figures(equal), strict=True):
        assert one == pytest.approx(other, abs=0.012)
    assert equal.metrics[0].design == "weighted sample of items"


def test_weights_count_as_so_many_items() -> None:
    weights = [1.0 + (place % 3) for place in range(100)]
    found = evaluate(*tables(CELLS, w=weights), weight="w").label("x")
    right, missed, wrongly = sum(weights[:12]), sum(weights[12:20]), sum(weights[20:24])
    assert found.precision.estimate == pytest.approx(right / (right + wrongly))
    assert found.recall.estimate == pytest.approx(right / (right + missed))
    assert found.f1.estimate == pytest.approx(2 * right / (2 * right + missed + wrongly))
    assert found.gold == 20


def test_a_stratified_sample_of_gold_gives_the_figures_of_all_items() -> None:
    random = np.random.default_rng(4)
    size, taken, draws = 8_000, 120, 120
    score = random.beta(0.5, 4, size)
    gold, said = random.random(size) < score, score + random.normal(0, 0.08, size) > 0.4
    stratum = np.digitize(score, [0.2, 0.5])
    places = [np.flatnonzero(stratum == one) for one in range(3)]
    right = np.count_nonzero(gold & said)
    true = {"precision": right / said.sum(), "recall": right / gold.sum(), "accuracy": (gold == said).mean()}
    seen: dict[str, list[float]] = {name: [] for name in true}
    held = dict.fromkeys(true, 0)
    for _ in range(draws):
        drawn = np.concatenate([random.choice(place, taken, replace=False) for place in places])
        weight = (np.bincount(stratum) / taken)[stratum[drawn]]
        table = {"item": drawn, "gold": gold[drawn].astype(int), "w": weight, "s": stratum[drawn]}
        found = evaluate({"item": drawn, "label": said[drawn].astype(int)}, table, weight="w", stratum="s")
        label = found.label("1")
        for name, one in zip(true, (label.precision, label.recall, found.metric("accuracy")), strict=True):
            assert one.estimate is not None
            assert one.low is not None
            assert one.high is not None
            seen[name].append(one.estimate)
            held[name] += one.low <= true[name] <= one.high
    for name, value in true.items():
        error = np.std(seen[name]) / draws**0.5
        assert np.mean(seen[name]) == pytest.approx(value, abs=3.5 * error + 0.004)
        assert held[name] >= stats.binom.ppf(0.001, draws, 0.94)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 500), st.floats(0.01, 100))
def test_the_scale_of_weights_and_the_order_of_items_change_nothing(seed: int, scale: float) -> None:
    random = np.random.default_rng(seed)
    weight, stratum = random.uniform(0.5, 3, 100), random.integers(0, 3, 100)
    predictions, gold = tables(CELLS, w=weight, s=stratum)
    order = random.permutation(100)
    mixed = {name: [column[place] for place in order] for name, column in gold.items()}
    mixed["w"] = scale * weight[order]
    one = evaluate(predictions, gold, weight="w", stratum="s", beta=2)
    other = evaluate(predictions, mixed, weight="w", stratum="s", beta=2)
    for before, after in zip(figures(one), figures(other), strict=True):
        assert before == pytest.approx(after, abs=1e-5)


def test_weighted_slices_are_told_from_the_rest() -> None:
    language = ["en"] * 20 + ["zh"] * 80
    found = evaluate(*tables(CELLS, w=[2.0] * 50 + [1.0] * 50, language=language), weight="w", by=["language"])
    english, chinese = found.slices
    assert english.accuracy.estimate == pytest.approx(0.6)
    assert chinese.rest == pytest.approx(0.6)
    assert english.p_adjusted is not None
    assert english.p_adjusted < 0.01


@pytest.mark.parametrize(
    ("columns", "options", "said"),
    [
        ({"w": [1.0] * 99 + [0.0]}, {"weight": "w"}, "gold: the column 'w' holds the weight 0. Give weights above 0"),
        ({"w": [1.0] * 99 + [None]}, {"weight": "w"}, "holds the weight nan"),
        ({"s": ["a"] * 99 + [None]}, {"stratum": "s"}, "gold: the column 's' is empty in 1 rows"),
        ({}, {"weight": "w"}, "The table has no column 'w'"),
        ({}, {"beta": 0}, "beta is 0. Give a number above 0"),
        ({}, {"beta": float("nan")}, "beta is nan"),
    ],
)
def test_weights_and_betas_that_are_none_are_refused(
    columns: dict[str, Any], options: dict[str, Any], said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        evaluate(*tables(CELLS, **columns), **options)
