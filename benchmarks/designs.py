"""What a design buys where events are rare: the width of the interval for the same work, and whether it keeps its word.

A simulated population of 30,000 decisions with a calibrated score, of which 0.5 %, 1 % or 2 % are events. Each design
gets the work of 1,000 expert labels. Shown are the half-width promised beforehand, the mean one found, how often the
interval holds the truth, and the width beside that of a simple random sample with Wilson's interval.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from evenhand.measure import Aim, share, wilson
from evenhand.measure.design import score_design, stratified_design, two_phase_design
from evenhand.measure.estimation import hansen_hurwitz, two_phase_share

Floats: TypeAlias = NDArray[np.float64]

POPULATION, WORK, CUTS = 30_000, 1_000, (0.5, 0.8, 0.95, 0.99)
EXPERT, CHEAP = 3.0, 0.15  # minutes
NARROWEST = 0.80  # of the width at random with Wilson's interval that a draw by score may have
PROMISE = 0.12  # how far the mean half-width found may lie above the one promised
HONEST = 0.94


@dataclass(frozen=True)
class People:
    """A population: its scores, and the stratum of each unit by the score's quantiles."""

    score: Floats
    stratum: NDArray[np.int64]

    def events(self, run: int) -> NDArray[np.bool_]:
        """Which units are events: in each run others, with the chances that the scores tell."""
        return np.random.default_rng([run, 7]).random(POPULATION) < self.score


@dataclass(frozen=True)
class Row:
    """One design at one prevalence; widths are half-widths in shares."""

    prevalence: float
    design: str
    promised: float
    found: float
    held: float
    beside_random: float


def people(prevalence: float, seed: int) -> People:
    """Scores that spread as those of a classifier with an area under the curve of about 0.9, and mean what they say."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(size=POPULATION) * 2
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if expit(middle + odds).mean() > prevalence else (middle, high)
    score = expit(middle + odds)
    return People(score=score, stratum=np.searchsorted(np.quantile(score, CUTS), score, side="right"))


def at_random(one: People, seed: int) -> tuple[float, float, float]:
    """A simple random sample with Wilson's interval."""
    event = one.events(seed)
    drawn = np.random.default_rng(seed).choice(POPULATION, WORK, replace=False)
    low, high = wilson(event[drawn].mean(), WORK)
    return float(event.mean()), float(low), float(high)


def rows(prevalence: float, runs: int, seed: int = 1) -> Iterator[Row]:
    """The designs at one prevalence."""
    one = people(prevalence, seed)
    found = np.array([at_random(one, run) for run in range(runs)])
    width = float((found[:, 2] - found[:, 1]).mean()) / 2
    low, high = wilson(prevalence, WORK)
    yield _row(prevalence, "random, Wilson", float(high - low) / 2, found, width)
    for name, promised, samples in (by_strata(one, runs), by_score(one, runs), in_two_phases(one, runs)):
        yield _row(prevalence, name, promised, samples, width)


def by_strata(one: People, runs: int) -> tuple[str, float, Floats]:
    """Five strata by score, shared for the shortest interval."""
    size = np.bincount(one.stratum)
    rates = np.bincount(one.stratum, one.score) / size
    plan = stratified_design(size, [Aim("events", rates.tolist())], size=WORK)

    def sample(seed: int) -> tuple[float, float, float]:
        event = one.events(seed)
        drawn = plan.draw(one.stratum, seed=seed)
        got = share(
            metric="events",
            numerator=event[drawn.index].astype(float),
            denominator=np.ones(drawn.n),
            stratum=drawn.stratum,
            weight=drawn.weight,
            population_by_stratum=size,
        )
        return float(event.mean()), got.low or 0.0, got.high or 0.0

    return "strata by score", plan.metrics[0].half_width, np.array([sample(run) for run in range(runs)])


def by_score(one: People, runs: int) -> tuple[str, float, Floats]:
    """Chances by the root of the score; the Hansen-Hurwitz estimate."""
    plan = score_design(one.score, size=WORK)

    def sample(seed: int) -> tuple[float, float, float]:
        event = one.events(seed)
        drawn = plan.draw(seed=seed)
        got = hansen_hurwitz(
            value=event[drawn.index],
            probability=drawn.probability,
            population=POPULATION,
            score=one.score[drawn.index],
        )
        return float(event.mean()), got.low or 0.0, got.high or 0.0

    return f"by score, floor {plan.uniform:.1f}", plan.half_width, np.array([sample(run) for run in range(runs)])


def in_two_phases(one: People, runs: int) -> tuple[str, float, Floats]:
    """A cheap label (the score's quantile) for many, an expert's for some: double expansion within strata."""
    size = np.bincount(one.stratum)
    rates = np.bincount(one.stratum, one.score) / size
    plan = two_phase_design(
        size, rates, population=POPULATION, first_cost=CHEAP, second_cost=EXPERT, budget=WORK * EXPERT
    )

    def sample(seed: int) -> tuple[float, float, float]:
        event = one.events(seed)
        first = plan.draw_first(seed=seed)
        cheap = one.stratum[first.index]
        drawn = plan.draw_second(first, cheap, seed=seed)
        got = two_phase_share(
            value=event[drawn.index],
            stratum=drawn.stratum,
            first_phase=np.bincount(cheap, minlength=size.size),
            population=POPULATION,
        )
        return float(event.mean()), got.low or 0.0, got.high or 0.0

    return "two phases, same cost", plan.half_width, np.array([sample(run) for run in range(runs)])


def _row(prevalence: float, name: str, promised: float, found: Floats, random_width: float) -> Row:
    half = float((found[:, 2] - found[:, 1]).mean()) / 2
    held = float(((found[:, 1] <= found[:, 0]) & (found[:, 0] <= found[:, 2])).mean())
    return Row(prevalence, name, promised, half, held, half / random_width)


def failures(found: list[Row], runs: int) -> list[str]:
    """What the designs promise and do not keep, beyond what chance does in so many runs."""
    luck = 3 * float(np.sqrt(HONEST * (1 - HONEST) / runs))
    said = []
    for row in found:
        at = f"{row.design} at {row.prevalence:.2%}"
        if row.found > row.promised * (1 + PROMISE):
            said.append(f"{at}: half-width {row.found:.3%}, promised {row.promised:.3%}")
        if row.held < HONEST - luck:
            said.append(f"{at}: holds the truth in {row.held:.1%}")
        if row.design.startswith("by score") and row.beside_random > NARROWEST and row.prevalence < 0.015:
            said.append(f"{at}: {row.beside_random:.2f} of the width at random, target {NARROWEST}")
    return said


def main() -> int:
    parser = argparse.ArgumentParser(description="What a design buys where events are rare.")
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    started = time.monotonic()
    found = [row for prevalence in (0.005, 0.01, 0.02) for row in rows(prevalence, runs)]
    print("events  design                   promised     found  holds the truth  beside random")
    for row in found:
        print(
            f"{row.prevalence:6.2%}  {row.design:22} {row.promised:10.3%} {row.found:9.3%} {row.held:16.1%} "
            f"{row.beside_random:14.2f}"
        )
    print(f"{runs:,} runs of each in {time.monotonic() - started:,.0f} s")
    wrong = failures(found, runs)
    print("\n".join(f"FAILED {one}" for one in wrong) or "Every promise held.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
