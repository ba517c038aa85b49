"""Invented series of days: their level may move, and days differ beyond counting."""

from __future__ import annotations

from typing import Any

import numpy as np

BETWEEN = 0.006


def days(
    level: Any,
    *,
    series: int,
    length: int,
    seed: int,
    between: float = BETWEEN,
    sizes: tuple[int, int] = (200, 5_000),
) -> tuple[np.ndarray, np.ndarray]:
    """Events and n, series x days; ``level`` broadcasts to them."""
    rng = np.random.default_rng(seed)
    n = rng.integers(sizes[0], sizes[1] + 1, (series, length))
    chance = np.clip(level + rng.normal(0, 1, (series, length)) * between, 0, 1)
    return rng.binomial(n, chance), n


def table(events: np.ndarray, n: np.ndarray) -> dict[str, Any]:
    """Both as a table with a row per series and day, days from 2025-01-01 on."""
    series, length = events.shape
    dates = np.datetime64("2025-01-01") + np.arange(length)
    return {
        "series": np.repeat([f"s{k:04}" for k in range(series)], length),
        "day": np.tile(dates, series),
        "events": events.ravel(),
        "n": n.ravel(),
    }


def oracle(events: np.ndarray, n: np.ndarray, threshold: float) -> np.ndarray:
    """Alarms of the CUSUM that knows 4 %, the spread between days and the shift to 5.2 %; it begins anew after each."""
    variance = 0.04 * 0.96 / n + BETWEEN**2
    steps = 0.012 * (events / n - 0.04 - 0.006) / variance
    held, rung = np.zeros(len(steps)), np.zeros(steps.shape, dtype=bool)
    for day in range(steps.shape[1]):
        held = np.maximum(held + steps[:, day], 0)
        rung[:, day] = held >= threshold
        held[rung[:, day]] = 0
    return rung


def oracle_threshold(events: np.ndarray, n: np.ndarray, rate: float) -> float:
    """The threshold at which the oracle rings so often on these quiet days."""
    low, high = 1.0, 9.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if oracle(events, n, middle).mean() > rate else (low, middle)
    return high


def delays(rung: np.ndarray, moved: int, before: np.ndarray) -> np.ndarray:
    """Days from the move to the first alarm, the day of the move counted; without series that already had one open."""
    after = rung[~before, moved:]
    return np.asarray(np.where(after.any(axis=1), after.argmax(axis=1) + 1, after.shape[1]))
