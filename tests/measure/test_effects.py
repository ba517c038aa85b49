"""Whether it worked: known effects are found, the promise of the intervals, what warns, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evenhand.facts.errors import RequestError
from evenhand.measure import Effect, Method, effect
from evenhand.measure.effects.cells import Cells
from evenhand.measure.effects.contrasts import contrast

BEGIN, START = date(2026, 1, 1), date(2026, 3, 2)
LENGTH, TURN = 120, 60  # days in all, and before the start


def study(
    random: np.random.Generator,
    *,
    treated: int = 10,
    others: int = 10,
    assessed: int = 60,
    rate: float = 0.1,
    move: float = 0.0,
    change: float = 0.0,
    common: float = 0.0,
) -> dict[str, Any]:
    """Decisions of people assessed evenly over 120 days: errors at ``rate``, ``change`` for the treated from day 60."""
    people = treated + others
    person = np.repeat(np.arange(people), assessed)
    day = np.tile(np.linspace(0, LENGTH - 1, assessed).astype(int), people)
    late, trained = day >= TURN, person < treated
    own = move * random.choice([-1, 1], people)[person] * late
    chance = np.clip(rate + own + (change * trained + common) * late, 0, 1)
    return {
        "judge_id": [f"p{one}" for one in person],
        "date": [BEGIN + timedelta(days=int(one)) for one in day],
        "wrong": (random.random(person.size) < chance).astype(int),
        "trained": np.where(trained, "yes", "no").tolist(),
    }


def told(table: dict[str, Any], **options: Any) -> Effect:
    return effect(table, **({"start": START, "treated": "trained"} | options))


def codes(found: Effect) -> set[str]:
    return {note.code for note in found.warnings}


def counts(groups: dict[str, list[tuple[int, int, int, int]]]) -> dict[str, list[Any]]:
    """A table from (wrong before, n before, wrong after, n after) of each person of a group."""
    table: dict[str, list[Any]] = {"judge": [], "day": [], "wrong": [], "trained": []}
    for group, people in groups.items():
        for number, (first, n, then, m) in enumerate(people):
            table["judge"] += [f"{group} {number}"] * (n + m)
            table["day"] += [0] * n + [1] * m
            table["wrong"] += [1] * first + [0] * (n - first) + [1] * then + [0] * (m - then)
            table["trained"] += [group] * (n + m)
    return table


@pytest.mark.parametrize(
    ("sizes", "assessed", "move", "change"),
    [((5, 5), 80, 0.05, 0.0), ((4, 12), 400, 0.05, -0.05), ((10, 10), 40, 0.0, 0.0), ((1, 10), 120, 0.05, 0.0)],
)
def test_the_interval_holds_the_effect_as_often_as_it_says(
    sizes: tuple[int, int], assessed: int, move: float, change: float
) -> None:
    random, studies, held = np.random.default_rng(5), 800, 0
    trained = np.arange(sum(sizes)) < sizes[0]
    for _ in range(studies):
        own = np.stack([np.zeros(trained.size), move * random.normal(size=trained.size) + change * trained], axis=1)
        n = np.maximum(5, random.poisson(assessed, own.shape)).astype(float)
        wrong = random.binomial(n.astype(int), np.clip(0.25 + own, 0, 1)).astype(float)
        found = contrast(Cells(n, n, n, wrong, wrong), np.where(trained, 1, -1))
        assert found is not None
        held += abs(found.estimate - change) <= found.half_width(0.95)
    assert held >= 0.93 * studies


def test_with_equal_people_it_is_the_plain_difference_with_welch_and_satterthwaite() -> None:
    groups = {
        "yes": [(6, 40, 2, 40), (8, 40, 3, 40), (5, 40, 5, 40), (9, 40, 4, 40)],
        "no": [(7, 40, 6, 40), (4, 40, 8, 40), (6, 40, 6, 40), (9, 40, 5, 40), (3, 40, 4, 40)],
    }
    found = effect(counts(groups), start=1, time="day", treated="trained")
    changes = [[(then - first) / 40 for first, _, then, _ in people] for people in groups.values()]
    expected = stats.ttest_ind(*changes, equal_var=False)
    plain = (np.var(changes[0], ddof=1) / 4 + np.var(changes[1], ddof=1) / 5) ** 0.5

    assert found.estimate == pytest.approx(np.mean(changes[0]) - np.mean(changes[1]))
    assert found.degrees == pytest.approx(expected.df, rel=0.02)
    assert found.half_width >= stats.t.ppf(0.975, expected.df) * plain * 0.98
    assert found.estimate == pytest.approx((found.treated.change or 0) - (found.control.change or 0))  # type: ignore[union-attr]


def test_people_who_do_better_cannot_fake_an_effect_by_working_more() -> None:
    table = counts({"yes": [(20, 100, 4, 20), (5, 50, 40, 400)] * 4, "no": [(10, 100, 10, 100)] * 6})
    assert effect(table, start=1, treated="trained").estimate == pytest.approx(0)


def test_what_happens_to_all_is_no_effect_with_a_control_and_looks_like_one_without() -> None:
    table = study(np.random.default_rng(6), treated=30, others=30, assessed=100, common=-0.06)
    beside, alone = told(table), told(table, treated=None)
    assert beside.low < 0 < beside.high
    assert alone.high < 0
    assert "effect_no_control" in codes(alone)
    assert alone.control is None


def test_groups_that_moved_apart_before_are_told() -> None:
    random = np.random.default_rng(7)
    table = study(random, treated=20, others=20, assessed=200)
    late = np.array([(one - BEGIN).days for one in table["date"]]) >= 30
    trained = np.array(table["trained"]) == "yes"
    table["wrong"] = (random.random(late.size) < 0.1 + 0.15 * (late & trained)).astype(int)
    found = told(table)
    assert found.trend is not None
    assert found.trend.low > 0
    assert "effect_apart_before" in codes(found)
    assert "effect_apart_before" not in codes(told(study(random, treated=20, others=20, assessed=200)))


def test_what_luck_alone_shows_is_what_people_picked_for_bad_results_show_without_treatment() -> None:
    random = np.random.default_rng(8)
    seen, expected = [], []
    for _ in range(25):
        table = study(random, treated=40, others=0, assessed=40)
        wrong = np.array(table["wrong"]).reshape(40, 40)
        picked = np.isin(np.arange(40), np.argsort(wrong[:, :20].sum(axis=1))[-10:])
        found = told(table | {"trained": np.repeat(picked, 40)}, chosen_for_errors=True)
        seen.append(found.estimate)
        expected.append(found.by_chance)
    assert np.mean(seen) < -0.05
    assert np.mean([one for one in expected if one is not None]) == pytest.approx(np.mean(seen), abs=0.025)
    assert "effect_chosen_by" in codes(found)


def test_cohorts_are_each_held_against_those_not_yet_treated() -> None:
    random = np.random.default_rng(9)
    table = study(random, treated=40, others=0, assessed=240)
    person = np.repeat(np.arange(40), 240)
    day = np.array([(one - BEGIN).days for one in table["date"]])
    first = np.array([30, 50, 70, 999])[person % 4]
    growing = -0.002 * np.clip(day - first, 0, 30)  # an effect that grows misleads two-way fixed effects
    table["wrong"] = (random.random(day.size) < 0.15 + 0.001 * day + growing).astype(int)
    starts = [None if one == 999 else BEGIN + timedelta(days=int(one)) for one in first]
    found = effect(table | {"from": starts}, started="from")
    assert [one.start for one in found.cohorts] == ["2026-01-31", "2026-02-20", "2026-03-12"]
    assert sum(one.weight for one in found.cohorts) == pytest.approx(1)
    assert all(one.weight > 0 for one in found.cohorts)
    assert -0.06 < found.estimate < -0.025
    assert found.estimate == pytest.approx(sum(one.weight * one.estimate for one in found.cohorts))
    assert found.high < 0
    assert "start 2026-03-12" in found.chart()


def test_one_cohort_is_the_plain_difference() -> None:
    table = study(np.random.default_rng(10))
    starts = [START if one == "yes" else None for one in table["trained"]]
    one, other = told(table), effect(table | {"from": starts}, started="from")
    assert (one.estimate, one.low, one.high) == pytest.approx((other.estimate, other.low, other.high))


def test_too_few_teams_for_a_spread_are_told() -> None:
    table = study(np.random.default_rng(11), treated=1, others=10)
    assert "effect_borrowed_spread" in codes(told(table))
    alone = study(np.random.default_rng(11), treated=1, others=1)
    assert "effect_lone_clusters" in codes(told(alone))
    assert told(alone).method is Method.MOVER
    assert "effect_few_clusters" in codes(told(study(np.random.default_rng(11), treated=3, others=3)))
    nobody = {name: column for name, column in table.items() if name != "judge_id"}
    assert "effect_no_clusters" in codes(told(nobody))


def test_no_error_at_all_is_no_certainty() -> None:
    found = told(study(np.random.default_rng(12), treated=5, others=5, assessed=20, rate=0.0))
    assert found.estimate == 0
    assert found.half_width > 0.02
    assert found.needed == ()


def test_what_is_still_needed_would_do() -> None:
    random = np.random.default_rng(13)
    found = told(study(random, treated=40, others=40, assessed=40, change=-0.03), half_width=0.04)
    narrow = found.needed[-1]
    assert not narrow.reached
    assert narrow.clusters is not None
    assert found.half_width > 0.04
    more = told(study(random, treated=narrow.clusters // 2, others=narrow.clusters // 2, assessed=40))
    assert more.half_width == pytest.approx(0.04, rel=0.15)
    assert told(study(random, treated=40, others=40, assessed=400), half_width=0.04).needed[-1].reached


def test_slices_have_effects_of_their_own_with_holm() -> None:
    table = study(np.random.default_rng(14), treated=20, others=20, assessed=200)
    market = np.tile(["en", "zh"], 4_000)
    late = np.array([one >= START for one in table["date"]])
    helped = (np.array(table["trained"]) == "yes") & late & (market == "zh")
    wrong = np.where(helped, 0, table["wrong"])
    found = told(table | {"wrong": wrong, "market": market}, by=["market"])
    english, chinese = found.slices
    assert (english.value, chinese.value) == ("en", "zh")
    assert chinese.high is not None
    assert chinese.high < 0
    assert english.p_adjusted is not None
    assert english.p_adjusted >= (english.p_value or 0)
    assert [row["by"] for row in found.rows()] == ["", "market", "market"]


def test_a_slice_without_a_comparison_says_so() -> None:
    table = study(np.random.default_rng(15))
    market = np.where(np.array(table["trained"]) == "yes", "en", "zh")
    found = told(table | {"market": market}, by=["market"])
    assert {one.undefined.code for one in found.slices if one.undefined} == {"effect_nobody"}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.1, 10))
def test_order_names_and_the_scale_of_weights_change_nothing(seed: int, scale: float) -> None:
    random = np.random.default_rng(seed)
    table = study(random, treated=4, others=6, assessed=20)
    size = len(table["wrong"])
    weight = random.uniform(0.5, 2, size)
    order = random.permutation(size)
    mixed = {name: [column[place] for place in order] for name, column in table.items()}
    mixed["judge_id"] = [f"other {one}" for one in mixed["judge_id"]]
    one = told(table | {"w": weight}, weight="w")
    two = told(mixed | {"w": scale * weight[order]}, weight="w")
    assert (one.estimate, one.low, one.high) == pytest.approx((two.estimate, two.low, two.high), abs=1e-9)


def test_the_mirror_has_the_opposite_effect() -> None:
    table = study(np.random.default_rng(16), change=-0.05)
    one, other = told(table), told(table | {"wrong": 1 - np.array(table["wrong"])})
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_a_file_of_text_gives_the_same(tmp_path: Path) -> None:
    table = study(np.random.default_rng(17))
    lines = [",".join(map(str, row)) for row in zip(*table.values(), strict=True)]
    (tmp_path / "audits.csv").write_text("\n".join([",".join(table), *lines]) + "\n", encoding="utf-8")
    one, other = told(table), effect(tmp_path / "audits.csv", start="2026-03-02", treated="trained")
    assert (one.estimate, one.low) == pytest.approx((other.estimate, other.low))


def test_the_result_gives_itself_as_values_words_and_a_picture() -> None:
    found = told(study(np.random.default_rng(18)))
    assert found.to_dict()["start"] == "2026-03-02"
    assert str(found).startswith("wrong: ")
    assert "points, 95% interval" in repr(found)
    picture = found.chart()
    assert picture.startswith("<svg")
    assert "treated 2026-01-01" in picture
    assert "stroke-dasharray" in picture
    assert [one.after for one in found.periods] == [False] * 4 + [True] * 4


@pytest.mark.parametrize(
    ("changed", "options", "said"),
    [
        ({}, {"start": None}, "There is no start. Give the first day"),
        ({}, {"start": "2025-03-02"}, "start is 2025-03-02, and all rows lie after it"),
        ({}, {"start": "2027-03-02"}, "all rows lie before it: from 2026-01-01"),
        ({}, {"start": 5}, "start is 5. Give a date"),
        ({}, {"start": "soon"}, "The column 'start' holds what is no time"),
        ({}, {"treated": "taught"}, "The table has no column 'taught'"),
        ({}, {"outcome": "bad"}, "The table has no column 'bad'"),
        ({}, {"level": 95}, "level is 95"),
        ({}, {"half_width": 2}, "half_width is 2. Give 2 points as 0.02"),
        ({"wrong": [5.0] * 1200}, {}, "The column 'wrong' holds 5. Give 0 or 1, or a share"),
        ({"wrong": ["perhaps"] * 1200}, {}, "holds 'perhaps', which is neither yes nor no nor a number"),
        ({"wrong": [None] * 1200}, {}, "No row has a value in the column 'wrong'"),
        ({"trained": ["maybe"] * 1200}, {}, "The column 'trained' holds 'maybe', which is neither yes nor no"),
        ({"trained": ["yes"] * 1200}, {}, "The column 'trained' says yes in all rows"),
        ({"trained": ["no"] * 1199 + [None]}, {}, "The column 'trained' is empty in 1 rows"),
        ({"trained": ["yes", "no"] * 600}, {}, "says two things of judge_id 'p0'"),
        ({"w": [0.0] * 1200}, {"weight": "w"}, "The column 'w' holds the weight 0. Give weights above 0"),
        ({"date": ["now"] * 1200}, {}, "The column 'date' holds what is no time"),
        ({"from": ["2026-03-02"] * 1200}, {"started": "from"}, "started is given together with start or treated"),
        (
            {"from": ["2029-03-02"] * 1200},
            {"started": "from", "start": None, "treated": None},
            "The column 'from' has no start among the times",
        ),
        (
            {"from": ["2026-03-02"] * 1200},
            {"started": "from", "start": None, "treated": None},
            "There is nobody with rows before and after, treated and not",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(changed: dict[str, Any], options: dict[str, Any], said: str) -> None:
    table = study(np.random.default_rng(19)) | changed
    with pytest.raises(RequestError, match=said):
        told(table, **options)


def test_a_table_without_rows_or_columns_is_refused() -> None:
    with pytest.raises(RequestError, match="The table has no rows"):
        effect({"wrong": [], "date": []}, start="2026-03-02")
    with pytest.raises(RequestError, match="no column that is known for the outcome"):
        effect({"x": [1], "date": [BEGIN]}, start="2026-03-02")


def test_a_column_that_says_who_was_treated_is_found_by_its_name() -> None:
    table = counts({"yes": [(6, 40, 2, 40), (8, 40, 3, 40)], "no": [(7, 40, 6, 40), (4, 40, 8, 40)]})
    named = effect(table, start=1, treated="trained")
    table["treated"] = table.pop("trained")

    assert effect(table, start=1).to_dict() | {"columns": {}} == named.to_dict() | {"columns": {}}
