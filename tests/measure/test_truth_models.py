"""The models of truth, each against what is published, computed by hand or planted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from truth_tables import ERROR_RATES, SHARES, Simulated, anaesthetists, simulated

from evenhand.measure import truth
from evenhand.measure.truth.dawid_skene import dawid_skene
from evenhand.measure.truth.evidence import Evidence
from evenhand.measure.truth.majority import decided, majority
from evenhand.measure.truth.one_coin import one_coin, skill_belief
from evenhand.measure.truth.pooled import concentration, judges_as_a_rule, pooled
from evenhand.measure.truth.votes import Votes, votes


def votes_of(one: Simulated) -> Votes:
    return votes(
        one.item, one.judge, one.label, items=one.truth.size, judges=len(one.confusion), classes=one.confusion.shape[1]
    )


def right(one: Simulated, posterior: np.ndarray) -> float:
    return float((posterior.argmax(axis=0) == one.truth).mean())


def test_the_anaesthetists_have_the_published_class_shares() -> None:
    found = truth(anaesthetists(), method="dawid-skene", repeats="keep")

    assert found.prior == pytest.approx(SHARES, abs=0.006)


@pytest.mark.parametrize("observer", list(ERROR_RATES))
def test_the_anaesthetists_have_the_published_error_rates(observer: str) -> None:
    found = truth(anaesthetists(), method="dawid-skene", repeats="keep").judge(observer)

    assert np.array(found.confusion) == pytest.approx(np.array(ERROR_RATES[observer]), abs=0.006)


def test_dawid_and_skene_reports_the_likelihood_of_its_estimates() -> None:
    one = simulated(3, items=40, judges=6)
    fit = dawid_skene(votes_of(one))
    chance = np.tile(fit.prior[:, None], (1, 40))
    for item, judge, label in zip(one.item, one.judge, one.label, strict=True):
        chance[:, item] *= fit.confusion[:, judge, label]

    assert fit.log_likelihood == pytest.approx(float(np.log(chance.sum(axis=0)).sum()))
    assert fit.posterior == pytest.approx(chance / chance.sum(axis=0), abs=1e-3)


def test_majority_gives_the_shares_of_the_votes() -> None:
    fit = majority(votes([0, 0, 0, 1, 1], [0, 1, 2, 0, 1], [1, 1, 0, 0, 1]))

    assert fit.posterior == pytest.approx(np.array([[1 / 3, 0.5], [2 / 3, 0.5]]))


def test_ties_go_to_the_more_frequent_label_and_then_to_the_first() -> None:
    posterior = np.array([[0.5, 0.2, 1 / 3], [0.5, 0.4, 1 / 3], [0.0, 0.4, 1 / 3]])

    assert decided(posterior, np.array([3.0, 9.0, 3.0]))[0].tolist() == [1, 1, 1]
    assert decided(posterior, np.array([3.0, 1.0, 3.0]))[0].tolist() == [0, 2, 0]
    assert decided(posterior, np.array([1.0, 1.0, 1.0]))[1].tolist() == [True, True, True]


def test_one_good_judge_outvotes_two_who_guess() -> None:
    rng = np.random.default_rng(1)
    hidden = rng.integers(0, 2, 400)
    guesses = rng.integers(0, 2, (4, 400))
    sure = np.where(rng.random((3, 400)) < 0.95, hidden, 1 - hidden)
    item, judge = np.tile(np.arange(400), 7), np.repeat(np.arange(7), 400)
    fit = one_coin(votes(item, judge, np.concatenate([sure.ravel(), guesses.ravel()])))
    skill = np.diagonal(fit.confusion, axis1=0, axis2=2)[:, 0]

    assert skill[:3] == pytest.approx(0.95, abs=0.03)
    assert skill[3:] == pytest.approx(0.5, abs=0.07)


def test_few_labels_are_drawn_towards_the_other_judges() -> None:
    a, b = skill_belief(np.array([90.0, 60.0, 2.0]), np.array([100.0, 100.0, 2.0]))

    assert 0.7 < a[2] / (a[2] + b[2]) < 0.95
    assert a[0] / (a[0] + b[0]) == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pooling_beats_matrices_of_their_own_where_judges_gave_few_labels(seed: int) -> None:
    one = simulated(seed, items=400, judges=150, per_item=4, shares=(0.4, 0.3, 0.2, 0.1), spammers=0.15)
    several = votes_of(one)

    assert right(one, pooled(several).posterior) > right(one, dawid_skene(several).posterior)


def test_pooling_and_matrices_of_their_own_agree_where_labels_abound() -> None:
    several = votes_of(simulated(4, items=4000, judges=6, per_item=6))

    assert np.abs(pooled(several).posterior - dawid_skene(several).posterior).mean() < 0.02


def test_lopsided_judges_are_understood_where_the_majority_fails() -> None:
    rng = np.random.default_rng(8)
    hidden = rng.integers(0, 2, 150)
    catches = rng.beta(3, 5, 30)[:, None]  # most judges overlook the class more often than they see it
    label = np.where(hidden, rng.random((30, 150)) < catches, rng.random((30, 150)) < 0.05).astype(int)
    item, judge = np.tile(np.arange(150), 30), np.repeat(np.arange(30), 150)
    several = votes(item, judge, label.ravel())

    assert (majority(several).posterior.argmax(axis=0) == hidden).mean() < 0.75
    assert (pooled(several).posterior.argmax(axis=0) == hidden).mean() > 0.97


@pytest.mark.parametrize("tie", [5.0, 20.0, 80.0])
def test_the_tightness_of_the_prior_is_found(tie: float) -> None:
    rng = np.random.default_rng(int(tie))
    around = np.array([[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.1, 0.1, 0.8]])
    counts = np.array([[rng.multinomial(60, rng.dirichlet(tie * row)) for _ in range(400)] for row in around])
    found = concentration(counts.astype(float), np.repeat(around[:, None, :], 400, axis=1))

    assert found == pytest.approx(np.full(3, tie), rel=0.25)


def test_a_judge_is_expected_to_err_as_much_as_their_labels_say() -> None:
    better, worse = np.array([[96.0, 4], [4, 96]]), np.array([[60.0, 40], [40, 60]])
    counts = np.stack([better, worse], axis=1)
    expected = judges_as_a_rule(counts, labels_per_item=2)

    assert np.diagonal(expected, axis1=0, axis2=2)[0] == pytest.approx([0.95, 0.95], abs=0.02)
    assert np.diagonal(expected, axis1=0, axis2=2)[1] == pytest.approx([0.6, 0.6], abs=0.03)
    assert expected.sum(axis=2) == pytest.approx(1)


def test_a_classifier_is_believed_as_far_as_the_judges_bear_it_out() -> None:
    one = simulated(5, items=600, judges=20, per_item=3, skill=(6, 3))
    rng = np.random.default_rng(5)
    told = np.where(one.truth == 1, 1.0, -1.0) * rng.normal(2.0, 1.0, 600)
    chances = np.stack([1 / (1 + np.exp(told)), 1 / (1 + np.exp(-told))])
    helped = pooled(replace(votes_of(one), evidence=np.log(chances)))
    misled = pooled(replace(votes_of(one), evidence=np.log(rng.permuted(chances, axis=1))))
    alone = pooled(votes_of(one))

    assert helped.believed is not None
    assert misled.believed is not None
    assert right(one, helped.posterior) > right(one, alone.posterior) + 0.02
    assert helped.believed > 0.5
    assert misled.believed < 0.15
    assert right(one, misled.posterior) > right(one, alone.posterior) - 0.01


def test_the_slope_of_a_classifier_is_that_of_a_logistic_regression() -> None:
    rng = np.random.default_rng(2)
    told = np.log(rng.dirichlet((1, 1, 1), 5000).T)
    chance = np.exp(0.5 * told + np.array([[0.0], [0.3], [-0.3]]))
    chance /= chance.sum(axis=0)
    truths = (chance.cumsum(axis=0) < rng.random(5000)).sum(axis=0)
    learnt = Evidence(told)
    for _ in range(10):
        learnt = learnt.relearnt(np.eye(3)[:, truths])

    assert learnt.shift is not None
    assert learnt.slope == pytest.approx(0.5, abs=0.05)
    assert learnt.shift - learnt.shift[0] == pytest.approx([0, 0.3, -0.3], abs=0.15)
