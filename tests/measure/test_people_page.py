"""The worked examples of docs/methods/people.md are recomputed, so that the page cannot drift from the code."""

from __future__ import annotations

from pathlib import Path

from evenhand.measure import ranking

PAGE = (Path(__file__).parents[2] / "docs" / "methods" / "people.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.partition("## Worked example")[2]
ADA = {
    "judge": ["ada", "ada", "ben", "ben", "chi", "chi"],
    "queue": ["hard", "easy"] * 3,
    "events": [36, 2, 5, 9, 6, 8],
    "n": [180, 60, 30, 300, 40, 260],
}
TWENTY = [9, 14, 11, 7, 12, 16, 10, 8, 13, 11, 15, 6, 12, 10, 9, 17, 11, 13, 26, 29]


def per_cent(share: float) -> str:
    return f"**{100 * share:.1f} %**"


def test_the_page_states_what_is_expected_of_ada_with_and_without_her_queue() -> None:
    plain = ranking(ADA, target=0.1).person("ada")
    fair = ranking(ADA, target=0.1, mix=["queue"]).person("ada")
    assert f"240 × 28.5 / 631 = **{plain.expected:.1f}**" in EXAMPLE
    assert plain.ratio is not None
    assert f"{plain.ratio:.1f} times as many" in EXAMPLE
    assert f"**{fair.expected:.1f}** are expected: her cases are {fair.difficulty:.2f} times as hard" in EXAMPLE
    assert f"the ratio is {fair.ratio:.1f} ({fair.ratio_low:.2f} to {fair.ratio_high:.2f})" in EXAMPLE
    assert f"{per_cent(fair.rate)}, from {per_cent(fair.low)} to {per_cent(fair.high)}" in EXAMPLE


def test_the_page_states_how_many_audits_a_decision_takes() -> None:
    found = ranking({"judge": [f"p{n:02}" for n in range(20)], "events": TWENTY, "n": [240] * 20})
    further = [found.person(judge).further for judge in ("p19", "p18")]
    assert f"after **{further[0]}** further audits, about p18 after **{further[1]}**" in EXAMPLE
