"""The worked example of the page on drift is recomputed, so that it cannot drift from the code."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from evenhand.measure import drift

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "drift.md"
REVIEWS = {"errors": [5, 7, 6, 3, 2, 4, 8] * 8 + [8, 9, 11, 7, 10, 12, 9], "n": [100] * 63}


def share(value: float, digits: int = 1) -> str:
    return f"**{100 * value:.{digits}f} %**"


def test_the_drift_page_states_what_the_code_computes() -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## Worked example")[2]
    found = drift(REVIEWS)
    (series,), (signal,) = found.series, found.signals
    assert series.normal is not None
    assert series.shift is not None
    level, after = series.normal.estimate, series.normal.estimate + series.shift

    def step(errors: int) -> str:
        added = errors * np.log(after / level) + (100 - errors) * np.log((1 - after) / (1 - level))
        return f"**{added:+.2f}**".replace("-", "−")

    assert f"with {series.normal.events:.0f} errors: p = {share(level, 2)}" in page
    assert f"so p₁ = {share(after, 2)}" in page
    assert f"= {step(5)} to the CUSUM, one with 10 errors {step(10)}; it rings at **{series.threshold:.2f}**" in page
    assert f"on day **{signal.day}**, and says that it began on day **{signal.began}**" in page
    assert f"(**{signal.began_from}** to **{signal.began_to}**)" in page
    levels = [share(value) for value in (signal.after.estimate, signal.after.low, signal.after.high)]
    assert "with a level after it of {} ({} to {})".format(*levels) in page
