"""The skills of judges: their intervals hold the chance that planted judges are right."""

from __future__ import annotations

import numpy as np
import pytest
from truth_tables import simulated

from evenhand.measure import near_exact, truth
from evenhand.measure.truth.one_coin import one_coin
from evenhand.measure.truth.pooled import pooled
from evenhand.measure.truth.skill import skills
from evenhand.measure.truth.votes import votes

SHAPES = {
    "five judges see everything": {"items": 300, "judges": 5, "per_item": 5},
    "three of forty": {"items": 500, "judges": 40, "per_item": 3, "spammers": 0.1},
    "four classes": {"items": 500, "judges": 40, "per_item": 5, "shares": (0.55, 0.2, 0.15, 0.1), "spammers": 0.1},
    "twelve labels a judge": {"items": 600, "judges": 200, "per_item": 4, "shares": (0.6, 0.3, 0.1)},
    "rare violations": {"items": 1500, "judges": 60, "per_item": 3, "shares": (0.95, 0.05), "skill": (20, 1.5)},
    "pairs": {"items": 1000, "judges": 40, "per_item": 2},
}


def covered(shape: str, seeds: range, method: str = "pooled") -> float:
    """The share of judges whose interval holds their chance of being right on their own items."""
    held = []
    for seed in seeds:
        one = simulated(seed, **SHAPES[shape])
        skill = truth(one.table(), method=method).skill
        true = one.skill[[int(name[1:]) for name in skill.judges]]
        held.append(((skill.low <= true) & (true <= skill.high))[np.isfinite(skill.estimate)])
    return float(np.concatenate(held).mean())


@pytest.mark.parametrize("shape", SHAPES)
def test_intervals_of_skill_hold_the_planted_skill(shape: str) -> None:
    judges = SHAPES[shape]["judges"]
    assert covered(shape, range(max(2, 120 // judges))) >= 0.92


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_intervals_of_skill_hold_the_planted_skill_over_many_sets(shape: str) -> None:
    judges = SHAPES[shape]["judges"]
    assert 0.935 <= covered(shape, range(100, 100 + max(20, 3000 // judges))) <= 0.99


@pytest.mark.slow
def test_three_judges_who_see_everything_nearly_keep_the_promise() -> None:
    SHAPES["three judges"] = {"items": 400, "judges": 3, "per_item": 3, "shares": (0.7, 0.3)}
    assert covered("three judges", range(150)) >= 0.89


def test_known_truth_makes_every_label_count_fully() -> None:
    one = simulated(2, items=200, judges=10, per_item=3)
    skill = truth(one.table(), gold=one.gold(200), method="pooled").judge("j004")
    mine = one.judge == 4
    share = (one.label[mine] == one.truth[one.item[mine]]).mean()

    assert skill.estimate == pytest.approx(share)
    assert skill.n_effective == pytest.approx(mine.sum())
    assert (skill.low, skill.high) == pytest.approx(tuple(map(float, near_exact(share, mine.sum()))), abs=1e-6)


def test_labels_on_doubtful_items_count_for_less() -> None:
    clear, doubtful = (truth(simulated(3, per_item=4, skill=skill).table()).skill for skill in ((30, 1), (4, 3)))

    assert np.nanmean(clear.n_effective / clear.n) > 0.9
    assert np.nanmean(doubtful.n_effective / doubtful.n) < 0.5


def test_few_judges_are_less_sure_since_each_is_learnt_from_the_others() -> None:
    item, judge = np.repeat(np.arange(300), 3), np.tile(np.arange(3), 300)
    one = simulated(4, items=300, judges=3, per_item=3, skill=(8, 2))
    order = np.lexsort((one.judge, one.item))
    three = votes(item, judge, one.label[order])
    crowd = votes(item, (judge + 3 * item) % 60, one.label[order])

    assert (skills(three, one_coin(three)).effective / 300).mean() < 0.8
    assert (skills(crowd, pooled(crowd)).effective <= skills(crowd, pooled(crowd)).given).all()


def test_the_level_widens_the_interval() -> None:
    table = simulated(5).table()
    narrow, wide = truth(table, level=0.8).skill, truth(table, level=0.99).skill

    assert (wide.high - wide.low > narrow.high - narrow.low).all()
