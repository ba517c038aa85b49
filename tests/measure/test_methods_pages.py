"""The worked examples in docs/methods are recomputed, so that the pages cannot drift from the code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evenhand.measure import (
    Estimate,
    acceptance_plan,
    compare_models,
    confidence_sequence,
    evaluate,
    korn_graubard,
    mid_p,
    mixture_limits,
    near_exact,
    sequential_plan,
    share,
    wilson,
)
from evenhand.measure.design import (
    Rule,
    allocate,
    assessing_hours,
    expected_half_width,
    size_for_half_width,
)

PAGES = Path(__file__).parents[2] / "docs" / "methods"


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8").partition("## Worked example")[2]


def test_the_share_page_states_what_the_code_computes() -> None:
    result = share(
        metric="accuracy",
        numerator=[1] * 38 + [0] * 2 + [1] * 12 + [0] * 8,
        denominator=np.ones(60),
        stratum=np.repeat([0, 1], [40, 20]),
        weight=np.repeat([22.5, 5.0], [40, 20]),
    )
    assert result.n_effective is not None
    variance = 0.915 * 0.085 / result.n_effective * 60 / 59

    assert f"= **{result.estimate:.1%}**".replace("%", " %") in page("share.md")
    assert f"= **{variance:.8f}**" in page("share.md")
    assert f"= **{result.n_effective:.1f}**" in page("share.md")
    assert f"**{result.low:.1%} to {result.high:.1%}**".replace("%", " %") in page("share.md")


@pytest.mark.parametrize(
    ("interval", "row"),
    [
        (wilson, "| Wilson | {:.4f} | {:.4f} |"),
        (mid_p, "| mid-P | {:.4f} | {:.4f} |"),
        (korn_graubard, "| Korn–Graubard | {:.4f} | {:.4f} |"),
        (near_exact, "| near exact, as printed | **{:.4f}** | **{:.4f}** |"),
    ],
)
def test_the_intervals_page_states_what_the_code_computes(
    interval: Callable[..., tuple[object, object]], row: str
) -> None:
    assert row.format(*interval(38 / 40, 40)) in page("intervals.md")


@pytest.mark.parametrize("rule", list(Rule))
def test_the_allocation_page_states_what_the_code_allots(rule: Rule) -> None:
    sizes = allocate([9000, 1000], 120, rule=rule, rates=[0.1, 0.5]).sizes
    points = 100 * expected_half_width([9000, 1000], sizes, [0.1, 0.5])

    assert f"| {rule} | {sizes[0]} + {sizes[1]} | {points:.1f} points |" in page("allocation.md")


def test_the_allocation_page_states_the_sizes_that_the_code_finds() -> None:
    plain = size_for_half_width([9000, 1000], 0.05, rates=[0.1, 0.5])
    clever = size_for_half_width([9000, 1000], 0.05, rates=[0.1, 0.5], rule=Rule.NEYMAN, floor=8)

    assert f"**{plain.size}** proportionally ({assessing_hours(plain.size, 2):.1f} hours" in page("allocation.md")
    assert f"**{clever.size}** by Neyman" in page("allocation.md")


def test_the_lots_page_states_the_plans_that_the_code_finds() -> None:
    agreed = {"good": 0.01, "alpha": 0.05, "bad": 0.05, "beta": 0.10}
    plan, walk = acceptance_plan(**agreed), sequential_plan(**agreed)

    assert f"assess **{plan.n}**, take the delivery when at most **{plan.accept}** are wrong" in page("lots.md")
    risks = f"supplier's risk is **{plan.supplier_risk:.1%}**, the buyer's **{plan.buyer_risk:.1%}**"
    assert risks.replace("%", " %") in page("lots.md")
    assert f"on average **{walk.units_good:.0f}** units where 1 % are wrong" in page("lots.md")
    assert f"**{walk.units_bad:.0f}** where 5 % are; at most **{walk.most}**" in page("lots.md")


def test_the_watching_page_states_the_intervals_that_the_code_finds() -> None:
    first, *_, last = confidence_sequence(events=[2, 1, 4, 0, 3], n=[50] * 5).looks
    low, high = wilson(0.04, 250)

    said = f"first day the share lies between **{first.low:.1%}** and **{first.high:.1%}**, after the fifth between "
    said += f"**{last.low:.1%}** and **{last.high:.1%}**, at an estimate of {last.estimate:.1%}"
    assert said.replace("%", " %") in page("watching.md")
    assert f"one look at the fifth day is **{low:.1%}** to **{high:.1%}**".replace("%", " %") in page("watching.md")


@pytest.mark.parametrize("n", [20, 100, 500, 2_000, 20_000])
def test_the_watching_page_states_how_long_the_intervals_are(n: int) -> None:
    events = np.unique(np.round(np.array([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]) * n))
    low, high = mixture_limits(events, n)
    plain_low, plain_high = wilson(events / n, n)
    times = (high - low) / (plain_high - plain_low)

    assert f"| {n:,} | {times.min():.2f} to {times.max():.2f} |" in (PAGES / "watching.md").read_text(encoding="utf-8")


POSTS = list(range(200))
GOLD = {"item": POSTS, "gold": ["none"] * 180 + ["HT.1"] * 20}
FIRST = {"item": POSTS, "label": ["none"] * 170 + ["HT.1"] * 25 + ["none"] * 5}
SECOND = {"item": POSTS, "label": ["none"] * 176 + ["HT.1"] * 14 + ["none"] * 10}


def with_limits(one: Estimate) -> str:
    assert one.estimate is not None
    assert one.low is not None
    assert one.high is not None
    return f"**{100 * one.estimate:.1f} %** ({100 * one.low:.1f} to {100 * one.high:.1f})"


def test_the_evaluation_page_states_the_figures_that_the_code_finds() -> None:
    found = evaluate(FIRST, GOLD)

    for one in found.label("HT.1").figures:
        assert f"{one.metric} {with_limits(one)}" in page("evaluation.md")
    assert f"Accuracy is {with_limits(found.metric('accuracy'))}" in page("evaluation.md")
    assert f"macro F1 {with_limits(found.metric('macro F1'))}" in page("evaluation.md")


def test_the_evaluation_page_states_the_differences_that_the_code_finds() -> None:
    found = compare_models(FIRST, SECOND, GOLD)

    assert f"right on **{found.only_first}** posts, the second alone on **{found.only_second}**" in page(
        "evaluation.md"
    )
    for one in (found, *found.parts):
        limits = f"({100 * one.low:+.1f} to {100 * one.high:+.1f})"
        assert f"**{100 * one.difference:+.1f} %** {limits}" in page("evaluation.md")
