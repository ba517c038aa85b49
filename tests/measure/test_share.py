"""The one estimator of shares: identities of the design, what it refuses, and what it says about itself."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from evenhand.facts.errors import RequestError
from evenhand.measure import Estimate, Method, near_exact, share, shares_by


def accuracy(right: list[float], stratum: list[int] | None = None, **more: Any) -> Estimate:
    n = len(right)
    given = {"denominator": [1] * n, "weight": [50.0] * n} | more
    return share(metric="accuracy", numerator=right, stratum=[0] * n if stratum is None else stratum, **given)


def test_a_simple_random_sample_gives_the_plain_share_and_its_own_size() -> None:
    result = accuracy([1] * 34 + [0] * 6, weight=[1e9] * 40)

    assert (result.estimate, result.events, result.n) == (0.85, 34, 40)
    assert result.n_effective == pytest.approx(40, rel=1e-6)
    assert (result.low, result.high) == pytest.approx(tuple(map(float, near_exact(0.85, 40))), abs=1e-6)
    assert result.method is Method.NEAR_EXACT


def test_a_large_part_of_the_population_makes_it_more_certain() -> None:
    result = accuracy([1] * 34 + [0] * 6, weight=[2.0] * 40)

    assert result.population == 80
    assert result.n_effective == pytest.approx(40 / (1 - 0.5))


def test_a_slice_of_a_simple_random_sample_has_its_own_effective_size() -> None:
    removed = [1] * 20 + [0] * 60
    result = accuracy([1] * 15 + [0] * 65, denominator=removed, weight=[1e9] * 80)

    assert (result.estimate, result.n) == (0.75, 20)
    assert result.n_effective == pytest.approx(20, rel=1e-6)


def test_two_strata_follow_the_textbook_variance() -> None:
    right, stratum = [1] * 38 + [0] * 2 + [1] * 12 + [0] * 8, [0] * 40 + [1] * 20
    result = accuracy(right, stratum, weight=[22.5] * 40 + [5.0] * 20)
    variance = 0.9**2 * (1 - 40 / 900) * (0.95 * 0.05 / 39) + 0.1**2 * (1 - 20 / 100) * (0.6 * 0.4 / 19)

    assert result.estimate == pytest.approx(0.915)
    assert result.n_effective == pytest.approx(0.915 * 0.085 / variance * 60 / 59)


def test_unequal_chances_follow_hansen_and_hurwitz() -> None:
    rng = np.random.default_rng(3)
    weight, right = rng.uniform(1, 30, 200), (rng.random(200) < 0.3).astype(float)
    result = accuracy(list(right), weight=list(weight), with_replacement=True)
    p = float(weight @ right / weight.sum())
    drawn = weight * (right - p) * 200 / weight.sum()  # one estimate of (share - p) per draw
    variance = float(drawn.var(ddof=1)) / 200

    assert result.estimate == pytest.approx(p)
    assert result.n_effective == pytest.approx(p * (1 - p) / variance * 200 / 199)


def test_the_average_over_every_possible_sample_is_the_truth() -> None:
    first, second = (1, 1, 0, 1, 0), (1, 0, 0, 1)
    draws = list(product(combinations(first, 3), combinations(second, 2)))
    estimates = [
        accuracy([*a, *b], [0, 0, 0, 1, 1], weight=[5 / 3] * 3 + [2.0] * 2, population_by_stratum=[5, 4]).estimate
        for a, b in draws
    ]

    assert np.mean(np.array(estimates, dtype=float)) == pytest.approx(5 / 9)


def test_a_census_is_the_truth_without_an_interval() -> None:
    result = accuracy([1, 1, 0, 1, 0, 1], [0, 0, 0, 1, 1, 1], weight=[1.0] * 6, population_by_stratum=[3, 3])

    assert (result.estimate, result.low, result.high) == pytest.approx((4 / 6, 4 / 6, 4 / 6))
    assert result.method is Method.CENSUS
    assert [note.code for note in result.warnings] == ["census"]


def test_units_that_nobody_assessed_are_made_up_for_within_their_stratum() -> None:
    result = accuracy([1, 1, 1, 0, 0], [0, 0, 0, 1, 1], weight=[10.0] * 5, population_by_stratum=[100, 100])

    assert result.estimate == pytest.approx(0.5)
    assert result.population == pytest.approx(200)


def test_strata_without_any_assessment_are_named() -> None:
    result = accuracy([1, 0, 1], weight=[10.0] * 3, population_by_stratum=[30, 70, 0])

    assert result.population == 30
    assert result.warnings[-1].text == "strata without any assessment: 1, with 70 decisions outside this figure"


def test_an_empty_denominator_is_undefined_and_says_why() -> None:
    result = accuracy([0, 0, 0], denominator=[0, 0, 0])

    assert (result.estimate, result.low, result.n, result.method) == (None, None, 0, Method.NONE)
    assert result.undefined is not None
    assert result.undefined.text == "none of the 3 assessed decisions is in the denominator"


def test_no_assessments_at_all_is_undefined() -> None:
    result = share(metric="accuracy", numerator=[], denominator=[], stratum=[], weight=[])

    assert result.undefined is not None
    assert result.undefined.code == "no_assessments"


@pytest.mark.parametrize("right", [[1.0] * 30, [0.0] * 30])
def test_a_sample_without_variation_still_has_an_interval(right: list[float]) -> None:
    result = accuracy(right)

    assert result.half_width is not None
    assert result.half_width > 0.04


def test_a_heavy_stratum_without_errors_keeps_its_doubt() -> None:
    plain = accuracy([1] * 100 + [0] * 10, [0] * 50 + [1] * 60, weight=[200.0] * 50 + [10.0] * 60)

    assert plain.low is not None
    assert plain.low < 0.96  # 0 errors of 50 leaves up to 6 % possible in nine tenths of the population


def test_strata_with_one_assessment_borrow_their_spread_and_say_so() -> None:
    result = accuracy([1, 0, 1, 1] * 10, list(range(40)))

    assert result.n_effective == pytest.approx(40, rel=0.1)
    assert [note.code for note in result.warnings] == ["one_per_stratum"]
    assert result.warnings[0].values == {"strata": 40}


def test_fewer_than_30_assessments_carry_a_warning() -> None:
    assert [note.code for note in accuracy([1, 0] * 14).warnings] == ["few"]
    assert accuracy([1, 0] * 15).warnings == ()


def test_slices_equal_the_share_with_the_denominator_cut_to_the_slice() -> None:
    rng = np.random.default_rng(8)
    stratum, slices = rng.integers(0, 7, 300), rng.integers(0, 4, 300)
    right, weight = (rng.random(300) < 0.8).astype(float), rng.uniform(2, 9, 7)[stratum]
    design = {"stratum": stratum, "weight": weight, "metric": "accuracy"}
    together = shares_by(slices, numerator=right, denominator=np.ones(300), **design)
    one_by_one = [share(numerator=right * (slices == k), denominator=slices == k, **design) for k in range(4)]

    assert [e.estimate for e in together] == pytest.approx([e.estimate for e in one_by_one])
    assert [e.low for e in together] == pytest.approx([e.low for e in one_by_one])
    assert [e.n_effective for e in together] == pytest.approx([e.n_effective for e in one_by_one])


def test_a_slice_that_is_a_fully_assessed_stratum_is_exact_and_its_neighbour_is_not() -> None:
    small, large = shares_by(
        [0, 0, 1, 1, 1],
        metric="accuracy",
        numerator=[1, 0, 1, 1, 0],
        denominator=[1] * 5,
        stratum=[0, 0, 1, 1, 1],
        weight=[1.0, 1.0, 20.0, 20.0, 20.0],
        population_by_stratum=[2, 60],
    )

    assert (small.method, large.method) == (Method.CENSUS, Method.NEAR_EXACT)


def test_a_slice_that_nobody_assessed_is_undefined_and_negative_codes_are_in_none() -> None:
    seen, unseen = shares_by(
        [0, 0, -1], slices=2, metric="a", numerator=[1, 0, 1], denominator=[1] * 3, stratum=[0] * 3, weight=[9.0] * 3
    )

    assert (seen.n, seen.estimate) == (2, 0.5)
    assert unseen.undefined is not None
    assert unseen.undefined.code == "no_assessments"


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("numerator", {"denominator": [0, 1]}),
        ("weight", {"weight": [0.0, 1.0]}),
        ("weight", {"weight": [1.0]}),
        ("stratum", {"stratum": [-1, 0]}),
        ("stratum", {"stratum": [0.5, 0]}),
        ("population_by_stratum", {"stratum": [0, 3], "population_by_stratum": [9, 9]}),
        ("Stratum 0 has 1 units", {"population_by_stratum": [1]}),
        ("denominator", {"denominator": [np.nan, 1]}),
        ("level", {"level": 95}),
    ],
)
def test_arrays_that_do_not_fit_are_refused_by_name(field: str, more: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match=field):
        accuracy([1, 1], **more)
