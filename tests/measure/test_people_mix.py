"""What people were given: expected errors by the errors of others, and rates adjusted for the cases."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from evenhand.measure import Ranking, ranking

Floats = NDArray[np.float64]


def table(seed: int, size: int, people: int = 40) -> tuple[dict[str, object], Floats, float]:
    """Audits of people with very different shares of hard cases; their own factors, and the mean rate of all cases."""
    rng = np.random.default_rng(seed)
    judge, hard_share = rng.integers(0, people, size), rng.random(people)
    hard = rng.random(size) < hard_share[judge]
    language = (rng.integers(0, 3, size) + (judge % 3 == 0)) % 4
    factor = rng.gamma(16, 1 / 16, people)
    base = np.where(hard, 0.10, 0.02) * np.array([1, 1.5, 0.7, 1])[language]
    wrong = rng.random(size) < base * factor[judge]
    return {"judge": judge, "error": wrong, "queue": hard, "language": language}, factor, float(base.mean())


def held(found: Ranking, factor: Floats, mean: float) -> tuple[float, float]:
    """The share of people whose factor is in the interval of O/E, and whose rate is in that of the rate."""
    ratio = [one.ratio_low <= true <= one.ratio_high for one, true in zip(found.people, factor, strict=True)]  # type: ignore[operator]
    rate = [one.low <= mean * true <= one.high for one, true in zip(found.people, factor, strict=True)]
    return float(np.mean(ratio)), float(np.mean(rate))


def test_intervals_hold_the_rate_on_average_cases_and_do_not_without_the_case_mix() -> None:
    adjusted, plain = [], []
    for seed in range(12):
        audits, factor, mean = table(seed, 12_000)
        adjusted.append(held(ranking(audits, mix=["queue", "language"]), factor, mean))
        plain.append(held(ranking(audits), factor, mean))
    ratio, rate = np.mean(adjusted, axis=0)
    assert 0.92 <= ratio <= 0.99
    assert 0.92 <= rate <= 0.99
    assert np.mean(plain, axis=0)[1] < 0.8


def test_who_has_the_hard_cases_is_not_flagged_for_them() -> None:
    judge = np.repeat(np.arange(20), 400)
    hard = (np.arange(8_000) % 400 < 360) & (judge < 3) | (np.arange(8_000) % 400 < 20)
    wrong = np.where(hard, np.arange(8_000) % 5 == 0, np.arange(8_000) % 50 == 0)
    audits = {"judge": judge, "error": wrong, "queue": hard}
    assert [one.judge for one in ranking(audits, worst=0.15).flagged] == ["0", "1", "2"]
    fair = ranking(audits, mix=["queue"], worst=0.15)
    assert fair.flagged == ()
    assert fair.person("0").difficulty > 3
    assert fair.person("0").ratio == pytest.approx(1, abs=0.15)
    assert fair.compared_on == ("queue",)


def test_without_case_mix_expected_errors_are_the_rate_of_the_others() -> None:
    found = ranking({"judge": ["a", "b", "c"], "events": [4, 1, 2], "n": [50, 40, 60]})
    assert [one.expected for one in found.people] == pytest.approx([50 * 3.5 / 101, 40 * 6.5 / 111, 60 * 5.5 / 91])
    assert [one.n_effective for one in found.people] == pytest.approx([50, 40, 60])
    assert [one.observed for one in found.people] == pytest.approx([0.08, 0.025, 2 / 60])
    assert [one.difficulty for one in found.people] == pytest.approx([1, 1, 1])
    assert found.person("a").ratio == pytest.approx(0.08 / (3.5 / 101))


def test_own_errors_do_not_raise_the_own_expectation() -> None:
    def expected(errors: int) -> float:
        found = ranking(
            {
                "judge": list("aabbcc"),
                "kind": ["x", "y"] * 3,
                "events": [errors, 5, 6, 4, 5, 5],
                "n": [100] * 6,
            },
            mix=["kind"],
        )
        return found.person("a").expected

    assert expected(0) == pytest.approx(expected(60), rel=0.03)  # only how far kinds shrink is common to all
    assert expected(0) == pytest.approx(10, abs=0.3)


def test_cells_with_few_cases_are_drawn_towards_the_others() -> None:
    judge = np.repeat(["a", "b"], 1_000)
    kind = np.where(np.arange(2_000) % 1_000 < 3, "rare", np.where(np.arange(2_000) % 2 == 0, "x", "y"))
    wrong = np.where(kind == "rare", judge == "b", np.arange(2_000) % 20 == 0)
    found = ranking({"judge": judge, "error": wrong, "kind": kind}, mix=["kind"])
    assert found.person("a").expected < 50 + 3  # three of three wrong with b would say 3 more
    assert found.person("a").expected > 45


def test_cases_that_nobody_else_had_are_told() -> None:
    rng = np.random.default_rng(1)
    judge = np.repeat(np.arange(10), 200)
    language = np.where(judge == 9, "fi", np.where(rng.random(2_000) < 0.5, "en", "de"))
    found = ranking({"judge": judge, "error": rng.random(2_000) < 0.05, "language": language}, mix=["language"])
    assert [note.text for note in found.warnings if note.code == "people_alone"] == [
        "1 people mostly had cases that nobody else had: nothing tells whether these are hard or the person errs"
    ]


def test_a_score_is_cut_into_bins_and_a_missing_one_is_a_kind_of_its_own() -> None:
    rng = np.random.default_rng(2)
    judge, score = rng.integers(0, 10, 20_000), rng.random(20_000)
    score = np.where(judge < 3, score**0.3, score)
    wrong = rng.random(20_000) < 0.15 * score
    empty = rng.random(20_000) < 0.05
    audits = {"judge": judge, "error": wrong, "score": np.where(empty, np.nan, score)}
    found = ranking(audits, score="score")
    assert found.compared_on == ("score",)
    assert found.person("0").difficulty == pytest.approx((1 / (1 + 0.3)) / (0.3 / 1.3 + 0.7 / 2), rel=0.08)
    assert found.person("9").difficulty < 0.95
    assert ranking(audits, score="score", bins=2).person("0").difficulty < found.person("0").difficulty


def test_hard_cases_are_worth_more_audits_of_average_ones() -> None:
    audits, _, _ = table(5, 12_000)
    found = ranking(audits, mix=["queue", "language"])
    worth = np.array([one.n_effective / one.audits for one in found.people])
    hard = np.array([one.difficulty for one in found.people])
    assert np.corrcoef(worth, hard)[0, 1] > 0.9
