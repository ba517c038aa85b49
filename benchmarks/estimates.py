"""How often the intervals of corrected, tuned, two-phase, view-weighted shares and of ratios hold the truth.

    python benchmarks/estimates.py [--samples 2000]

Simulated; the truth is known. Beside the correction for assessors' errors stand its two rivals, the delta method and
Lang and Reiczigel's. Ends with 1 where one of ours holds the truth in fewer than 93 % of samples, beyond the
simulation's error. Shares drawn by score have their own: prevalence.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from evenhand.measure import (
    Estimate,
    Method,
    corrected_share,
    difference_share,
    near_exact,
    ratio_of_totals,
    share_of_views,
    tuned_share,
    two_phase_share,
)

LEAST, Z = 0.93, 1.959964
Ends = tuple[float | None, float | None]
Floats = NDArray[np.float64]


@dataclass
class Counted:
    """Intervals of one kind: whether each held the truth, and how long it was."""

    held: list[bool] = field(default_factory=list)
    length: list[float] = field(default_factory=list)
    none: int = 0

    def add(self, ends: Ends, truth: float) -> None:
        """Counts one interval; one without ends counts apart."""
        low, high = ends
        if low is None or high is None:
            self.none += 1
            return
        self.held.append(low - 1e-12 <= truth <= high + 1e-12)
        self.length.append(high - low)

    @property
    def coverage(self) -> float:
        """The share of intervals with ends that hold the truth."""
        return float(np.mean(self.held))

    def __str__(self) -> str:
        none = f", none {self.none / (self.none + len(self.held)):.1%}" if self.none else ""
        return f"{self.coverage:.3f} (length {np.mean(self.length):.3f}{none})"


Draw = Callable[[np.random.Generator], Iterator[tuple[str, Ends, float]]]


def corrected(n: int, seen: tuple[float, int], spared: tuple[float, int], truth: float) -> Draw:
    """One sample of n by assessors with these sensitivity and specificity, known from so many items of gold."""

    def draw(rng: np.random.Generator) -> Iterator[tuple[str, Ends, float]]:
        called = int(rng.binomial(n, truth * seen[0] + (1 - truth) * (1 - spared[0])))
        right, clear = int(rng.binomial(seen[1], seen[0])), int(rng.binomial(spared[1], spared[0]))
        low, high = near_exact(called / n, n)
        apparent = Estimate(
            "rate", called / n, float(low), float(high), 0.95, Method.NEAR_EXACT, n, called, None, float(n), "simple"
        )
        ours = corrected_share(apparent, sensitivity=(right, seen[1]), specificity=(clear, spared[1]))
        yield "ours", (ours.low, ours.high), truth
        yield "delta", _delta(called / n, n, right / seen[1], seen[1], clear / spared[1], spared[1]), truth
        shifted = _shifted(called, n, right, seen[1], clear, spared[1])
        yield "lang-reiczigel", shifted, truth

    return draw


def _delta(q: float, n: float, se: float, of: float, sp: float, others: float, shift: bool = False) -> Ends:
    told = se + sp - 1
    if told <= 0:
        return None, None
    p = (q + sp - 1) / told
    miss, alarm = se * (1 - se) / of, sp * (1 - sp) / others
    moved = 2 * Z**2 * (p * miss - (1 - p) * alarm) if shift else 0.0
    reach = Z * np.sqrt(q * (1 - q) / n + p**2 * miss + (1 - p) ** 2 * alarm) / told
    return float(np.clip(p + moved - reach, 0, 1)), float(np.clip(p + moved + reach, 0, 1))


def _shifted(called: int, n: int, right: int, of: int, clear: int, others: int) -> Ends:
    """Lang and Reiczigel, Preventive Veterinary Medicine 113 (2014) 13-22: delta with added counts and a shift."""
    more = n + Z**2
    return _delta(
        (called + Z**2 / 2) / more, more, (right + 1) / (of + 2), of + 2, (clear + 1) / (others + 2), others + 2, True
    )


def ratios(n: int, skew: float) -> Draw:
    """Errors per hour of n shifts: skewed hours, some of them short."""

    def draw(rng: np.random.Generator) -> Iterator[tuple[str, Ends, float]]:
        hours = rng.lognormal(0, skew, n)
        errors = rng.poisson(0.5 * hours).astype(float)
        for method in ("fieller", "linearised"):
            found = ratio_of_totals(numerator=errors, denominator=hours, method=method)
            yield method if n >= 50 else f"{method}, few", (found.low, found.high), 0.5

    return draw


def scored(n: int, rate: float, strength: float, bend: float) -> Draw:
    """A random sample from 20,000 posts whose scores have this strength, and odds raised to a power."""
    rng = np.random.default_rng(9)
    heat = strength * rng.normal(size=20_000)
    heat += np.log(rate / (1 - rate)) - np.log(expit(heat).mean() / (1 - expit(heat).mean()))
    value, score = (rng.random(20_000) < expit(heat)).astype(float), expit(bend * heat)

    def draw(rng: np.random.Generator) -> Iterator[tuple[str, Ends, float]]:
        rows = rng.choice(20_000, n, replace=False)
        held = {"value": value[rows], "score": score[rows], "population_score": float(score.mean())}
        for name, found in (("tuned", tuned_share(**held)), ("difference", difference_share(**held))):
            yield name, (found.low, found.high), float(value.mean())

    return draw


def views(n: int, rate: float, skew: float, together: float) -> Draw:
    """Items with lognormal views; rates go with views to a power."""
    rng = np.random.default_rng(8)
    seen = rng.lognormal(0, skew, 50_000)
    chance = np.clip(rate * seen**together / (seen**together).mean(), 0, 1)
    value = (rng.random(50_000) < chance).astype(float)
    truth = float((value * seen).sum() / seen.sum())

    def draw(rng: np.random.Generator) -> Iterator[tuple[str, Ends, float]]:
        line = seen.cumsum()
        rows = np.searchsorted(line, rng.random(n) * line[-1])
        found = share_of_views(value=value[rows], reach=seen[rows], probability=seen[rows] / seen.sum())
        yield "drawn by views", (found.low, found.high), truth
        rows = rng.choice(50_000, n, replace=False)
        found = share_of_views(value=value[rows], reach=seen[rows])
        yield "drawn alike", (found.low, found.high), truth

    return draw


def phases(first: int, second: int, rates: tuple[float, ...], parts: tuple[float, ...]) -> Draw:
    """A first sample told apart by a cheap label, the same number assessed of each stratum."""
    truth = float(np.dot(rates, parts))

    def draw(rng: np.random.Generator) -> Iterator[tuple[str, Ends, float]]:
        counts = rng.multinomial(first, parts)
        sizes = np.minimum(counts, second // len(parts))
        stratum = np.repeat(np.arange(len(parts)), sizes)
        value = (rng.random(stratum.size) < np.array(rates)[stratum]).astype(float)
        found = two_phase_share(value=value, stratum=stratum, first_phase=counts)
        yield "two phases", (found.low, found.high), truth

    return draw


PROMISED = {"ours", "fieller", "tuned", "difference", "drawn by views", "two phases"}
GOLD = (
    ((0.9, 50), (0.95, 100)),
    ((0.8, 40), (0.98, 200)),
    ((0.95, 200), (0.99, 500)),
    ((0.7, 100), (0.9, 100)),
    ((0.6, 30), (0.8, 30)),
    ((1.0, 50), (1.0, 100)),
)
CELLS: dict[str, Draw] = {
    **{
        f"corrected, n {n:,}, {seen[0]:.0%} of {seen[1]}, {spared[0]:.0%} of {spared[1]}, rate {rate:.0%}": corrected(
            n, seen, spared, rate
        )
        for n in (200, 1_000)
        for seen, spared in GOLD
        for rate in (0.01, 0.05, 0.2, 0.5, 0.9)
    },
    **{f"ratio, n {n}, skew {skew:g}": ratios(n, skew) for n in (15, 50, 200) for skew in (0.3, 0.8)},
    **{
        f"score, n {n:,}, rate {rate:.0%}, strength {strength:g}, odds to the power {bend:g}": scored(
            n, rate, strength, bend
        )
        for n in (100, 400)
        for rate in (0.02, 0.1, 0.3, 0.5)
        for strength, bend in ((1.45, 1.0), (2.2, 1.0), (2.2, 2.0))
    },
    **{
        f"views, n {n:,}, rate {rate:.0%}, skew {skew:g}, together {together:g}": views(n, rate, skew, together)
        for n in (200, 1_000)
        for rate in (0.02, 0.1)
        for skew, together in ((1.0, 0.0), (1.5, 0.0), (2.0, 0.0), (1.5, 0.5))
    },
    **{
        f"two phases, {first:,} and {second}": phases(first, second, (0.02, 0.2, 0.6), (0.8, 0.15, 0.05))
        for first, second in ((500, 120), (2_000, 150), (2_000, 600))
    },
}


def tallies(draw: Draw, samples: int) -> dict[str, Counted]:
    """The intervals of one cell."""
    rng = np.random.default_rng(6)
    found: dict[str, Counted] = {}
    for _ in range(samples):
        for name, ends, truth in draw(rng):
            found.setdefault(name, Counted()).add(ends, truth)
    return found


def main(arguments: list[str]) -> int:
    """Prints the table; 1 where a promise is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=2_000)
    samples = parser.parse_args(arguments).samples
    failed = []
    for name, draw in CELLS.items():
        counted = tallies(draw, samples)
        print(f"{name}: " + " | ".join(f"{kind} {one}" for kind, one in counted.items()), flush=True)
        for kind in PROMISED & counted.keys():
            error = 2.5 * np.sqrt(LEAST * (1 - LEAST) / max(len(counted[kind].held), 1))
            failed += [f"{name}, {kind}: {counted[kind]}"] if counted[kind].coverage < LEAST - error else []
    for line in failed:
        print(f"MISSED {line}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
