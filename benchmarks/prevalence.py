"""How short the interval of a rare share gets when units are drawn by score, and whether it keeps its promise.

    python benchmarks/prevalence.py [--samples 2000] [--data DIR]

Rates of 2, 1 and 0.5 % among posts with scores: posts of COLD (Deng et al. 2022), scored by a small classifier that
has not seen them, violating ones thinned out to the rate; and simulated scores of two strengths. Units are drawn once
at most, in proportion to the root of the score, 30 % of the draws alike for all. Beside it: random samples of the same
size with Wilson's interval, other estimators, and scores that claim more than they know. Ends with 1 where the interval
is longer than 0.80 of random + Wilson, or holds the truth in fewer than 94 % of samples, beyond the simulation's error.
"""

from __future__ import annotations

import argparse
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array, diags_array
from scipy.special import expit, logit

from evenhand.measure import Estimate, difference_share, hansen_hurwitz, horvitz_thompson, wilson

BESIDE = Path(__file__).parents[2] / "shared" / "data"
FLOOR, WIDEST, LEAST = 0.3, 0.80, 0.94
CELLS = ((0.02, 400), (0.01, 400), (0.005, 1_000))
POPULATIONS, UNITS, GUESS = 8, 20_000, 0.02
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Posts:
    """A population: per post the score, 0..1, and whether it violates, 1 or 0."""

    score: Floats
    violates: Floats


@dataclass
class Tally:
    """How often the intervals held the truth, and how long they were."""

    samples: int = 0
    held: int = 0
    beside: float = 0.0

    def add(self, found: Estimate, truth: float, random_width: float) -> None:
        """Counts one interval; ``random_width`` is the mean length at the same size without a score."""
        if found.low is None or found.high is None:
            raise RuntimeError(f"No interval: {found!r}")
        self.samples += 1
        self.held += found.low <= truth <= found.high
        self.beside += (found.high - found.low) / random_width

    @property
    def coverage(self) -> float:
        """The share of intervals that hold the truth."""
        return self.held / self.samples

    @property
    def length(self) -> float:
        """The mean length beside that of random + Wilson."""
        return self.beside / self.samples

    def failures(self, name: str) -> list[str]:
        """The promises that did not hold."""
        error = 2 * np.sqrt(LEAST * (1 - LEAST) / self.samples)
        short = [f"{name}: coverage {self.coverage:.1%}"] if self.coverage < LEAST - error else []
        return short + ([f"{name}: {self.length:.3f} times as long"] if self.length > WIDEST else [])


def simulated(strength: float) -> Callable[[float, np.random.Generator], Posts]:
    """Scores that mean what they say: logits with this standard deviation."""

    def made(rate: float, rng: np.random.Generator) -> Posts:
        heat = strength * rng.normal(size=UNITS)
        low, high = -30.0, 30.0
        for _ in range(60):
            level = (low + high) / 2
            low, high = (low, level) if expit(heat + level).mean() > rate else (level, high)
        score = expit(heat + level)
        return Posts(score, (rng.random(UNITS) < score).astype(float))

    return made


def cold(data: Path) -> Callable[[float, np.random.Generator], Posts]:
    """Posts of COLD with out-of-fold scores; the score takes the rate for ``GUESS``, as a team would beforehand."""
    table = pq.read_table(data / "cold_chinese" / "cold.parquet", columns=["TEXT", "label"])
    label = np.asarray(table["label"].to_pylist(), dtype=float)
    heat = _out_of_fold(_letters(table["TEXT"].to_pylist()), label)
    clean, violating = np.flatnonzero(label == 0), np.flatnonzero(label == 1)

    def made(rate: float, rng: np.random.Generator) -> Posts:
        some = rng.choice(violating, round(rate * clean.size / (1 - rate)), replace=False)
        rows = np.concatenate([clean, some])
        return Posts(expit(heat[rows] - logit(label.mean()) + logit(GUESS)), label[rows])

    return made


def _letters(texts: list[str], buckets: int = 1 << 16) -> csr_array:
    """Which runs of one to three characters each text has, each text of length 1."""
    runs = [
        {zlib.crc32(text[at : at + length].encode()) % buckets for length in (1, 2, 3) for at in range(len(text))}
        for text in texts
    ]
    row = np.repeat(np.arange(len(runs)), [len(one) for one in runs])
    column = np.fromiter((bucket for one in runs for bucket in one), dtype=np.int64)
    table = csr_array((np.ones(row.size), (row, column)), shape=(len(runs), buckets))
    return csr_array(diags_array(1 / np.sqrt(np.maximum(table.sum(axis=1), 1))) @ table)


def _out_of_fold(table: csr_array, label: Floats) -> Floats:
    """Logits of two logistic regressions, each of the half that it was not made from."""
    half = np.random.default_rng(0).integers(0, 2, label.size)
    heat = np.empty(label.size)
    for fold in (0, 1):
        weights = _logistic(csr_array(table[half != fold]), label[half != fold])
        heat[half == fold] = table[half == fold] @ weights[:-1] + weights[-1]
    return heat


def _logistic(table: csr_array, label: Floats) -> Floats:
    def loss(weights: Floats) -> tuple[float, Floats]:
        heat = table @ weights[:-1] + weights[-1]
        off = expit(heat) - label
        slope = np.append(table.T @ off + weights[:-1], off.sum())
        return float((np.logaddexp(0, heat) - label * heat).sum() + (weights[:-1] ** 2).sum() / 2), slope

    found = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return np.asarray(found.x)


