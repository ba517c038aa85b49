"""How often the intervals of effects hold the truth, on simulated trainings and rule changes whose effect is known.

    python benchmarks/effects.py [--studies 4000]

People differ in their error rate and, by themselves, in how it changes; numbers of assessments differ as well. Ends
with 1 where an interval of 95 % holds the truth in less than 94 % of studies, beyond the error of the simulation.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.measure.effects.cells import Cells
from evenhand.measure.effects.contrasts import contrast
from evenhand.measure.effects.correlated import fitted
from evenhand.measure.effects.days import LEVEL, Daily, columns

LEAST = 0.94


@dataclass(frozen=True)
class Training:
    """People by cohort (-1 never treated, k from the k-th start on), assessments each in a stretch, and their errors.

    ``rate`` is the mean share of errors, ``differ`` its standard deviation between people, ``move`` that of each
    one's own change from stretch to stretch, ``uneven`` that of the logarithm of the assessments.
    """

    cohorts: Sequence[int]
    assessed: float
    rate: float
    differ: float
    move: float
    uneven: float = 0.5
    effect: float = 0.0

    def drawn(self, random: np.random.Generator) -> tuple[Cells, np.ndarray]:
        """One study: its cells, and each person's cohort."""
        cohort = np.array(self.cohorts)
        people, stretches = cohort.size, int(cohort.max()) + 1
        wide = self.rate * (1 - self.rate) / self.differ**2 - 1 if self.differ else 0.0
        base = random.beta(self.rate * wide, (1 - self.rate) * wide, people) if wide else np.full(people, self.rate)
        moved = self.move * random.normal(size=(people, stretches)) * np.minimum(base / self.rate, 1)[:, None]
        moved[:, 0] = 0
        after = (cohort[:, None] > 0) & (np.arange(stretches) >= cohort[:, None])
        chance = np.clip(base[:, None] + moved + self.effect * after, 0, 1)
        many = random.lognormal(-(self.uneven**2) / 2, self.uneven, chance.shape)
        n = np.maximum(2, np.round(self.assessed * many)).astype(int)
        wrong = random.binomial(n, chance).astype(float)
        return Cells(n.astype(float), n.astype(float), n.astype(float), wrong, wrong), cohort

    def held(self, random: np.random.Generator, studies: int) -> tuple[float, float]:
        """The share of intervals that hold the effect, and their mean half length."""
        inside, half = 0, 0.0
        for _ in range(studies):
            found = contrast(*self.drawn(random))
            if found is None:
                raise AssertionError("a study without a contrast")
            width = found.half_width(0.95)
            inside, half = inside + (abs(found.estimate - self.effect) <= width), half + width
        return inside / studies, half / studies


@dataclass(frozen=True)
class RuleChange:
    """Days with a rule that changes the share at ``start``: shocks of ``shock`` points fade by ``fading`` a day."""

    days: int
    start: int
    assessed: float
    rate: float
    shock: float
    fading: float
    weekly: float = 0.01
    effect: float = 0.0

    def drawn(self, random: np.random.Generator) -> Daily:
        """One series."""
        shocks = np.zeros(self.days)
        fresh = self.shock * random.normal(size=self.days)
        shocks[0] = fresh[0]
        for day in range(1, self.days):
            shocks[day] = self.fading * shocks[day - 1] + (1 - self.fading**2) ** 0.5 * fresh[day]
        day = np.arange(self.days)
        chance = self.rate + shocks + self.weekly * np.sin(2 * np.pi * day / 7) + self.effect * (day >= self.start)
        n = np.maximum(1, random.poisson(self.assessed, self.days))
        share = random.binomial(n, np.clip(chance, 0, 1)) / n
        pooled = (share @ n + 0.5) / (n.sum() + 1)
        return Daily(day - self.start, share, pooled * (1 - pooled) / n, n, day % 7)

    def held(self, random: np.random.Generator, studies: int) -> tuple[float, float]:
        """The share of intervals of the jump that hold the effect, and their mean half length."""
        inside, half = 0, 0.0
        for _ in range(studies):
            days = self.drawn(random)
            lines = columns(days)
            found = fitted(lines, days.share, days.variance, days.day)
            low, high = found.limits(np.eye(lines.shape[1])[LEVEL], 0.95)
            inside, half = inside + (low <= self.effect <= high), half + (high - low) / 2
        return inside / studies, half / studies


def two(treated: int, others: int) -> list[int]:
    """The cohorts of one start."""
    return [1] * treated + [-1] * others


TRAININGS = {
    "3 + 3 people, 40 each, 10 %": Training(two(3, 3), 40, 0.10, 0.03, 0),
    "3 + 3, their own changes 4 points": Training(two(3, 3), 40, 0.10, 0.03, 0.04),
    "5 + 5, changes 4 points": Training(two(5, 5), 40, 0.10, 0.03, 0.04),
    "5 + 5 of 400, changes 8 points": Training(two(5, 5), 400, 0.20, 0.05, 0.08),
    "5 + 30, changes 4 points": Training(two(5, 30), 40, 0.10, 0.03, 0.04),
    "10 + 10, 20 each, 5 %": Training(two(10, 10), 20, 0.05, 0.02, 0),
    "10 + 10, 20 each, 1 %": Training(two(10, 10), 20, 0.01, 0.005, 0),
    "20 + 20, effect -3 points": Training(two(20, 20), 40, 0.08, 0.02, 0.02, effect=-0.03),
    "50 + 50, very uneven": Training(two(50, 50), 100, 0.10, 0.03, 0.04, uneven=1.0),
    "100 + 300": Training(two(100, 300), 50, 0.05, 0.02, 0.02),
    "1 team + 10": Training(two(1, 10), 100, 0.10, 0.03, 0.04),
    "2 teams + 10": Training(two(2, 10), 100, 0.10, 0.03, 0.04),
    "3 cohorts of 5, 10 never": Training([1] * 5 + [2] * 5 + [3] * 5 + [-1] * 10, 40, 0.10, 0.03, 0.03),
    "4 cohorts of 8, none never": Training([1] * 8 + [2] * 8 + [3] * 8 + [4] * 8, 40, 0.10, 0.03, 0.03, effect=-0.02),
    "6 teams, one by one": Training([1, 2, 3, 4, 5, 6], 200, 0.10, 0.03, 0.01),
}
RULES = {
    "60 days, no shocks": RuleChange(60, 30, 50, 0.10, 0, 0),
    "60 days, shocks that fade by half": RuleChange(60, 30, 50, 0.10, 0.04, 0.5),
    "120 days, by half": RuleChange(120, 60, 200, 0.10, 0.02, 0.5, effect=-0.03),
    "120 days, by a fifth": RuleChange(120, 60, 200, 0.10, 0.02, 0.8),
    "120 days, start late": RuleChange(120, 90, 200, 0.05, 0.01, 0.6),
    "60 days, 3 %, 20 a day": RuleChange(60, 40, 20, 0.03, 0, 0, weekly=0),
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--studies", type=int, default=4000)
    studies = options.parse_args().studies
    failed = []
    print(f"{'':38} holds   ± points")
    for name, case in {**TRAININGS, **RULES}.items():
        runs = studies if isinstance(case, Training) else max(studies // 8, 50)
        share, half = case.held(np.random.default_rng(7), runs)
        print(f"{name:38} {share:6.1%}  {100 * half:5.1f}", flush=True)
        error = 2 * (LEAST * (1 - LEAST) / runs) ** 0.5
        failed += [f"{name}: {share:.1%} is below {LEAST:.0%}"] if share < LEAST - error else []
    for sentence in failed:
        print(sentence)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
