"""Coverage and length of the interval that every share carries, cell by cell, beside Korn and Graubard's.

    python benchmarks/coverage_table.py [--runs 20000] [--sizes 20 50 ...]

A cell is a design, a number of assessments and a rate. Simple random samples are listed whole and computed exactly;
of the others ``--runs`` samples are drawn. Ends with 1 when a cell holds the truth in less than 94 %, or where events
are plentiful (n p (1 - p) from 10) in more than 97.5 %, each beyond three standard errors of the simulation; or where
they are not is longer than Korn and Graubard's interval, for unequal weights by more than 10 or 15 %: that one breaks
the promise of 94 % there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import binom

from evenhand.measure import korn_graubard, near_exact, shares_by

SIZES = (20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
RATES = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
LEAST, MOST, PLENTY = 0.94, 0.975, 10.0
LONGER = {
    "simple": 1.0,
    "skewed strata": 1.1,
    "by score": 1.15,
}  # than Korn and Graubard's at most; else 1 % for the simulation
UNITS_AT_ONCE = 2_000_000
GROUPS, SPREAD = 5, 0.8  # strata, and the standard deviation of their rates as log odds
SKEWED = (0.6, 0.2, 0.1, 0.06, 0.04)  # their parts of the population
ITEMS, UNIFORM = 100_000, 0.3

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Samples:
    """Many samples of one cell, a row each: outcomes 0/1, weights, and the stratum of each place."""

    outcomes: Floats
    weights: Floats
    strata: NDArray[np.int64]
    with_replacement: bool = False


@dataclass(frozen=True)
class Cell:
    """What the interval did in one cell; ``length`` and ``rival`` are means, ``error`` the simulation's."""

    design: str
    n: int
    rate: float
    coverage: float
    length: float
    rival: float
    rival_coverage: float
    error: float

    @property
    def plentiful(self) -> bool:
        """Whether there are events enough for an interval that wastes nothing."""
        return self.n * self.rate * (1 - self.rate) >= PLENTY

    @property
    def kept(self) -> bool:
        """Whether the promise of this cell holds."""
        least, most = LEAST - 3 * self.error, MOST + 3 * self.error
        short = self.length <= self.rival * LONGER.get(self.design, 1.01)
        return self.coverage >= least and (self.coverage <= most if self.plentiful else short)


Draw = Callable[[int, int, float, np.random.Generator], tuple[Samples, float]]


def simple(n: int, rate: float) -> Cell:
    """A simple random sample from a large population, exactly."""
    events = np.arange(n + 1)
    chance = binom.pmf(events, n, rate)
    low, high = near_exact(events / n, n)
    rival_low, rival_high = korn_graubard(events / n, n)
    held, rival_held = (low <= rate) & (rate <= high), (rival_low <= rate) & (rate <= rival_high)
    lengths = chance @ (high - low), chance @ (rival_high - rival_low)
    return Cell("simple", n, rate, chance @ held, *lengths, chance @ rival_held, 0.0)


def balanced(runs: int, n: int, rate: float, rng: np.random.Generator) -> tuple[Samples, float]:
    """Five strata of one size whose rates differ, sampled in proportion."""
    return stratified(runs, n, rate, np.full(GROUPS, 1 / GROUPS), rng)


def skewed(runs: int, n: int, rate: float, rng: np.random.Generator) -> tuple[Samples, float]:
    """Five strata of 60 to 4 % of the population, of each of which as many are assessed."""
    return stratified(runs, n, rate, np.array(SKEWED), rng)