def chances(score: Floats, n: int) -> Floats:
    """The chance of being in a sample of n: by the root of the score, with the floor, 1 at most."""
    size = (1 - FLOOR) * np.sqrt(score) / np.sqrt(score).sum() + FLOOR / score.size
    chance = n * size
    while bool((chance > 1 + 1e-12).any()):
        full = chance >= 1
        chance = np.where(full, 1.0, chance / chance[~full].sum() * (n - np.count_nonzero(full)))
    return np.asarray(chance)


def once(chance: Floats, n: int, rng: np.random.Generator) -> Rows:
    """A systematic draw in random order: each unit once at most, with its chance."""
    order = rng.permutation(chance.size)
    line = chance[order].cumsum()
    return np.asarray(order[np.minimum(np.searchsorted(line, rng.random() + np.arange(n)), chance.size - 1)])


def random_width(posts: Posts, n: int, rng: np.random.Generator) -> float:
    """The mean length of Wilson's interval on a random sample."""
    violating = int(posts.violates.sum())
    seen = rng.hypergeometric(violating, posts.violates.size - violating, n, 4_000)
    low, high = wilson(seen / n, n)
    return float((high - low).mean())


def estimates(posts: Posts, n: int, rng: np.random.Generator) -> Iterator[tuple[str, Estimate]]:
    """One sample of each design with its estimates, the one that is judged first."""
    chance = chances(posts.score, n)
    rows = once(chance, n, rng)
    drawn = {"value": posts.violates[rows], "inclusion_probability": chance[rows], "population": chance.size}
    yield "by score, once", horvitz_thompson(**drawn, score=posts.score[rows])
    yield "… without scores", horvitz_thompson(**drawn)
    yield "… difference", difference_share(**drawn, score=posts.score[rows], population_score=float(posts.score.mean()))
    again = (1 - FLOOR) * np.sqrt(posts.score) / np.sqrt(posts.score).sum() + FLOOR / posts.score.size
    rows = rng.choice(again.size, n, p=again / again.sum())
    yield (
        "by score, again",
        hansen_hurwitz(
            value=posts.violates[rows], probability=again[rows], population=again.size, score=posts.score[rows]
        ),
    )


def cell(
    made: Callable[[float, np.random.Generator], Posts], rate: float, n: int, samples: int, seed: int
) -> dict[str, Tally]:
    """The tallies of one population, rate and size."""
    rng = np.random.default_rng(seed)
    tallies: dict[str, Tally] = {}
    for _ in range(POPULATIONS):
        posts = made(rate, rng)
        width, truth = random_width(posts, n, rng), float(posts.violates.mean())
        for _ in range(samples // POPULATIONS):
            for name, found in estimates(posts, n, rng):
                tallies.setdefault(name, Tally()).add(found, truth, width)
    return tallies


def bent(
    made: Callable[[float, np.random.Generator], Posts], how: str
) -> Callable[[float, np.random.Generator], Posts]:
    """The same posts with scores that claim more than they know."""

    def worse(rate: float, rng: np.random.Generator) -> Posts:
        posts = made(rate, rng)
        if how == "odds squared":
            middle = logit(posts.score.mean())
            return Posts(expit(2 * (logit(posts.score) - middle) + middle), posts.violates)
        shuffled = rng.permutation(posts.score)
        part = 1.0 if how == "all at random" else 0.3
        return Posts(np.where(rng.random(posts.score.size) < part, shuffled, posts.score), posts.violates)

    return worse


def main(arguments: list[str]) -> int:
    """Prints the tables; 1 where a promise is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=2_000)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("EVENHAND_SHARED_DATA", BESIDE)))
    asked = parser.parse_args(arguments)
    made = {"AUC 0.84": simulated(1.45), "AUC 0.92": simulated(2.2)}
    if (asked.data / "cold_chinese").is_dir():
        made["COLD"] = cold(asked.data)
    failed: list[str] = []
    print(f"{asked.samples:,} samples a cell: coverage of 95 %, and length beside random + Wilson")
    for source, population in made.items():
        for rate, n in CELLS:
            tallies = cell(population, rate, n, asked.samples, seed=zlib.crc32(f"{source} {rate}".encode()))
            shown = " | ".join(f"{name} {one.coverage:.3f} {one.length:.3f}" for name, one in tallies.items())
            print(f"{source}, {rate:.1%}, n {n:,}: {shown}", flush=True)
            failed += tallies["by score, once"].failures(f"{source}, {rate:.1%}, n {n:,}")
    print("Scores that claim more than they know (no promise):")
    for how in ("odds squared", "30 % at random", "all at random"):
        for rate, n in CELLS:
            one = cell(bent(made["AUC 0.84"], how), rate, n, max(asked.samples // 4, POPULATIONS), seed=5)
            kept = one["by score, once"]
            print(f"AUC 0.84, {how}, {rate:.1%}, n {n:,}: {kept.coverage:.3f} {kept.length:.3f}", flush=True)
    one = cell(bent(made["AUC 0.92"], "all at random"), 0.005, 400, max(asked.samples // 4, POPULATIONS), seed=5)
    kept = one["by score, once"]
    print(f"AUC 0.92, all at random, 0.5%, n 400: {kept.coverage:.3f} {kept.length:.3f}")
    for line in failed:
        print(f"MISSED {line}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
