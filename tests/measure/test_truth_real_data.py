"""Truth on real labels with gold: never significantly worse than the majority or than any of our own models."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from scipy.stats import binomtest

from evenhand.measure import Truth, truth

pytestmark = pytest.mark.real_data

LANGUAGES = ("arabic", "dutch", "french", "german", "hindi", "italian", "mandarin", "polish", "portuguese", "spanish")
FOLDERS = {
    "adult2": "adult_content/adult2_",
    "hatecheck": "hatecheck/",
    "music_genre": "active_crowd_toolkit/music_genre_",
    "sentiment_sp": "active_crowd_toolkit/sentiment_sp_",
    "weather_cf": "active_crowd_toolkit/weather_cf_",
}
# Accuracies that the chosen model reached when this was written, less half a point.
REACHED = {"adult2": 0.749, "hatecheck": 0.994, "music_genre": 0.79, "sentiment_sp": 0.912, "weather_cf": 0.888}
Known = tuple[Any, dict[str, str]]


@pytest.fixture(scope="module")
def folder() -> Path:
    """The folder of the real data sets, or a skip that says why there is none."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    found = Path(os.environ.get("EVENHAND_REAL_DATA", beside))
    if not found.is_dir():
        pytest.skip(f"The real data sets are not there: {found}. EVENHAND_REAL_DATA names another folder.")
    return found


@pytest.fixture(scope="module")
def known(folder: Path) -> Callable[[str], Known]:
    """Labels and gold by the name of the set; Multilingual HateCheck by language."""

    def load(name: str) -> Known:
        if name in FOLDERS:
            gold = pq.read_table(folder / f"{FOLDERS[name]}gold.parquet")
            return folder / f"{FOLDERS[name]}labels.parquet", _by_item(gold, "item", "gold")
        cases = pq.read_table(folder / "multilingual_hatecheck" / "cases.parquet")
        labels = pq.read_table(folder / "multilingual_hatecheck" / "judgements.parquet")
        mine = labels.filter(pc.equal(labels["language"], name)).select(["item", "label"])
        return mine, _by_item(cases.filter(pc.equal(cases["language"], name)), "mhc_case_id", "label_gold")

    return load


def _by_item(table: Any, item: str, gold: str) -> dict[str, str]:
    return dict(zip(map(str, table[item].to_pylist()), map(str, table[gold].to_pylist()), strict=True))


def right(found: Truth, gold: dict[str, str]) -> Any:
    """Whether each item with gold got it."""
    names = found.item_names.to_pylist()
    return np.array([found.classes[found.label[n]] == gold[name] for n, name in enumerate(names) if name in gold])


@pytest.mark.parametrize("name", [*FOLDERS, *LANGUAGES])
def test_the_choice_is_never_significantly_worse(name: str, known: Callable[[str], Known]) -> None:
    table, gold = known(name)
    chosen = right(truth(table), gold)
    p_values = []
    for method in ("majority", "one-coin", "dawid-skene", "pooled"):
        other = right(truth(table, method=method), gold)
        lost, gained = int((other & ~chosen).sum()), int((chosen & ~other).sum())
        p_values.append(binomtest(lost, max(lost + gained, 1), alternative="greater").pvalue if lost else 1.0)

    assert min(p_values) * len(p_values) > 0.05


@pytest.mark.parametrize("name", REACHED)
def test_the_accuracy_once_reached_is_kept(name: str, known: Callable[[str], Known]) -> None:
    table, gold = known(name)

    assert right(truth(table), gold).mean() >= REACHED[name]


@pytest.mark.parametrize("name", ["adult2", "music_genre", "sentiment_sp", "weather_cf"])
def test_a_little_gold_makes_chances_and_skills_believable(name: str, known: Callable[[str], Known]) -> None:
    table, gold = known(name)
    some = set(np.random.default_rng(1).choice(sorted(gold), 150, replace=False).tolist())
    found = truth(table, method="pooled", gold={item: gold[item] for item in some})
    rest = {item: label for item, label in gold.items() if item not in some}
    names = found.item_names.to_pylist()
    promised = found.posterior.max(axis=0)[[name in rest for name in names]].mean()
    all_told = truth(table, method="pooled", gold=gold).skill
    held = (found.skill.low <= all_told.estimate) & (all_told.estimate <= found.skill.high)
    share = right(found, rest).mean()
    error = np.sqrt(share * (1 - share) * (1 / 150 + 1 / len(rest)))

    assert promised == pytest.approx(share, abs=3 * error)
    assert held[found.skill.n >= 20].mean() > 0.85
