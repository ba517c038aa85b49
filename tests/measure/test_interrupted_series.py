"""A line through the days and what changed at the start: the promise of the intervals, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from evenhand.facts.errors import RequestError
from evenhand.measure import interrupted_series
from evenhand.measure.effects.correlated import fitted
from evenhand.measure.effects.days import LEVEL, Daily, columns

START = date(2026, 3, 2)


def series(random: np.random.Generator, *, shock: float, fading: float, jump: float = 0.0) -> Daily:
    """70 days, 35 of them after the start, with a weekly swing and shocks that fade."""
    day = np.arange(-35, 35)
    shocks = np.zeros(day.size)
    for place, fresh in enumerate(shock * random.normal(size=day.size)):
        shocks[place] = fresh if not place else fading * shocks[place - 1] + (1 - fading**2) ** 0.5 * fresh
    chance = 0.12 + shocks + 0.01 * np.sin(2 * np.pi * day / 7) + jump * (day >= 0)
    n = np.maximum(1, random.poisson(80, day.size))
    share = random.binomial(n, np.clip(chance, 0, 1)) / n
    return Daily(day, share, 0.12 * 0.88 / n, n, (day + 35) % 7)


def decisions(random: np.random.Generator, *, jump: float, a_day: int = 60) -> dict[str, Any]:
    """Decisions of 84 days with a slow rise, a rest on Sundays, and a jump after six weeks."""
    day = np.repeat(np.arange(-42, 42), a_day)
    day = day[(START.weekday() + day) % 7 != 6]
    wrong = random.random(day.size) < 0.15 + 0.0004 * day + jump * (day >= 0)
    return {"decided_at": [START + timedelta(days=int(one)) for one in day], "wrong": wrong}


@pytest.mark.parametrize(("shock", "fading"), [(0.0, 0.0), (0.03, 0.6)])
def test_the_interval_of_the_jump_holds_it_as_often_as_it_says(shock: float, fading: float) -> None:
    random, studies, held = np.random.default_rng(3), 120, 0
    for _ in range(studies):
        days = series(random, shock=shock, fading=fading, jump=-0.04)
        lines = columns(days)
        low, high = fitted(lines, days.share, days.variance, days.day).limits(np.eye(lines.shape[1])[LEVEL], 0.95)
        held += low <= -0.04 <= high
    assert held >= 0.9 * studies


def test_without_correlation_it_is_weighted_least_squares() -> None:
    days = series(np.random.default_rng(4), shock=0.0, fading=0.0)
    lines = columns(days)
    found = fitted(lines, days.share, days.variance, days.day)
    plain = np.linalg.lstsq(lines / np.sqrt(days.variance)[:, None], days.share / np.sqrt(days.variance), rcond=None)[0]
    assert found.coefficients[-1] == pytest.approx(plain)  # the last pair is that of no shock


def test_with_correlation_it_is_generalised_least_squares() -> None:
    days = series(np.random.default_rng(5), shock=0.04, fading=0.6)
    lines = columns(days)
    found = fitted(lines, days.share, days.variance, days.day)
    pair = 45  # the fifth strength, 0.8, of the fifth fading, 0.6
    apart = np.abs(days.day[:, None] - days.day[None, :])
    whole = np.linalg.inv(np.diag(days.variance / days.variance.mean()) + 1.6 * 0.6**apart)
    exact = np.linalg.solve(lines.T @ whole @ lines, lines.T @ whole @ days.share)
    assert found.coefficients[pair] == pytest.approx(exact)


def test_a_jump_is_found_beside_a_rise_and_a_weekly_rest() -> None:
    found = interrupted_series(decisions(np.random.default_rng(6), jump=-0.07), start="2026-03-02")
    assert found.jump.high < 0
    assert found.jump.low < -0.07 < found.jump.high
    assert found.slope.low < 0 < found.slope.high
    assert (found.days_before, found.days_after) == (36, 36)
    assert [note.code for note in found.warnings] == ["effect_series"]
    assert found.needed[0].reached
    assert "line from before" in found.chart()
    assert [row["name"] for row in found.rows()] == ["jump", "slope a week", "mean since"]
    assert str(found).startswith("wrong: jump -")


def test_the_weeks_still_needed_shorten_the_interval_as_foretold() -> None:
    few = decisions(np.random.default_rng(7), jump=-0.03)
    early = np.array([one < START + timedelta(days=14) for one in few["decided_at"]])
    half = {name: [value for value, keep in zip(column, early, strict=True) if keep] for name, column in few.items()}
    now = interrupted_series(half, start=START)
    width = (now.jump.high - now.jump.low) / 2
    asked = interrupted_series(half, start=START, half_width=0.85 * width).needed[-1]
    assert asked.weeks is not None
    assert not asked.reached
    late = interrupted_series(few, start=START)
    assert (late.jump.high - late.jump.low) / 2 < width
    assert not interrupted_series(half, start=START, half_width=0.001).needed[-1].reached
    assert interrupted_series(half, start=START, half_width=0.001).needed[-1].weeks is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"start": "2026-01-25"}, "start is 2026-01-25, with rows on 6 days before it. A line through"),
        ({"start": "2026-04-10"}, "with rows on 2 days after it"),
        ({"start": 3}, "start is 3"),
        ({"start": "2026-03-02", "level": 2}, "level is 2"),
        ({"start": "2026-03-02", "half_width": 5}, "half_width is 5"),
        ({"start": "2026-03-02", "outcome": "bad"}, "The table has no column 'bad'"),
    ],
)
def test_a_series_that_makes_no_line_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        interrupted_series(decisions(np.random.default_rng(8), jump=0), **options)
