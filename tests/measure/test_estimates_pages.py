"""The worked examples of the pages on estimates are recomputed; tests/docs runs the code that they show."""

from __future__ import annotations

from pathlib import Path

import evenhand as eh

PAGES = Path(__file__).parents[2] / "docs" / "methods"


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8").partition("## Worked example")[2]


def test_the_estimates_page_states_the_variance_that_the_code_uses() -> None:
    found = eh.measure.hansen_hurwitz(
        value=[1] * 12 + [0] * 8 + [1] * 3 + [0] * 17, probability=[1 / 400] * 20 + [1 / 1600] * 20, population=1_000
    )
    assert found.estimate is not None
    assert found.n_effective is not None
    variance = found.estimate * (1 - found.estimate) / found.n_effective * 40 / 39

    assert f"**{found.estimate:.1%}**".replace("%", " %") in page("estimates.md")
    assert f"**{variance:.8f}**" in page("estimates.md")
    assert f"**{found.n_effective:.1f}**" in page("estimates.md")


def test_the_prevalence_page_states_the_effective_sizes() -> None:
    drawn = {
        "value": [1] * 8 + [0] * 92 + [1] * 2 + [0] * 198 + [1] + [0] * 99,
        "inclusion_probability": [0.2] * 100 + [0.02] * 200 + [0.01] * 100,
        "population": 20_500,
    }
    plain = eh.measure.horvitz_thompson(**drawn)
    told = eh.measure.horvitz_thompson(**drawn, score=[0.1] * 100 + [0.01] * 200 + [0.002] * 100)

    assert f"**{plain.n_effective:.0f}** by the sample's own variance, **{told.n_effective:.0f}** steadied" in page(
        "prevalence.md"
    )


def test_the_ratios_page_states_both_intervals() -> None:
    given = {"numerator": [3, 1, 0, 2, 4] * 8, "denominator": [10, 6, 2, 9, 12] * 8}
    both = [eh.measure.ratio_of_totals(**given, method=method) for method in ("fieller", "linearised")]

    for found in both:
        assert f"{found.method}: **{found.low:.3f}** to **{found.high:.3f}**" in page("ratios.md").lower()


def test_the_page_on_assessors_states_all_intervals() -> None:
    found = eh.measure.estimate({"value": [1] * 27 + [0] * 73}, sensitivity=(90, 100), specificity=(190, 200))
    assert found.corrected is not None
    for one in (found.figure, found.corrected.sensitivity, found.corrected.specificity, found.corrected):
        told = f"**{one.low:.1%} to {one.high:.1%}**".replace("%", " %")
        assert told in page("imperfect-assessors.md")
