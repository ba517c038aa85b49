"""The figures of the quality report against numbers known by hand, or computed anew with numpy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from assess_cast import START, assess, decision, drawn, item, store

from evenhand.assess import QualityReport, Sample, quality
from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.measure.result import Method

DECIDED = ["hate"] * 6 + ["none"] * 4
ASSESSED = ["hate"] * 4 + ["none", "spam"] + ["none"] * 3 + ["hate"]
"""Of six removals four are right, one was harmless and one another clause; of four kept one was hate."""


@pytest.fixture
def ten(tmp_path: Path) -> Facts:
    rows = [decision(n, label, language="en" if n % 2 else "zh", reach=n) for n, label in enumerate(DECIDED)]
    return store(tmp_path / "home", [*rows, decision(99, "spam", setting="annotation")])


def answers(labels: list[str]) -> dict[str, str]:
    return {f"i{n:04}": label for n, label in enumerate(labels)}


def by_hand(desk: Facts, sample: Sample, truth: Mapping[str, str]) -> tuple[float, float]:
    """Accuracy, weighted and raw, from the drawn rows alone: no code of ours but the stored weights' strata."""
    rows = desk.query(
        "SELECT s.stratum, j.item_id, j.label FROM samples s JOIN judgements j ON j.judgement_id = s.unit_id "
        "AND j.source = s.unit_source WHERE s.sample_id = $sample",
        {"sample": sample.sample_id},
    ).to_pylist()
    population = {stratum.name: stratum.population for stratum in sample.strata}
    right = np.array([row["label"] == truth[row["item_id"]] for row in rows], dtype=float)
    strata = np.array([row["stratum"] for row in rows])
    means = {name: right[strata == name].mean() for name in population}
    weighted = sum(population[name] * means[name] for name in population) / sum(population.values())
    return float(weighted), float(right.mean())


