"""The figures on the page of designs are those that the code finds; its examples run with those of the guide."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evenhand.measure import design
from evenhand.measure.design import score_design

PAGE = (Path(__file__).parents[2] / "docs" / "methods" / "designs.md").read_text(encoding="utf-8")
STRATA = {
    "language": ["en", "zh", "th"],
    "decisions": [60_000, 25_000, 5_000],
    "right": [0.97, 0.90, 0.80],
    "missed": [0.10, 0.20, 0.35],
    "violating": [0.02, 0.05, 0.30],
}


@pytest.mark.parametrize(
    ("metrics", "half_width", "sharing"),
    [
        ({"a": "right"}, {"a": 0.008}, "optimum"),
        ({"b": ("missed", "violating")}, {"b": 0.06}, "optimum"),
        ({"a": "right", "b": ("missed", "violating")}, {"a": 0.008, "b": 0.06}, "optimum"),
        ({"a": "right", "b": ("missed", "violating")}, {"a": 0.008, "b": 0.06}, "proportional"),
        ({"a": "right", "b": ("missed", "violating")}, {"a": 0.008, "b": 0.06}, "equal"),
    ],
)
def test_the_page_states_the_sizes_that_the_code_finds(
    metrics: dict[str, str], half_width: dict[str, float], sharing: str
) -> None:
    found = design(STRATA, stratum="language", metrics=metrics, half_width=half_width, sharing=sharing)

    assert f"**{found.n:,}**" in PAGE.partition("## Worked example")[2]


@pytest.mark.parametrize("floor", [0.1, 0.2, 0.3, 0.5])
def test_the_page_states_what_the_floor_costs(floor: float) -> None:
    scores = np.random.default_rng(1).beta(0.1, 9.9, 20_000)
    found = score_design(scores, size=1_000, uniform=floor)
    right, useless = (width / found.random_half_width for width in (found.half_width, found.useless_half_width))

    assert f"| {floor} | {right:.2f} | {useless:.2f} | {found.largest_weight:.1f} |" in PAGE
