"""Estimates of any design: against plain formulas and published numbers, what is chosen when, and what is refused."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.measure import (
    Estimate,
    Estimator,
    Method,
    corrected_share,
    difference_share,
    estimate,
    estimated_total,
    hansen_hurwitz,
    horvitz_thompson,
    near_exact,
    ratio_of_totals,
    ratio_of_two_totals,
    share,
    share_of_views,
    total_of_share,
    tuned_share,
    two_phase_share,
)
from evenhand.measure.estimation.drawn import spread, with_replacement

Floats = NDArray[np.float64]
outcomes = st.lists(st.integers(0, 1), min_size=5, max_size=60)


def assessed(right: int, n: int) -> Estimate:
    low, high = near_exact(right / n, n)
    return Estimate(
        "rate", right / n, float(low), float(high), 0.95, Method.NEAR_EXACT, n, right, None, float(n), "simple sample"
    )


def rare_sample(n: int = 400, seed: int = 1) -> dict[str, Floats]:
    """A sample by score, with what is known of each unit."""
    rng = np.random.default_rng(seed)
    score = rng.beta(0.4, 12, 20_000)
    violates = (rng.random(20_000) < score).astype(float)
    chance = 0.7 * np.sqrt(score) / np.sqrt(score).sum() + 0.3 / 20_000
    rows = rng.choice(20_000, n, p=chance / chance.sum())
    return {"value": violates[rows], "p": chance[rows], "score": score[rows], "all": score}


# --- Hansen-Hurwitz, Horvitz-Thompson -------------------------------------------------------------------------------


def test_the_sum_with_replacement_and_its_variance_are_those_of_the_textbook() -> None:
    value, chance = np.array([1.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.2, 0.05, 0.4])
    drawn = with_replacement(value, chance, 10, None)
    each = value / chance / 10

    assert float((drawn.part * value).sum()) == pytest.approx(each.mean())
    assert spread(each / 4, np.ones(4)) == pytest.approx(each.var(ddof=1) / 4)


def test_both_estimates_are_right_on_average_over_all_samples() -> None:
    """All samples of two of five units, drawn with replacement and one by one in proportion to size."""
    value, chance = np.array([1.0, 0, 0, 1, 0]), np.array([0.3, 0.1, 0.2, 0.15, 0.25])
    first, second = np.divmod(np.arange(25), 5)
    likely = chance[first] * chance[second]
    plain = (value[first] / chance[first] + value[second] / chance[second]) / 10
    assert float(likely @ plain) == pytest.approx(value.mean())

    for one, other in combinations(range(5), 2):
        pair = np.array([one, other])
        contribution = value[pair] / (2 * chance[pair] * 5)
        assert float(contribution.sum()) == pytest.approx(
            float((with_replacement(value[pair], chance[pair], 5, None).part * value[pair]).sum())
        )


def test_equal_chances_give_the_plain_share_and_its_interval() -> None:
    value = [1.0] * 12 + [0.0] * 88
    again = hansen_hurwitz(value=value, probability=[1 / 5_000] * 100, population=5_000)
    once = horvitz_thompson(value=value, inclusion_probability=[0.2] * 100, population=500)
    simple = share(
        metric="share",
        numerator=value,
        denominator=[1] * 100,
        stratum=[0] * 100,
        weight=[5] * 100,
        with_replacement=False,
    )

    assert again.estimate == pytest.approx(0.12)
    assert (again.low, again.high) == pytest.approx([float(end) for end in near_exact(0.12, 100)])
    assert once.estimate == pytest.approx(simple.estimate)
    assert (once.low, once.high) == pytest.approx((simple.low, simple.high), abs=1e-9)


def test_a_population_that_was_assessed_whole_has_no_sampling_error() -> None:
    found = horvitz_thompson(value=[1, 0, 0, 1], inclusion_probability=[1, 1, 1, 1], population=4)
    assert (found.low, found.high, found.method) == (0.5, 0.5, Method.CENSUS)


def test_without_the_size_of_the_population_the_sum_is_divided_by_the_weights() -> None:
    found = horvitz_thompson(value=[1, 0, 1], inclusion_probability=[0.5, 0.25, 0.1])
    assert found.estimate == pytest.approx((2 + 10) / (2 + 4 + 10))
    assert found.population is None


def test_a_size_that_does_not_go_with_the_chances_is_told() -> None:
    found = horvitz_thompson(value=[1, 0] * 50, inclusion_probability=[0.1, 0.2] * 50, population=7_000)
    assert "estimate_size_does_not_fit" in [note.code for note in found.warnings]
    assert "750 units, not 7,000" in " ".join(note.text for note in found.warnings)


@settings(max_examples=40, deadline=None)
@given(outcomes, st.integers(0, 10_000))
def test_the_order_of_the_units_changes_nothing(value: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    chance, score, order = rng.uniform(0.01, 0.5, len(value)), rng.random(len(value)), rng.permutation(len(value))
    found = horvitz_thompson(value=value, inclusion_probability=chance, score=score)
    turned = horvitz_thompson(value=np.array(value)[order], inclusion_probability=chance[order], score=score[order])
    assert (found.estimate, found.low, found.high) == pytest.approx((turned.estimate, turned.low, turned.high))


@settings(max_examples=40, deadline=None)
@given(outcomes, st.integers(0, 10_000), st.floats(0.01, 1))
def test_only_how_chances_compare_matters_where_the_size_is_unknown(value: list[int], seed: int, scale: float) -> None:
    chance = np.random.default_rng(seed).uniform(0.1, 0.9, len(value))
    found = hansen_hurwitz(value=value, probability=chance)
    scaled = hansen_hurwitz(value=value, probability=chance * scale)
    assert (found.estimate, found.low, found.high) == pytest.approx((scaled.estimate, scaled.low, scaled.high))


# --- Scores -----------------------------------------------------------------------------------------------------------


def test_scores_steady_the_interval_and_leave_the_estimate_alone() -> None:
    held = rare_sample()
    plain = hansen_hurwitz(value=held["value"], probability=held["p"], population=20_000)
    told = hansen_hurwitz(value=held["value"], probability=held["p"], population=20_000, score=held["score"])

    assert told.estimate == plain.estimate
    assert told.method is Method.WILSON
    assert told.high is not None
    assert plain.high is not None
    assert told.high != plain.high


def test_no_event_among_units_drawn_by_score_still_leaves_a_share_above_nothing() -> None:
    held = rare_sample()
    found = hansen_hurwitz(value=held["value"] * 0, probability=held["p"], population=20_000, score=held["score"])
    assert (found.estimate, found.low) == (0.0, 0.0)
    assert found.high is not None
    assert 0.001 < found.high < 0.02


def test_a_score_that_too_few_events_can_check_is_taken_at_its_word_and_that_is_told() -> None:
    held = rare_sample()
    few = held["value"] * (np.cumsum(held["value"]) <= 3)
    found = hansen_hurwitz(value=few, probability=held["p"], population=20_000, score=held["score"])
    assert [note.text[:20] for note in found.warnings] == ["3 on the rarer side "]


def test_a_score_that_claims_more_than_it_knows_is_found_out() -> None:
    held = rare_sample(n=1_000)
    blind = np.random.default_rng(2).permutation(held["score"])
    found = hansen_hurwitz(value=held["value"], probability=held["p"], population=20_000, score=blind)
    assert "estimate_score_misleads" in [note.code for note in found.warnings]


def test_the_difference_to_a_score_of_nothing_is_the_plain_estimate() -> None:
    held = rare_sample()
    found = difference_share(
        value=held["value"], score=held["score"] * 0, population_score=0.0, probability=held["p"], population=20_000
    )
    plain = held["value"] @ (1 / (400 * 20_000 * held["p"]))
    assert found.estimate == pytest.approx(plain)


def test_the_difference_to_a_perfect_score_has_no_spread_left() -> None:
    value = np.array([1.0, 0] * 40)
    found = difference_share(value=value, score=value, population_score=0.31)
    assert found.estimate == pytest.approx(0.31)
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low < 0.1


def test_a_difference_below_nothing_is_set_to_nothing_and_told() -> None:
    found = difference_share(value=[0.0] * 50, score=[0.2] * 50, population_score=0.1)
    assert found.estimate == 0.0
    assert "estimate_clipped" in [note.code for note in found.warnings]


def test_the_tuned_power_on_a_random_sample_is_the_published_one() -> None:
    """PPI++ of a mean: lambda = cov / var, estimate = mean(y) + lambda (mean over all - mean over the sample)."""
    rng = np.random.default_rng(3)
    score = rng.random(200)
    value = (rng.random(200) < score).astype(float)
    power = np.cov(value, score)[0, 1] / score.var(ddof=1)
    found = tuned_share(value=value, score=score, population_score=0.55)

    assert found.estimate == pytest.approx(value.mean() + power * (0.55 - score.mean()))
    rest = value - power * score
    assert found.n_effective == pytest.approx(
        found.estimate * (1 - found.estimate) / (rest.var(ddof=2) / 200) * 200 / 199,
        rel=1e-9,  # type: ignore[operator]
    )


def test_too_few_events_leave_the_score_aside_and_say_so() -> None:
    found = tuned_share(value=[1] * 29 + [0] * 200, score=[0.9] * 29 + [0.1] * 200, population_score=0.3)
    low, high = near_exact(29 / 229, 229)
    assert (found.estimate, found.low, found.high) == pytest.approx((29 / 229, float(low), float(high)))
    assert [note.code for note in found.warnings] == ["estimate_untuned"]


def test_scores_of_a_larger_sample_alone_are_less_sure_than_those_of_all() -> None:
    value, score = [1] * 50 + [0] * 50, [0.9] * 45 + [0.2] * 55
    whole = tuned_share(value=value, score=score, population_score=0.5)
    part = tuned_share(value=value, score=score, population_score=0.5, scored=300)
    assert part.n_effective < whole.n_effective  # type: ignore[operator]


# --- Views, phases, totals, ratios -----------------------------------------------------------------------------------


def test_the_share_of_views_counts_each_item_as_often_as_it_was_seen() -> None:
    found = share_of_views(value=[1, 0, 0, 1], reach=[100, 500, 300, 100])
    assert found.estimate == pytest.approx(0.2)


def test_items_drawn_in_proportion_to_views_count_alike() -> None:
    views = np.array([10.0, 200, 3_000, 50] * 20)
    found = share_of_views(value=[1, 0, 0, 0] * 20, reach=views, probability=views / 1e6, population_reach=1e6)
    assert found.estimate == pytest.approx(0.25)
    assert found.n_effective == pytest.approx(80, rel=0.05)


def test_a_few_items_with_most_views_are_told() -> None:
    found = share_of_views(value=[1] + [0] * 99, reach=[5_000.0, *[1.0] * 99])
    assert [note.code for note in found.warnings] == ["estimate_unequal_views", "estimate_heavy_units"]
    assert found.n_effective is not None
    assert found.n_effective < 5


def test_two_phases_add_the_uncertainty_of_the_first() -> None:
    """Cochran's variance of a double sample: within strata, and between their shares by the first phase's size."""
    value = [1] * 20 + [0] * 30 + [1] * 2 + [0] * 48
    strata = [0] * 50 + [1] * 50
    found = two_phase_share(value=value, stratum=strata, first_phase=[300, 700])
    parts, rates = np.array([0.3, 0.7]), np.array([0.4, 0.04])
    mean = float(parts @ rates)
    within = float((parts**2 * (1 - 50 / np.array([300, 700])) * rates * (1 - rates) / 49).sum())
    variance = within + mean * (1 - mean) / 1_000

    assert found.estimate == pytest.approx(mean)
    assert found.n_effective == pytest.approx(mean * (1 - mean) / variance, rel=0.02)
    known = two_phase_share(value=value, stratum=strata, first_phase=[300, 700], population=1_000)
    assert known.n_effective > found.n_effective  # type: ignore[operator]


def test_a_total_is_that_of_horvitz_and_thompson_with_students_interval() -> None:
    found = estimated_total(value=[4, 6, 5, 5] * 10, inclusion_probability=[0.1] * 40)
    contribution = np.array([4, 6, 5, 5] * 10) / 0.1
    se = np.sqrt(0.9 * 40 * contribution.var(ddof=1))
    assert found.estimate == pytest.approx(2_000)
    assert found.se == pytest.approx(se)
    assert found.high == pytest.approx(2_000 + 2.0227 * se, rel=1e-4)


@pytest.mark.parametrize("value", [[0] * 40, [3] * 40, [1]])
def test_amounts_without_any_spread_have_no_interval(value: list[int]) -> None:
    found = estimated_total(value=value, inclusion_probability=[0.1] * len(value))
    ratio = ratio_of_totals(numerator=value, denominator=[2] * len(value))
    assert (found.low, found.high, found.se, ratio.low, ratio.high) == (None,) * 5
    assert found.warnings[-1].code == "estimate_no_spread"
    assert ratio.undefined is not None
    assert ratio.undefined.code == "estimate_no_spread"
    assert "no interval" in repr(found)


def test_the_number_of_events_comes_from_the_share() -> None:
    found = total_of_share(hansen_hurwitz(value=[1, 0] * 50, probability=[0.001] * 100, population=1_000))
    assert found is not None
    assert found.estimate == pytest.approx(500)
    assert total_of_share(hansen_hurwitz(value=[1, 0] * 50, probability=[0.001] * 100)) is None


def test_fieller_is_the_set_of_ratios_that_a_t_test_does_not_reject() -> None:
    rng = np.random.default_rng(4)
    bottom = rng.gamma(4, 1, 60)
    top = bottom * 0.6 + rng.random(60)
    found = ratio_of_totals(numerator=top, denominator=bottom)

    for end in (found.low, found.high):
        assert end is not None
        rest = top - end * bottom
        assert abs(rest.mean()) / np.sqrt(rest.var(ddof=1) / 60) == pytest.approx(2.001, abs=1e-3)


def test_a_denominator_that_may_be_nothing_leaves_the_ratio_without_ends() -> None:
    found = ratio_of_totals(numerator=[1] * 40, denominator=[0] * 38 + [1, 1])
    assert found.estimate == 20
    assert (found.low, found.high) == (None, None)
    assert found.undefined is not None
    assert found.undefined.code == "ratio_unbounded"
    assert "no interval" in repr(found)


def test_no_denominator_at_all_is_undefined() -> None:
    found = ratio_of_totals(numerator=[1, 2], denominator=[0, 0])
    assert found.estimate is None
    assert found.undefined is not None
    assert found.undefined.code == "ratio_no_denominator"


def test_strata_and_the_finite_population_shorten_the_ratio() -> None:
    top, bottom, strata = [1, 2, 1, 2, 9, 8, 9, 8] * 5, [2, 2, 2, 2, 10, 10, 10, 10] * 5, [0, 0, 0, 0, 1, 1, 1, 1] * 5
    loose = ratio_of_totals(numerator=top, denominator=bottom, method="linearised")
    tight = ratio_of_totals(numerator=top, denominator=bottom, stratum=strata, method="linearised")
    most = ratio_of_totals(
        numerator=top, denominator=bottom, stratum=strata, population_by_stratum=[25, 25], method="linearised"
    )
    lengths = [one.high - one.low for one in (loose, tight, most)]  # type: ignore[operator]
    assert lengths[0] > lengths[1] > lengths[2]


def test_two_samples_drawn_apart_make_a_ratio() -> None:
    first = estimated_total(value=[2, 3] * 30, inclusion_probability=[0.1] * 60)
    second = estimated_total(value=[4, 6] * 30, inclusion_probability=[0.1] * 60)
    found = ratio_of_two_totals(first, second)
    assert found.estimate == pytest.approx(0.5)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.5 < found.high


# --- Assessors who err ------------------------------------------------------------------------------------------------


def test_the_corrected_share_is_rogan_and_gladens() -> None:
    found = corrected_share(assessed(27, 100), sensitivity=(90, 100), specificity=(190, 200))
    assert found.estimate == pytest.approx((0.27 + 0.95 - 1) / (0.9 + 0.95 - 1))
    assert found.method is Method.MOVER


def test_assessors_who_never_erred_on_gold_make_the_interval_longer_all_the_same() -> None:
    found = corrected_share(assessed(27, 100), sensitivity=(50, 50), specificity=(50, 50))
    apparent = found.apparent
    assert found.estimate == 0.27
    assert found.low is not None
    assert found.high is not None
    assert found.low < float(apparent.low or 0)
    assert found.high > float(apparent.high or 1)


def test_with_endless_gold_only_the_sample_is_unsure() -> None:
    found = corrected_share(assessed(27, 100), sensitivity=(900_000, 1_000_000), specificity=(950_000, 1_000_000))
    ends = [(float(end or 0) - 0.05) / 0.85 for end in (found.apparent.low, found.apparent.high)]
    assert (found.low, found.high) == pytest.approx(ends, abs=2e-3)


def test_a_share_below_the_false_alarms_is_set_to_nothing_and_told() -> None:
    found = corrected_share(assessed(3, 100), sensitivity=(45, 50), specificity=(95, 100))
    assert (found.estimate, found.low) == (0.0, 0.0)
    assert "corrected_clipped" in [note.code for note in found.warnings]


def test_assessors_who_guess_cannot_be_corrected() -> None:
    found = corrected_share(assessed(30, 100), sensitivity=(20, 50), specificity=(30, 50))
    assert found.estimate is None
    assert found.undefined is not None
    assert found.undefined.code == "corrected_no_better_than_chance"
    assert "no more than guessing" in repr(found)


def test_a_share_that_the_assessors_errors_cannot_explain_is_undefined() -> None:
    found = corrected_share(assessed(1, 2_000), sensitivity=(45, 50), specificity=(160, 200))
    assert found.undefined is not None
    assert found.undefined.code == "corrected_does_not_go_together"


def test_assessors_barely_better_than_guessing_leave_everything_open() -> None:
    found = corrected_share(assessed(50, 100), sensitivity=(12, 20), specificity=(12, 20))
    assert (found.low, found.high) == (0.0, 1.0)
    codes = [note.code for note in found.warnings]
    assert "corrected_hardly_better_than_chance" in codes
    assert "corrected_little_gold" in codes


# --- The front -------------------------------------------------------------------------------------------------------


def test_each_design_finds_its_estimator() -> None:
    held = rare_sample()
    drawn = {"value": held["value"], "p": held["p"], "score": held["score"]}
    plenty = {"value": [1.0] * 40 + [0.0] * 60, "score": [0.8] * 40 + [0.3] * 60}
    in_strata = {"value": [1, 0, 0, 0], "stratum": ["a", "a", "b", "b"]}

    assert estimate({"value": [1, 0, 0]}).estimator is Estimator.STRATIFIED
    assert estimate(in_strata, population={"a": 10, "b": 30}).estimator is Estimator.STRATIFIED
    assert estimate(in_strata, first_phase={"a": 10, "b": 30}).estimator is Estimator.TWO_PHASE
    assert estimate(drawn, probability="p", population=20_000).estimator is Estimator.HANSEN_HURWITZ
    assert estimate(drawn, inclusion_probability="p").estimator is Estimator.HORVITZ_THOMPSON
    assert estimate(plenty, population_score=0.4).estimator is Estimator.TUNED
    assert estimate(drawn | {"views": held["p"]}, reach="views").estimator is Estimator.REACH


def test_what_was_chosen_is_told_with_its_reason() -> None:
    held = rare_sample()
    drawn = {"value": held["value"], "p": held["p"], "score": held["score"]}
    found = estimate(drawn, probability="p", population=20_000, population_score=held["all"])
    assert [note.code for note in found.why] == ["estimate_why_again", "estimate_untuned"]
    assert found.total is not None
    assert found.total.estimate == pytest.approx(20_000 * float(found.estimate or 0))
    assert found.to_dict()["estimator"] == "hansen-hurwitz"
    assert found.to_dict()["columns"] == {"value": "value", "score": "score", "probability": "p"}


def test_a_sample_of_nobody_knows_how_many_is_no_census() -> None:
    found = estimate({"value": [1] * 5 + [0] * 95})
    low, high = near_exact(0.05, 100)
    assert (found.low, found.high) == pytest.approx((float(low), float(high)), abs=1e-6)
    assert found.figure.population is None
    assert found.total is None


def test_weights_that_only_compare_units_tell_no_size() -> None:
    found = estimate({"value": [1, 0, 0, 0] * 20, "weight": [0.5, 1, 1.5, 1] * 20})
    assert found.estimate == pytest.approx(0.125)
    assert found.figure.population is None
    assert found.method is not Method.CENSUS


def test_the_share_of_the_front_is_that_of_share_itself() -> None:
    value, strata = [1] * 38 + [0] * 2 + [1] * 12 + [0] * 8, ["a"] * 40 + ["b"] * 20
    found = estimate({"value": value, "stratum": strata}, population={"b": 100, "a": 900})
    own = share(
        metric="share",
        numerator=value,
        denominator=np.ones(60),
        stratum=[0] * 40 + [1] * 20,
        weight=np.ones(60),
        population_by_stratum=[900, 100],
    )
    assert (found.estimate, found.low, found.high) == (own.estimate, own.low, own.high)


def test_a_stratum_that_nobody_assessed_is_outside_the_figure_and_that_is_told() -> None:
    found = estimate({"value": [1, 0], "stratum": ["a", "a"]}, population={"a": 100, "b": 900})
    assert "unassessed_strata" in [note.code for note in found.warnings]
    with pytest.raises(RequestError, match="the table has no strata"):
        estimate({"value": [1, 0]}, population={"a": 100, "b": 900})


def test_labels_are_counted_by_the_one_that_is_asked_for() -> None:
    labels = ["HT.1", "none", None, "none", "unable", "HT.1"]
    found = estimate({"verdict": labels}, positive="HT.1")
    assert (found.estimate, found.n) == (0.5, 4)
    assert found.warnings[0].values == {"count": 2, "n": 6}
    assert "estimate_label_unseen" in [n.code for n in estimate({"verdict": labels}, positive="HT1").warnings]


@pytest.mark.parametrize("value", [["true", "false", "no", "yes"], ["1", "0", "0", "1"], [True, False, False, True]])
def test_truth_values_and_text_are_read(value: list[object]) -> None:
    assert estimate({"value": value}).estimate == 0.5


def test_the_correction_is_shown_beside_the_share_as_assessed() -> None:
    found = estimate({"value": [1] * 27 + [0] * 73}, sensitivity=(90, 100), specificity=(190, 200), metric="harm")
    assert found.estimate == pytest.approx(0.2588, abs=1e-4)
    assert [row["method"] for row in found.rows()] == ["mover", "near-exact"]
    assert found.to_frame().num_rows == 2
    assert "harm, corrected" in found.chart()
    assert repr(found).startswith("<harm, corrected: 25.9%")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"value": []}, "no rows"),
        ({"value": [None, None]}, "is empty in all of 2 rows"),
        ({"value": [1, 2]}, "The column 'value' holds 2"),
        ({"value": [2.0, 0.5]}, "The column 'value' holds 2"),
        ({"value": ["ja", "no"]}, "holds 'ja', which is no value"),
        ({"value": [1, "x"]}, "mixes types"),
        ({"label": [1, 0]}, "no column that is known for the value"),
        ({"value": [1, 0], "weight": [1, 0]}, "The column 'weight' is 0 at unit 2"),
        ({"value": [1, 0], "score": [0.5, None]}, "The column 'score' is empty at unit 2"),
        ({"value": [1, 0], "score": [50, 20]}, "The column 'score' is 50 at unit 1"),
        ({"value": [1, 0], "inclusion_probability": [0.5, 1.5]}, "is 1.5 at unit 2"),
        ({"value": [1, 0], "stratum": ["a", None]}, "'stratum' is empty in 1 rows"),
        ({"value": [1, 0], "stratum": ["a", "b"]}, "Nothing says how much each of the 2 strata counts"),
    ],
)
def test_tables_that_say_nothing_are_refused(arguments: dict[str, list[object]], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        estimate(arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"value": "valeu"}, "no column 'valeu'"),
        ({"level": 95}, "level is 95"),
        ({"sensitivity": (1, 2)}, "Only one of sensitivity and specificity"),
        ({"sensitivity": (3, 2), "specificity": (1, 2)}, "sensitivity is 3 of 2"),
        ({"population": {"a": 5, "c": 9}}, "no number for the stratum 'b'"),
        ({"population": 9, "stratum": "stratum"}, "there are 2 strata"),
        ({"first_phase": {"a": 1, "b": 1}}, "more assessments"),
        ({"reach": "stratum"}, "stratum"),
    ],
)
def test_requests_that_cannot_be_met_are_refused(arguments: dict[str, object], said: str) -> None:
    table = {"value": [1, 0, 1, 0], "stratum": ["a", "a", "b", "b"], "weight": [9] * 4}
    with pytest.raises(RequestError, match=said):
        estimate(table, **arguments)  # type: ignore[arg-type]


def test_a_population_smaller_than_its_sample_is_refused() -> None:
    with pytest.raises(RequestError, match=r"population is 1. Give the number of units, at least the 2 of the sample"):
        estimate({"value": [1, 0]}, population=1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": [1, 0], "probability": [0.1, 0]}, "probability is 0 at unit 2"),
        ({"value": [1, np.nan], "probability": [0.1, 0.1]}, "value is empty at unit 2"),
        ({"value": [1, 0], "probability": [0.1]}, "probability has 1 units, and there are 2"),
        ({"value": [[1]], "probability": [0.1]}, "value has 2 dimensions"),
        ({"value": ["a"], "probability": [0.1]}, "value holds what is no number"),
        ({"value": [], "probability": []}, "value has no units"),
        ({"value": [1], "probability": [0.1], "population": 0}, "population is 0"),
        ({"value": [1], "probability": [0.1], "level": 1}, "level is 1"),
    ],
)
def test_units_that_cannot_be_estimated_from_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        hansen_hurwitz(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: difference_share(value=[1], score=[1], population_score=2.0), "population_score is 2"),
        (
            lambda: difference_share(
                value=[1], score=[1], population_score=0.1, probability=[0.1], inclusion_probability=[0.1]
            ),
            "Both probability and inclusion_probability",
        ),
        (lambda: share_of_views(value=[1, 0], reach=[0, 0]), "reach is 0 at every unit"),
        (lambda: share_of_views(value=[1, 0], reach=[1, -1]), "reach is -1 at unit 2"),
        (lambda: share_of_views(value=[1], reach=[1], weight=[1], probability=[0.1]), "More than one of probability"),
        (lambda: estimated_total(value=[1, 2]), "Exactly one of probability"),
        (lambda: estimated_total(value=[-1], probability=[0.1]), "value is -1 at unit 1"),
        (lambda: ratio_of_totals(numerator=[1], denominator=[-1]), "denominator is -1"),
        (lambda: ratio_of_totals(numerator=[1], denominator=[1], method="wald"), "method is 'wald'"),
        (lambda: ratio_of_totals(numerator=[1], denominator=[1], stratum=[0.5]), "stratum is 0.5"),
        (
            lambda: ratio_of_totals(numerator=[1], denominator=[1], stratum=[1], population_by_stratum=[5]),
            "population_by_stratum has 1 entries",
        ),
        (
            lambda: two_phase_share(value=[1], stratum=[0], first_phase=[5], population=3),
            "population is 3, and the first phase has 5",
        ),
        (lambda: corrected_share(assessed(1, 9), sensitivity=(0, 0), specificity=(1, 2)), "sensitivity is 0 of 0"),
    ],
)
def test_requests_of_single_methods_are_refused_with_a_way_out(call: object, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        call()  # type: ignore[operator]


@pytest.mark.parametrize("name", ["probability", "Chance"])
def test_a_column_of_chances_that_nobody_named_is_asked_about_and_never_left_out(name: str) -> None:
    table = {"value": [1, 0, 0, 1], name: [0.5, 0.25, 0.1, 0.1]}

    with pytest.raises(RequestError, match="may be the chance of one draw") as refused:
        estimate(table)

    assert "inclusion_probability for a sample without" in str(refused.value.hint)
    assert estimate(table, inclusion_probability=name).estimate == pytest.approx((2 + 10) / (2 + 4 + 10 + 10))