def test_a_sample_of_everything_gives_every_figure_exactly(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    assess(ten, sample, tmp_path, answers(ASSESSED))

    report = quality(ten, sample.sample_id)

    expected = {
        "accuracy": (7, 10),
        "precision": (5, 6),
        "recall": (5, 6),
        "over_enforcement": (1, 6),
        "under_enforcement": (1, 4),
        "verdict_accuracy": (8, 10),
    }
    assert {f.metric: (f.events, f.n) for f in report.overall} == expected
    assert [f.estimate for f in report.overall] == pytest.approx([a / b for a, b in expected.values()])
    assert {f.method for f in report.overall} == {Method.CENSUS}
    assert [f.low for f in report.overall] == [f.high for f in report.overall]


def test_findings_and_their_types_are_counted(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    assess(ten, sample, tmp_path, {**answers(ASSESSED), "i0004": {"label": "none", "root_cause": "attention"}})

    report = quality(ten, sample.sample_id)

    assert report.findings == 3
    assert {tally.code: (tally.count, tally.weighted) for tally in report.error_types} == {
        "over_enforcement": (1, 1.0),
        "under_enforcement": (1, 1.0),
        "wrong_policy": (1, 1.0),
    }
    assert [(tally.code, tally.count) for tally in report.root_causes] == [("attention", 1), ("not_named", 2)]


def test_the_confusion_holds_every_pair_and_the_whole_population(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    assess(ten, sample, tmp_path, answers(ASSESSED))

    confusion = quality(ten, sample.sample_id).confusion

    assert confusion.labels == ("hate", "none", "spam")
    assert confusion.counts == ((4, 1, 1), (1, 3, 0), (0, 0, 0))
    assert np.sum(confusion.weighted) == pytest.approx(10)


def test_cases_show_what_most_people_saw_first(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    assess(ten, sample, tmp_path, {**answers(ASSESSED), "i0009": {"label": "hate", "note": "隐语"}})

    cases = quality(ten, sample.sample_id, by=["language"], cases=2).cases

    assert [case.item_id for case in cases] == ["i0009", "i0005"]
    assert (cases[0].decided, cases[0].assessed, cases[0].note, cases[0].reach) == ("none", "hate", "隐语", 9)
    assert cases[0].slice_values == {"language": "en"}


def test_slices_have_their_own_figures(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    assess(ten, sample, tmp_path, answers(ASSESSED))

    (table,) = quality(ten, sample.sample_id, by=["language"]).slices

    found = {one.value: {f.metric: (f.events, f.n) for f in one.figures} for one in table.slices}
    assert found == {
        "en": {"accuracy": (3, 5), "over_enforcement": (0, 3), "under_enforcement": (1, 2)},
        "zh": {"accuracy": (4, 5), "over_enforcement": (1, 3), "under_enforcement": (0, 2)},
    }


def test_a_stratified_sample_weighs_each_stratum_by_its_population(desk: Facts, tmp_path: Path) -> None:
    sample = drawn(desk, size=30, strata=["language"], allocation="equal")
    wrong_in_chinese = {f"i{n:04}": "none" for n in range(61, 91)}
    truth = {f"i{n:04}": "hate" if n % 3 == 0 else "none" for n in range(1, 61)} | wrong_in_chinese
    assess(desk, sample, tmp_path, truth)

    report = quality(desk, sample.sample_id)

    weighted, raw = by_hand(desk, sample, truth)
    accuracy = report.figure("accuracy")
    assert accuracy.estimate == pytest.approx(weighted)
    assert accuracy.events / accuracy.n == pytest.approx(raw)
    assert abs(weighted - raw) > 0.02
    assert accuracy.population == pytest.approx(90)
    chinese = next(one for one in report.slices[0].slices if one.value == "zh").accuracy
    assert chinese.population == pytest.approx(30)


def test_unequal_chances_within_a_stratum_are_weighted_back(desk: Facts, tmp_path: Path) -> None:
    sample = drawn(desk, size=40, allocation="score", score="reach", uniform_floor=0.2, seed=3)
    truth = {f"i{n:04}": ("hate" if n % 3 == 0 else "none") if n > 45 else "hate" for n in range(1, 91)}
    assess(desk, sample, tmp_path, truth)

    accuracy = quality(desk, sample.sample_id).figure("accuracy")

    rows = desk.query(
        "SELECT j.item_id, j.label, s.inclusion_probability AS p FROM samples s "
        "JOIN judgements j ON j.judgement_id = s.unit_id WHERE j.setting = 'live'"
    ).to_pylist()
    weights = np.array([1 / row["p"] for row in rows])
    right = np.array([row["label"] == truth[row["item_id"]] for row in rows])
    assert accuracy.estimate == pytest.approx(float(weights[right].sum() / weights.sum()))
    assert accuracy.estimate < accuracy.events / accuracy.n - 0.05


def test_the_confusions_diagonal_is_the_accuracy_however_much_is_assessed(desk: Facts, tmp_path: Path) -> None:
    sample = drawn(desk, size=45, strata=["language"], allocation="equal")
    half = {f"i{n:04}": "hate" if n % 2 else "none" for n in range(1, 91, 2)} | {"i0002": "unable", "i0070": "none"}
    assess(desk, sample, tmp_path, half)

    report = quality(desk, sample.sample_id)

    weighted = np.array(report.confusion.weighted)
    assert report.progress.open > 10
    assert weighted.sum() == pytest.approx(90)
    assert np.trace(weighted) / weighted.sum() == pytest.approx(report.figure("accuracy").estimate)
    wrong = sum(tally.weighted for tally in report.error_types)
    assert wrong == pytest.approx(weighted.sum() - np.trace(weighted))


def test_what_could_not_be_judged_is_left_out_and_bounded(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    labels = [*ASSESSED[:8], "unable", "unable"]
    assess(ten, sample, tmp_path, answers(labels) | {"i0008": {"label": "unable", "unable_reason": "gone"}})

    report = quality(ten, sample.sample_id)

    assert (report.figure("accuracy").events, report.figure("accuracy").n) == (6, 8)
    assert report.unable_bounds is not None
    assert (report.unable_bounds.low, report.unable_bounds.high) == pytest.approx((0.6, 0.8))
    assert report.progress.unable_reasons == (("gone", 1), ("other", 1))
    assert [note.values["count"] for note in report.cannot_say if note.code == "unable"] == [2]


def test_a_report_before_any_answer_says_that_there_is_none(ten: Facts) -> None:
    report = quality(ten, drawn(ten).sample_id, by=["language"])

    assert (report.progress.planned, report.progress.assessed, report.progress.open) == (10, 0, 10)
    assert {figure.undefined.code for figure in report.overall if figure.undefined} == {"no_assessments"}
    assert {figure.estimate for figure in report.overall} == {None}
    assert {one.accuracy.estimate for table in report.slices for one in table.slices} == {None}
    assert report.confusion.labels == ()
    assert (report.findings, report.cases, report.unable_bounds, report.second_review) == (0, (), None, None)


def test_a_slice_that_nobody_assessed_stands_there_undefined(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    assess(ten, sample, tmp_path, {f"i{n:04}": ASSESSED[n] for n in range(0, 10, 2)})

    (table,) = quality(ten, sample.sample_id, by=["language"]).slices

    english = next(one for one in table.slices if one.value == "en")
    assert english.accuracy.estimate is None
    assert english.accuracy.undefined is not None
    assert english.accuracy.undefined.code == "no_assessments"


def test_figures_without_anything_to_count_are_undefined_with_the_reason(tmp_path: Path) -> None:
    facts = store(tmp_path / "home", [decision(n) for n in range(5)])
    sample = drawn(facts)
    assess(facts, sample, tmp_path, answers(["none"] * 5))

    report = quality(facts, sample.sample_id)

    assert report.figure("under_enforcement").estimate == 0
    assert report.figure("over_enforcement").estimate is None
    assert report.figure("over_enforcement").undefined is not None
    assert "none of the 5 assessed decisions" in report.figure("over_enforcement").undefined.text


def test_a_scheme_without_none_has_an_accuracy_and_no_enforcement_errors(tmp_path: Path) -> None:
    facts = store(tmp_path / "home", [decision(n, "GPRX"[n % 4]) for n in range(12)])
    sample = drawn(facts)
    assess(facts, sample, tmp_path, answers(["GPRX"[n % 4] for n in range(9)] + ["G", "G", "G"]))

    report = quality(facts, sample.sample_id)

    assert report.figure("accuracy").estimate == pytest.approx(9 / 12)
    undefined = [figure.metric for figure in report.overall if figure.undefined]
    assert undefined == ["precision", "recall", "over_enforcement", "under_enforcement", "verdict_accuracy"]
    assert {f.undefined.code for f in report.overall if f.undefined} == {"verdict_unknown"}
    assert "verdict_unknown" in {note.code for note in report.cannot_say}


def test_a_verdict_stated_with_the_decisions_is_believed(tmp_path: Path) -> None:
    rows = [decision(n, label, violating=label == "hateful") for n, label in enumerate(["hateful", "fine"] * 5)]
    facts = store(tmp_path / "home", rows)
    sample = drawn(facts)
    assess(facts, sample, tmp_path, answers(["fine", "fine"] * 5))

    report = quality(facts, sample.sample_id)

    assert report.figure("over_enforcement").estimate == 1
    assert report.figure("under_enforcement").estimate == 0
    assert [tally.code for tally in report.error_types] == ["over_enforcement"]


def test_a_decision_changed_after_the_draw_is_assessed_as_it_was(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    store(ten.home, [decision(0, "none", version=2), decision(50, "hate")])
    assess(ten, sample, tmp_path, answers(["hate"] + ["none"] * 9))

    report = quality(ten, sample.sample_id)

    assert report.progress.planned == 10
    assert report.figure("accuracy").events == 5
    assert report.confusion.counts[0] == (1, 5)


def test_the_previous_period_is_the_last_assessed_sample_of_the_same_name(tmp_path: Path) -> None:
    rows = [decision(n, "hate", judged_at=START.replace(day=2 if n < 10 else 9)) for n in range(20)]
    facts = store(tmp_path / "home", [*rows, decision(90)])
    first = drawn(facts, name="Weekly", population={"from": "2026-11-02", "to": "2026-11-02"}, level=0.9)
    assess(facts, first, tmp_path, {f"i{n:04}": "hate" if n < 8 else "none" for n in range(10)})
    second = drawn(facts, name="Weekly", population={"from": "2026-11-09", "to": "2026-11-09"})
    again = drawn(facts, name="Weekly", population={"from": "2026-11-09", "to": "2026-11-09"}, seed=5, size=9)
    drawn(facts, name="Other", population={"from": "2026-11-09", "to": "2026-11-09"})

    reports = [quality(facts, sample.sample_id) for sample in (first, second, again)]

    assert reports[0].previous == ()
    assert [report.previous_name for report in reports[1:]] == [f"{first.drawn_at:%Y-%m-%d}"] * 2
    assert [report.previous[0].estimate for report in reports[1:]] == [0.8, 0.8]
    assert reports[1].previous[0].level == 0.9


def test_open_disputes_are_counted(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    assess(ten, sample, tmp_path, answers(ASSESSED))
    every = "SELECT * EXCLUDE (batch) FROM findings ORDER BY judgement_id"
    disputed = [row | {"dispute": "open", "version": 2} for row in ten.query(every).to_pylist()[:2]]
    store(ten.home, [], findings=disputed)

    assert quality(ten, sample.sample_id).disputes_open == 2


def test_the_period_is_that_of_the_drawn_decisions(ten: Facts) -> None:
    report = quality(ten, drawn(ten, timezone="Asia/Shanghai").sample_id, now=datetime(2026, 11, 20, tzinfo=UTC))

    assert report.period == (START, START.replace(hour=9))
    assert (report.timezone, report.made_at.day) == ("Asia/Shanghai", 20)


def test_decisions_without_a_time_are_remarked_on(tmp_path: Path) -> None:
    facts = store(tmp_path / "home", [decision(1, judged_at=None), decision(2)])

    report = quality(facts, drawn(facts).sample_id)

    assert [note.values["count"] for note in report.cannot_say if note.code == "undated"] == [1]


@pytest.mark.parametrize(("given", "kept"), [(None, 0.9), (0.8, 0.8)])
def test_the_target_is_the_plans_unless_another_is_given(ten: Facts, given: float | None, kept: float) -> None:
    report = quality(ten, drawn(ten, target=0.9, strata=["language"]).sample_id, target=given)

    assert report.target == kept
    assert report.slices[0].expected_low_by_luck == 0


def test_slices_are_the_strata_and_the_usual_columns_that_differ(desk: Facts) -> None:
    report = quality(desk, drawn(desk, strata=["market"]).sample_id)

    assert [table.by for table in report.slices] == ["market", "language"]


def test_people_are_laid_side_by_side_only_when_asked_for(desk: Facts) -> None:
    sample = drawn(desk, strata=["judge_id"]).sample_id

    assert "judge_id" not in [table.by for table in quality(desk, sample).slices]
    assert [table.by for table in quality(desk, sample, by=["judge_id"]).slices] == ["judge_id"]


def test_any_column_can_be_sliced_by_even_the_items_own(tmp_path: Path) -> None:
    rows = [decision(n) for n in range(6)]
    items = [item(n, "x", attributes=f'{{"test": "F{n % 2}"}}') for n in range(5)]
    facts = store(tmp_path / "home", rows, items)

    (table,) = quality(facts, drawn(facts).sample_id, by=["item.attributes.test"]).slices

    assert {one.value for one in table.slices} == {"F0", "F1", None}


def test_an_unknown_slice_is_told_with_the_nearest_column(ten: Facts) -> None:
    with pytest.raises(RequestError, match=r"--by names 'langauge'.*Did you mean language"):
        quality(ten, drawn(ten).sample_id, by=["langauge"])


def only_of(report: QualityReport) -> set[str]:
    return {note.code for note in report.cannot_say}


def test_what_the_report_cannot_say_is_said(ten: Facts, tmp_path: Path) -> None:
    sample = drawn(ten)
    assess(ten, sample, tmp_path, answers(ASSESSED[:5]))

    assert only_of(quality(ten, sample.sample_id)) == {"open_units", "no_second_review", "only_this_population"}