def stratified(runs: int, n: int, rate: float, parts: Floats, rng: np.random.Generator) -> tuple[Samples, float]:
    """Samples of n/5 from each of five strata; their rates are spread, and together make ``rate``."""
    spread = SPREAD * np.array([-1.2, 0.6, -0.3, 1.4, -0.5])
    low, high = logit(rate) - 5, logit(rate) + 5
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if parts @ expit(middle + spread) < rate else (low, middle)
    rates = expit(low + spread)
    stratum = np.repeat(np.arange(GROUPS), n // GROUPS)
    outcomes = (rng.random((runs, n)) < rates[stratum]).astype(float)
    weights = np.broadcast_to((1e6 * parts / (n // GROUPS))[stratum], outcomes.shape)
    return Samples(outcomes, weights, stratum), float(parts @ rates)


def by_score(runs: int, n: int, rate: float, rng: np.random.Generator) -> tuple[Samples, float]:
    """Units drawn by the root of a score that tells something of them, 30 % of the chance shared evenly."""
    fixed = np.random.default_rng(int(rate * 1e6))  # one population for all samples of a cell
    place = 1.8 * fixed.normal(size=ITEMS)
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(place + middle).mean() < rate else (low, middle)
    score = expit(place + low)
    truth = (fixed.random(ITEMS) < score).astype(float)
    size = np.sqrt(score * np.exp(0.5 * fixed.normal(size=ITEMS)))
    chance = (1 - UNIFORM) * size / size.sum() + UNIFORM / ITEMS
    steps = np.cumsum(chance)
    drawn = np.minimum(np.searchsorted(steps, rng.random((runs, n)) * steps[-1]), ITEMS - 1)
    samples = Samples(truth[drawn], 1 / (n * chance[drawn]), np.zeros(n, dtype=np.int64), with_replacement=True)
    return samples, float(truth.mean())


DESIGNS: dict[str, Draw] = {"five strata": balanced, "skewed strata": skewed, "by score": by_score}


def simulated(design: str, n: int, rate: float, *, runs: int, seed: int) -> Cell:
    """A cell of a design, from ``runs`` samples."""
    rng, left = np.random.default_rng([seed, n, int(rate * 1e6)]), runs
    held = length = rival = rival_held = 0.0
    while left:
        part = min(left, max(UNITS_AT_ONCE // n, 1))
        samples, truth = DESIGNS[design](part, n, rate, rng)
        strata = int(samples.strata.max()) + 1
        sample = np.repeat(np.arange(part), n)
        figures = shares_by(
            sample,
            metric="rate",
            numerator=samples.outcomes.ravel(),
            denominator=np.ones(part * n),
            stratum=sample * strata + np.tile(samples.strata, part),
            weight=samples.weights.ravel(),
            with_replacement=samples.with_replacement,
        )
        low, high, p, size = (
            np.array([getattr(figure, name) for figure in figures], dtype=float)
            for name in ("low", "high", "estimate", "n_effective")
        )
        rival_low, rival_high = korn_graubard(p, size, n=n, degrees=n - strata)
        held += float(((low <= truth) & (truth <= high)).sum())
        length += float((high - low).sum())
        rival += float((rival_high - rival_low).sum())
        rival_held += float(((rival_low <= truth) & (truth <= rival_high)).sum())
        left -= part
    coverage = held / runs
    error = float(np.sqrt(max(coverage * (1 - coverage), 0.02) / runs))
    return Cell(design, n, rate, coverage, length / runs, rival / runs, rival_held / runs, error)


def cells(sizes: list[int], *, runs: int, seed: int) -> Iterator[Cell]:
    """Every cell."""
    for design in ("simple", *DESIGNS):
        for n in sizes:
            for rate in RATES:
                yield simple(n, rate) if design == "simple" else simulated(design, n, rate, runs=runs, seed=seed)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    given = options.parse_args()
    print("| design | n | rate | holds the truth | length | Korn and Graubard's | holds | |")
    print("|---|---|---|---|---|---|---|---|")
    broken = 0
    for cell in cells(given.sizes, runs=given.runs, seed=given.seed):
        broken += not cell.kept
        print(
            f"| {cell.design} | {cell.n:,} | {cell.rate:.1%} | {cell.coverage:.2%} | {cell.length:.4f} | "
            f"{cell.rival:.4f} | {cell.rival_coverage:.2%} | {'' if cell.kept else 'broken'} |",
            flush=True,
        )
    print("\nEvery promise held." if not broken else f"\n{broken} cells break the promise.")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
