"""The worked example in docs/methods/effects.md is recomputed, so that the page cannot drift from the code."""

from __future__ import annotations

from pathlib import Path

from evenhand.measure import effect

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "effects.md"


def test_the_effects_page_states_what_the_code_computes() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## Worked example")[2]
    wrong = [
        *zip([6, 4, 5, 7, 3, 5, 6, 4, 5, 8, 4, 6], [3, 3, 2, 5, 2, 4, 3, 1, 4, 4, 2, 3], strict=True),
        *zip([5, 6, 4, 3, 7, 5, 4, 6, 5, 4, 5, 6], [4, 6, 5, 3, 6, 5, 5, 5, 4, 4, 6, 5], strict=True),
    ]
    table = {
        "judge": [f"p{person}" for person in range(24) for _ in range(80)],
        "day": ([0] * 40 + [1] * 40) * 24,
        "wrong": [value for pair in wrong for count in pair for value in [1] * count + [0] * (40 - count)],
        "trained": ["yes"] * 960 + ["no"] * 960,
    }
    found = effect(table, start=1, time="day", treated="trained")

    assert f"The effect is **{100 * found.estimate:+.1f} points**" in text
    assert f"(**{100 * found.low:+.1f}** to **{100 * found.high:+.1f}**)" in text
    assert found.treated.before.estimate is not None
    assert f"made {100 * found.treated.before.estimate:.1f} % errors before" in text
    assert f"**{found.needed[0].clusters}** people in all" in text
