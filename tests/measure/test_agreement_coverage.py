"""The promise of the intervals: they hold the figure that endlessly many items would show, as often as they say.

The long form is benchmarks/agreement_coverage.py.
"""

from __future__ import annotations

import numpy as np
import pytest
from agreement_tables import simulated

from evenhand.measure import Agreement, agreement, agreement_change

NAMES = ("agreement", "alpha", "ac1", "fleiss")


def coverage(items: int, judges: int, prevalence: list[float], error: float, *, studies: int) -> dict[str, float]:
    """The share of studies whose interval holds the truth, by coefficient."""
    random = np.random.default_rng(11)
    truth = agreement(simulated(random, 60_000, judges, prevalence, error))
    found = [agreement(simulated(random, items, judges, prevalence, error)) for _ in range(studies)]
    return {name: float(np.mean([holds(one, truth, name) for one in found])) for name in NAMES}


def holds(study: Agreement, truth: Agreement, name: str) -> bool:
    """Whether the interval of a study holds the truth; an undefined figure promises nothing and holds."""
    found, value = study.figure(name), truth.figure(name).estimate
    return found.low is None or found.high is None or value is None or found.low <= value <= found.high


@pytest.mark.parametrize(
    ("items", "judges", "prevalence", "error"),
    [(30, 2, [0.5, 0.5], 0.1), (50, 3, [0.95, 0.05], 0.03), (100, 3, [0.6, 0.3, 0.1], 0.15)],
)
def test_small_studies_keep_their_promise(items: int, judges: int, prevalence: list[float], error: float) -> None:
    found = coverage(items, judges, prevalence, error, studies=250)

    assert min(found.values()) >= 0.92


@pytest.mark.slow
@pytest.mark.parametrize(
    ("items", "judges", "prevalence", "error"),
    [
        (30, 3, [0.8, 0.2], 0.1),
        (100, 2, [0.95, 0.05], 0.05),
        (100, 3, [0.98, 0.02], 0.02),
        (300, 5, [0.4, 0.3, 0.2, 0.07, 0.03], 0.15),
    ],
)
def test_studies_of_every_size_keep_their_promise(
    items: int, judges: int, prevalence: list[float], error: float
) -> None:
    assert min(coverage(items, judges, prevalence, error, studies=2000).values()) >= 0.92


def test_a_change_is_held_as_often_as_promised() -> None:
    random = np.random.default_rng(12)
    held = []
    for _ in range(150):
        labels = simulated(random, 80, 4, [0.6, 0.4], 0.15)
        found = agreement_change(labels.only(labels.judge < 2), labels.only(labels.judge >= 2), "alpha")
        held.append(found.low is not None and found.high is not None and found.low <= 0 <= found.high)

    assert np.mean(held) >= 0.92
