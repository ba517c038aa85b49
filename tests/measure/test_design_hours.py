"""What hours buy, and the one question for all designs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import evenhand as eh
from evenhand.facts.errors import RequestError
from evenhand.measure import Aim, ScoreDesign, StratifiedDesign, TwoPhaseDesign, design, share, what_hours_buy
from evenhand.measure.design import Work, expected_half_width

STRATA = {"stratum": ["en", "zh"], "population": [9_000, 1_000], "right": [0.95, 0.8], "missed": [0.1, 0.3]}
STRATA |= {"violating": [0.03, 0.1]}
METRICS = {"accuracy": "right", "under-enforcement": ("missed", "violating")}


def test_hours_pay_for_first_and_second_assessments() -> None:
    assert Work(2.0, 0.1).affordable(10) == 272
    assert Work(2.0, 0.1).hours(272) == pytest.approx(9.973, abs=1e-3)
    assert Work(3.0).affordable(1) == 20


def test_each_figure_has_the_half_width_of_its_expected_units() -> None:
    found = what_hours_buy(20, metrics={"accuracy": 0.95}, slices={"en": 0.6}, minutes=3)

    assert found.figure("accuracy").n == 400
    assert found.figure("accuracy").half_width == pytest.approx(expected_half_width([10**9], [400], 0.95), abs=1e-6)
    assert found.figure("accuracy", slice="en").n == pytest.approx(240)
    assert found.figure("accuracy", slice="en").half_width == pytest.approx(
        expected_half_width([10**9], [240], 0.95), abs=1e-6
    )


def test_a_metric_of_a_part_rests_on_that_part_and_the_promise_is_reached() -> None:
    rng = np.random.default_rng(5)
    found = what_hours_buy(60, metrics=[Aim("missed", 0.2, 0.1)], slices={"zh": 0.5}, minutes=2)
    one = found.figure("missed", slice="zh")
    widths = []
    for _ in range(200):
        inside = (rng.random(one.assessed) < 0.5) & (rng.random(one.assessed) < 0.1)
        events = inside & (rng.random(one.assessed) < 0.2)
        got = share(
            metric="missed",
            numerator=events.astype(float),
            denominator=inside.astype(float),
            stratum=np.zeros(one.assessed, dtype=int),
            weight=np.full(one.assessed, 1e6),
        )
        widths.append(got.half_width or 0)

    assert one.n == pytest.approx(90)
    assert one.half_width == pytest.approx(np.mean(widths), rel=0.05)


def test_more_hours_buy_shorter_intervals_and_a_small_population_is_used_up() -> None:
    found = what_hours_buy([10, 20, 40], metrics={"a": 0.9}, population=500)

    assert [one.assessed for one in found.figures] == [300, 500, 500]
    assert [one.half_width for one in found.figures][1:] == [0, 0]
    assert [note.code for note in found.notes] == ["population_exhausted"]
    with pytest.raises(RequestError, match="3 figures fit"):
        found.figure("a")


def test_thin_figures_are_told_and_those_without_a_unit_have_no_width() -> None:
    found = what_hours_buy(1, metrics=[Aim("a", 0.9), Aim("b", 0.5, 0.01)], second_share=0.5)

    assert found.figure("b").half_width is None
    assert [note.code for note in found.notes] == ["design_thin"]
    assert found.second == 10
    assert "a" in found.chart()
    assert found.to_frame().num_rows == 2
    assert found.to_dict()["second"] == 10


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"hours": 0}, "hours is 0"),
        ({"hours": 0.01}, "hours is 0.01, and one assessment takes 2 minutes"),
        ({"metrics": {}}, "nothing to measure"),
        ({"metrics": {"a": 95}}, "The rate of 'a' is 95"),
        ({"metrics": [Aim("a", 0.1, [0.1, 0.2])]}, "The 'of' of 'a' has 2 entries"),
        ({"slices": {"en": 60}}, "The slice 'en' has 60"),
        ({"slices": {"all": 0.6}}, "A slice is called 'all'"),
        ({"minutes": -1}, "minutes is -1"),
        ({"second_share": 2}, "second_share is 2"),
        ({"population": 0}, "population is 0"),
    ],
)
def test_hours_that_buy_nothing_are_refused_by_name(asked: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        what_hours_buy(**({"hours": 10, "metrics": {"a": 0.9}} | asked))  # type: ignore[arg-type]


def test_a_table_of_strata_makes_a_stratified_design() -> None:
    found = design(STRATA, metrics=METRICS, half_width={"accuracy": 0.02, "under-enforcement": 0.1})

    assert isinstance(found, StratifiedDesign)
    assert found.strata == ("en", "zh")
    assert found.metric("accuracy").half_width <= 0.02
    assert found.metric("under-enforcement").half_width == pytest.approx(0.1, abs=0.001)
    assert found.metric("under-enforcement").expected == pytest.approx((270 * 0.1 + 100 * 0.3) / 370)


def test_hours_become_a_size_and_one_half_width_goes_for_all_metrics() -> None:
    found = design(STRATA, metrics=METRICS, hours=11, minutes=2, second_share=0.1)
    both = design(STRATA, metrics={"right": "right", "missed": "missed"}, half_width=0.03)

    assert isinstance(found, StratifiedDesign)
    assert isinstance(both, StratifiedDesign)
    assert found.n == 300
    assert found.hours == pytest.approx(11)
    assert [one.target for one in both.metrics] == [0.03, 0.03]


def test_shares_that_come_from_few_units_are_smoothed() -> None:
    table = {"stratum": ["a", "b"], "units": [500, 500], "rate": [0.0, 0.1], "assessed": [9, 99]}
    found = design(table, size=100)

    assert isinstance(found, StratifiedDesign)
    assert found.metrics[0].expected == pytest.approx((0.05 + (9.9 + 0.5) / 100) / 2)
    assert found.notes == ()


def test_a_table_with_scores_makes_a_draw_by_score_and_the_file_the_same(tmp_path: Path) -> None:
    table = {"item_id": list(range(200)), "score": [n / 400 for n in range(200)], "views": list(range(1, 201))}
    path = tmp_path / "scores.csv"
    rows = zip(*table.values(), strict=True)
    path.write_text("item_id,score,views\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows), encoding="utf-8")
    found, from_file = design(table, size=50), design(path, size=50)

    assert isinstance(found, ScoreDesign)
    assert isinstance(from_file, ScoreDesign)
    assert found.expected == pytest.approx(np.average(table["score"], weights=table["views"]))
    assert found.draw(seed=1).item == from_file.draw(seed=1).item
    assert eh.measure.design is design


def test_cheap_labels_make_two_phases() -> None:
    table = {"stratum": ["no", "yes"], "population": [9_000, 1_000], "rate": [0.02, 0.5]}
    found = design(table, hours=20, first_minutes=0.2, minutes=3)

    assert isinstance(found, TwoPhaseDesign)
    assert found.cost <= 20 * 60
    assert found.population == 10_000


@pytest.mark.parametrize(
    ("table", "asked", "said"),
    [
        (STRATA, {"metrics": METRICS}, "Nothing says how large"),
        (STRATA, {"metrics": METRICS, "size": 5, "hours": 5}, "size is 5 and hours is 5"),
        (STRATA, {"size": 50}, "known for the rate. Say which one it is in metrics"),
        (STRATA, {"metrics": {"a": "wright"}, "size": 50}, "no column 'wright'. Did you mean 'right'"),
        (STRATA, {"metrics": METRICS, "half_width": {"b": 0.1}}, "half_width names 'b', which is no metric here"),
        (STRATA, {"metrics": METRICS, "size": 50, "kind": "best"}, "kind is 'best'"),
        (STRATA, {"metrics": METRICS, "hours": 5, "first_minutes": 1}, "one metric"),
        (STRATA | {"stratum": ["en", "en"]}, {"metrics": METRICS, "size": 9}, "holds 'en' more than once"),
        (STRATA | {"stratum": ["en", ""]}, {"metrics": METRICS, "size": 9}, "'stratum' has an empty cell"),
        (STRATA | {"population": [1.5, 2]}, {"metrics": METRICS, "size": 9}, "'population' is 1.5 in row 1"),
        (STRATA | {"right": [95, 80]}, {"metrics": METRICS, "size": 9}, "'right' is 95 in row 1. Give shares"),
        (STRATA | {"right": [0.9, None]}, {"metrics": METRICS, "size": 9}, "'right' is empty in row 2"),
        ({"stratum": [], "population": [], "rate": []}, {"size": 9}, "The table has no rows"),
        ({"score": [0.1, 1.2]}, {"size": 9}, "'score' is 1.2 in row 2"),
        ({"item": ["a", None], "score": [0.1, 0.2]}, {"size": 9}, "'item' is empty in row 2"),
        ({"score": [0.1, 0.2]}, {"half_width": {"a": 0.1, "b": 0.1}}, "half_width names 2 metrics"),
        ({"score": ["low", "high"]}, {"size": 9}, "'score' holds text that is no number"),
        ([1, 2], {"size": 9}, "This is no table: list"),
    ],
)
def test_a_table_that_makes_no_design_is_refused_by_name(table: object, asked: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        design(table, **asked)  # type: ignore[arg-type]
