from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from evenhand.facts.errors import RequestError
from evenhand.measure import Promise, evaluate_scores
from evenhand.measure.evaluation.calibration import calibration
from evenhand.measure.evaluation.ranking import average_precision, roc_area
from evenhand.measure.evaluation.thresholds import promised


def tables(positive: Any, score: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    items = list(range(len(score)))
    return {"item": items, "score": list(score)}, {
        "item": items,
        "gold": ["HT.1" if one else "none" for one in positive],
    }


def test_the_area_is_the_published_one() -> None:
    # the example of scikit-learn 1.9.1, roc_auc_score
    found = evaluate_scores(*tables([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), positive="HT.1")
    assert found.roc_auc.estimate == 0.75
    assert found.average_precision.estimate == pytest.approx(0.83, abs=0.005)  # average_precision_score, likewise


def test_the_area_and_its_variance_are_those_of_all_pairs() -> None:
    rng = np.random.default_rng(3)
    positive = rng.random(80) < 0.3
    score = np.round(np.clip(0.3 * positive + rng.random(80) * 0.7, 0, 1), 1)
    pairs = np.sign(score[positive][:, None] - score[~positive][None, :]) / 2 + 0.5
    first, second = (pairs.mean(axis=1 - k).var(ddof=1) / pairs.shape[k] for k in (0, 1))
    variance = first + second
    degrees = variance**2 / (first**2 / (pairs.shape[0] - 1) + second**2 / (pairs.shape[1] - 1))
    wider = (stats.t.ppf(0.975, degrees) / stats.norm.ppf(0.975)) ** 2
    found = roc_area(positive, score, 0.95)
    assert found.estimate == pytest.approx(pairs.mean())
    assert found.n_effective == pytest.approx(pairs.mean() * (1 - pairs.mean()) / variance / wider)


def test_figures_of_tied_scores_are_those_of_scikit_learn() -> None:
    # scikit-learn 1.9.1: roc_auc_score and average_precision_score
    score = np.repeat([0.1, 0.3, 0.5, 0.7, 0.9], 20)
    positive = np.arange(100) % 20 < np.repeat([1, 3, 8, 12, 17], 20)
    found = evaluate_scores(*tables(positive, score), positive="HT.1")
    assert found.roc_auc.estimate == pytest.approx(0.8389830508474576)
    assert found.average_precision.estimate == pytest.approx(0.7315447154471545)


@pytest.mark.parametrize("positives", [20, 100])
def test_the_interval_of_average_precision_covers(positives: int) -> None:
    rng = np.random.default_rng(9)
    many = rng.normal(1.8, 1, 20_000 * positives // 200), rng.normal(0, 1, 20_000)
    everything = np.concatenate(many)
    true = average_precision(np.arange(everything.size) < many[0].size, stats.norm.cdf(everything), 0.95, seed=1)
    inside = 0
    for draw in range(100):
        raw = np.concatenate([rng.normal(1.8, 1, positives), rng.normal(0, 1, 200)])
        one = average_precision(np.arange(raw.size) < positives, stats.norm.cdf(raw), 0.95, seed=draw)
        assert one.low is not None
        assert one.high is not None
        inside += one.low <= (true.estimate or 0) <= one.high
    assert inside >= stats.binom.ppf(0.001, 100, 0.93)


def test_true_scores_are_called_calibrated_and_bent_ones_are_not() -> None:
    rng = np.random.default_rng(10)
    score = rng.random(2000)
    positive = rng.random(2000) < score
    true, bent = (calibration(positive, one, 0.95, seed=1) for one in (score, score**2))
    assert true.p_value > 0.01
    assert true.error < 0.03
    assert bent.p_value < 0.01
    assert bent.error > 0.1
    assert len(true.bins) == 10
    assert {one.observed.n for one in true.bins} == {200}
    assert all(one.band_low <= one.mean_score <= one.band_high for one in true.bins)


def test_calibration_is_rejected_no_oftener_than_chance() -> None:
    rng = np.random.default_rng(11)
    scores = [rng.random(200) for _ in range(60)]
    found = [calibration(rng.random(200) < score, score, 0.95, seed=1).p_value for score in scores]
    assert np.count_nonzero(np.array(found) < 0.1) <= stats.binom.ppf(0.999, 60, 0.1)


def test_equal_scores_share_a_bin() -> None:
    found = calibration(np.arange(40) % 2 == 0, np.repeat([0.2, 0.8], 20), 0.95, seed=1)
    assert [(one.lowest, one.observed.n, one.observed.estimate) for one in found.bins] == [
        (0.2, 20, 0.5),
        (0.8, 20, 0.5),
    ]
    assert found.ece == pytest.approx(0.3)


def test_scores_in_perfect_order_still_leave_doubt() -> None:
    found = evaluate_scores(*tables([0] * 50 + [1] * 10, np.linspace(0, 1, 60)), positive="HT.1")
    assert found.roc_auc.estimate == 1
    assert found.roc_auc.low is not None
    assert 0.6 < found.roc_auc.low < 0.9


@pytest.mark.parametrize("positives", [20, 100])
def test_the_interval_of_the_area_covers(positives: int) -> None:
    rng = np.random.default_rng(4)
    true = stats.norm.cdf(1.8 / np.sqrt(2))
    inside = 0
    for _ in range(200):
        raw = np.concatenate([rng.normal(1.8, 1, positives), rng.normal(0, 1, 200)])
        one = roc_area(np.arange(raw.size) < positives, stats.norm.cdf(raw), 0.95)
        inside += one.low is not None and one.high is not None and one.low <= true <= one.high
    assert inside >= stats.binom.ppf(0.001, 200, 0.94)


@pytest.mark.parametrize(
    ("promise", "target", "true"),
    [
        # scores uniform on 0..1 that mean what they say: at threshold t these are the shares in the population
        (Promise.PRECISION, 0.8, lambda t: (1 + t) / 2 - 0.8),
        (Promise.RECALL, 0.9, lambda t: (1 - t**2) - 0.9),
        (Promise.FALSE_POSITIVE_RATE, 0.1, lambda t: 0.1 - (1 - t) ** 2),
    ],
    ids=["precision", "recall", "false-positive rate"],
)
def test_a_promise_is_broken_no_oftener_than_said(promise: Promise, target: float, true: Any) -> None:
    rng = np.random.default_rng(6)
    kept = []
    for _ in range(200):
        score = rng.random(500)
        found = promised(rng.random(500) < score, score, promise, target, confidence=0.9)
        kept.append(found.threshold is None or true(found.threshold) >= 0)
    assert sum(kept) >= stats.binom.ppf(0.001, 200, 0.9)


def test_more_labels_bring_the_threshold_nearer_to_the_true_one() -> None:
    rng = np.random.default_rng(8)
    score = rng.random(20_000)
    found = promised(rng.random(20_000) < score, score, Promise.PRECISION, 0.8, confidence=0.95)
    assert found.threshold is not None
    assert 0.6 <= found.threshold <= 0.65
    assert found.precision is not None
    assert found.flagged == found.precision.n


def test_a_promise_that_few_items_cannot_show_is_not_made() -> None:
    found = evaluate_scores(*tables([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), positive="HT.1", promises={"precision": 0.9})
    (threshold,) = found.thresholds
    assert threshold.threshold is None
    assert threshold.undefined is not None
    assert threshold.undefined.code == "evaluation_no_promise"


@pytest.mark.parametrize(
    ("costs", "threshold", "cost"), [((1.0, 1.0), 0.8, 0.25), ((5.0, 1.0), 0.35, 0.25), ((1.0, 100.0), 0.8, 0.25)]
)
def test_the_cheapest_threshold_follows_the_costs(costs: tuple[float, float], threshold: float, cost: float) -> None:
    found = evaluate_scores(*tables([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), positive="HT.1", costs=costs)
    assert found.thresholds[0].threshold == threshold
    assert found.thresholds[0].cost == pytest.approx(cost)


def test_where_flagging_costs_more_than_it_saves_nothing_is_flagged() -> None:
    found = evaluate_scores(*tables([0, 1], [0.9, 0.1]), positive="HT.1", costs=(1.0, 5.0))
    assert found.thresholds[0].threshold is None
    assert found.thresholds[0].cost == 0.5


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([0.1, float("nan")], "A score is empty, and 1 of 2"),
        ([0.1, 1.5], "A score is 1.5"),
        ([-3.0, 0.5], "A score is -3"),
        (["high", "low"], "text that is no number"),
    ],
)
def test_a_score_that_is_no_chance_is_refused(scores: list[Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        evaluate_scores(*tables([0, 1], scores), positive="HT.1")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"positive": "HT.2"}, "No item has the label 'HT.2'"),
        ({"positive": "HT.1", "promises": {"accuracy": 0.9}}, "'accuracy' cannot be promised"),
        ({"positive": "HT.1", "promises": {"precision": 90}}, "precision is to be 90"),
        ({"positive": "HT.1", "costs": (0.0, 1.0)}, "The cost missed is 0"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_a_sentence(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        evaluate_scores(*tables([0, 1], [0.2, 0.8]), **asked)


def test_gold_of_one_kind_is_refused() -> None:
    with pytest.raises(RequestError, match=r"All 2 gold items are 'HT\.1'"):
        evaluate_scores(*tables([1, 1], [0.2, 0.8]), positive="HT.1")
