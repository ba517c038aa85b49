"""How a model is chosen: by labels held out, and by known truth where it speaks clearly."""

from __future__ import annotations

import numpy as np
import pytest
from truth_tables import simulated

from evenhand.measure import Foretold, TruthMethod, truth
from evenhand.measure.truth.held_out import better_on_gold, foretold, preferred, spared
from evenhand.measure.truth.models import COMPARED, MODELS
from evenhand.measure.truth.votes import votes


def told(method: str, log_chance: float, behind: float, se: float) -> Foretold:
    return Foretold(method, log_chance, behind, se, 100)


def test_at_most_one_label_of_an_item_is_held_out_and_never_its_only_one() -> None:
    one = simulated(1, items=500, per_item=3)
    several = votes(np.append(one.item, 500), np.append(one.judge, 0), np.append(one.label, 0))
    held = spared(several, np.arange(501))
    per_item = np.bincount(several.item[held], minlength=501)

    assert per_item.max() == 1
    assert per_item[500] == 0
    assert 200 < held.sum() < 300


def test_which_labels_are_held_out_follows_from_the_names() -> None:
    one = simulated(1, items=200)
    order = np.random.default_rng(2).permutation(one.item.size)
    plain = votes(one.item, one.judge, one.label)
    mixed = votes(one.item[order], one.judge[order], one.label[order])
    pairs = [
        set(zip(some.item[held].tolist(), some.judge[held].tolist(), strict=True))
        for some, held in ((plain, spared(plain, np.arange(200))), (mixed, spared(mixed, np.arange(200))))
    ]

    assert pairs[0] == pairs[1]


def test_matrices_of_their_own_foretell_sparse_judges_worst() -> None:
    one = simulated(2, items=400, judges=150, shares=(0.4, 0.3, 0.2, 0.1))
    found = foretold(votes(one.item, one.judge, one.label), {name: MODELS[name] for name in COMPARED}, np.arange(400))

    assert min(found, key=lambda each: each.log_chance).method == TruthMethod.DAWID_SKENE
    assert preferred(found, first=TruthMethod.POOLED) == TruthMethod.POOLED
    assert {each.n for each in found} == {found[0].n}


def test_large_sets_are_judged_by_a_part_of_their_items() -> None:
    one = simulated(3, items=30_000, judges=50, per_item=3)
    (found,) = foretold(
        votes(one.item, one.judge, one.label), {"majority": MODELS[TruthMethod.MAJORITY]}, np.arange(30_000)
    )

    assert 7_000 < found.n < 10_000


def test_another_model_is_preferred_only_when_it_is_clearly_better() -> None:
    usual = told("pooled", -0.50, 0.04, 0.03)
    assert preferred((usual, told("one-coin", -0.46, 0, 0)), first="pooled") == "pooled"
    assert preferred((told("pooled", -0.60, 0.14, 0.03), told("one-coin", -0.46, 0, 0)), first="pooled") == "one-coin"
    assert preferred((), first="pooled") == "pooled"


def test_a_handful_of_labels_decides_nothing() -> None:
    found = (Foretold("pooled", -2.0, 1.9, 0.0, 3), Foretold("one-coin", -0.1, 0.0, 0.0, 3))

    assert preferred(found, first="pooled") == "pooled"


@pytest.mark.parametrize(("gained", "chosen"), [(4, "pooled"), (12, "one-coin")])
def test_known_truth_overrules_only_when_significant(gained: int, chosen: str) -> None:
    usual = np.ones(100, dtype=bool)
    usual[:gained] = False
    right = {"pooled": usual, "one-coin": np.ones(100, dtype=bool)}

    assert better_on_gold(right, chosen="pooled") == chosen


def test_the_choice_is_told_with_the_result() -> None:
    found = truth(simulated(2).table())

    assert [one.method for one in found.foretold] == list(COMPARED)
    assert truth(simulated(2).table(), method="pooled").foretold == ()
