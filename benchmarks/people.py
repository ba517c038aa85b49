"""What it takes to single people out: audits needed when shared out by worth, beside as many for everybody.

    python benchmarks/people.py [--runs 60]

200 people whose true error rates follow a beta distribution with mean 5 % and standard deviation 2.5 points; the worst
tenth is looked for. Both ways start alike and go on in rounds until half of the worst tenth is flagged; wrong is the
share of the flags that are wrong, over all runs. Then: how often intervals hold the true rate, overall and by fifths of
the true rates; how the chances turn out; and the time for 500 people with a million audits. Ends with 1 when a promise
of docs/methods/people.md fails.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.measure import Ranking, next_audits, ranking

PEOPLE, WORST = 200, 20
MEAN, SD = 0.05, 0.025
START, ROUND = 30, 3_000  # audits of each person at first, audits in a round
UNIFORM_ROUND = 10_000
CAUGHT, WRONG, RATIO, SECONDS = 0.5, 0.1, 0.6, 5.0
COVERED = (0.94, 0.97)
NAMES = [f"p{number:03}" for number in range(PEOPLE)]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Stage:
    """After so many audits in a run: flags, wrong ones among them, and the share of the worst tenth caught."""

    audits: int
    flags: int
    wrong: int
    caught: int


def main() -> int:
    given = arguments()
    adaptive = walks(given.runs, adaptive=True, rounds=14, size=ROUND)
    uniform = walks(given.runs, adaptive=False, rounds=14, size=UNIFORM_ROUND)
    kept = [told("by worth", adaptive), told("evenly", uniform)]
    needed, even = (audits_needed(stages) for stages in (adaptive, uniform))
    ratio = needed / even
    print(f"half of the worst tenth: {needed:,.0f} audits by worth, {even:,.0f} evenly, ratio {ratio:.2f}")
    kept += [few_wrong(adaptive), ratio <= RATIO, intervals(given.runs), chances(given.runs), speed()]
    return 0 if all(kept) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=60)
    return parser.parse_args()


def true_rates(rng: np.random.Generator, people: int = PEOPLE) -> Floats:
    size = MEAN * (1 - MEAN) / SD**2 - 1
    return rng.beta(MEAN * size, (1 - MEAN) * size, people)


def compared(events: Counts, n: Counts) -> Ranking:
    return ranking({"judge": NAMES[: n.size], "events": events, "n": n})


def walks(runs: int, *, adaptive: bool, rounds: int, size: int) -> list[list[Stage]]:
    """One list per round, with a stage for each run."""
    found = [walk(np.random.default_rng(seed), adaptive=adaptive, rounds=rounds, size=size) for seed in range(runs)]
    return [list(stages) for stages in zip(*found, strict=True)]


def walk(rng: np.random.Generator, *, adaptive: bool, rounds: int, size: int) -> list[Stage]:
    rates = true_rates(rng)
    worst = np.argsort(np.argsort(-rates)) < WORST
    n = np.full(PEOPLE, START if adaptive else size // PEOPLE)
    events = rng.binomial(n, rates)
    stages = []
    for number in range(rounds):
        found = compared(events, n)
        flagged = np.array([person.flagged for person in found.people])
        caught = int((flagged & worst).sum())
        stages.append(Stage(int(n.sum()), int(flagged.sum()), int((flagged & ~worst).sum()), caught))
        more = np.full(PEOPLE, size // PEOPLE)
        if adaptive:
            more = np.array([one.audits for one in next_audits(found, size, seed=number).people])
        n, events = n + more, events + rng.binomial(more, rates)
    return stages


def told(name: str, stages: list[list[Stage]]) -> bool:
    """Prints the rounds; whether the share of wrong flags keeps its promise in each with flags enough to tell."""
    print(f"{name:12} {'audits':>8} {'flags':>6} {'wrong':>7} {'caught':>7}")
    kept = True
    for runs in stages:
        flags, wrong = sum(one.flags for one in runs), sum(one.wrong for one in runs)
        share = wrong / max(flags, 1)
        caught = sum(one.caught for one in runs) / (len(runs) * WORST)
        print(f"{'':12} {runs[0].audits:>8,} {flags / len(runs):>6.1f} {share:>7.1%} {caught:>7.1%}")
        kept &= share <= WRONG + 3 * np.sqrt(WRONG * (1 - WRONG) / max(flags, 1))
    return kept


def audits_needed(stages: list[list[Stage]]) -> float:
    """The audits with which half of the worst tenth is caught on average; the most that were tried where it is not."""
    caught = [sum(one.caught for one in runs) / (len(runs) * WORST) for runs in stages]
    return float(np.interp(CAUGHT, np.maximum.accumulate(caught), [runs[0].audits for runs in stages]))


def few_wrong(stages: list[list[Stage]]) -> bool:
    """Whether half is caught at all, and in the first round that does, at most a tenth of the flags is wrong."""
    done = (runs for runs in stages if sum(one.caught for one in runs) >= CAUGHT * len(runs) * WORST)
    first = next(done, [])
    return bool(first) and sum(one.wrong for one in first) <= WRONG * sum(one.flags for one in first)


def intervals(runs: int) -> bool:
    """How often the intervals hold the true rate, by how many audits each person has."""
    print(f"{'held':12} {'all':>7}  by fifths of the true rates, least to most")
    kept = True
    for audits in (20, 100, 400):
        held = np.array([holds(np.random.default_rng(seed), audits) for seed in range(runs)])
        print(f"{audits:>8} each {held.mean():>7.1%} ", *(f"{part:.1%}" for part in held.mean(axis=0)))
        kept &= COVERED[0] <= held.mean() <= COVERED[1]
    return kept


def holds(rng: np.random.Generator, audits: int) -> Floats:
    rates = np.sort(true_rates(rng))
    n = np.full(PEOPLE, audits)
    found = compared(rng.binomial(n, rates), n)
    held = [person.low <= rate <= person.high for person, rate in zip(found.people, rates, strict=True)]
    return np.asarray(np.reshape(held, (5, -1)).mean(axis=1))


def chances(runs: int) -> bool:
    """Of the people with a chance near p to be among the worst, a share of p has to be."""
    chance_of, true = [], []
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        rates = true_rates(rng)
        n = np.full(PEOPLE, 200)
        found = compared(rng.binomial(n, rates), n)
        chance_of += [person.among_worst or 0.0 for person in found.people]
        true += (np.argsort(np.argsort(-rates)) < WORST).tolist()
    chance, is_worst = np.array(chance_of), np.array(true)
    kept = True
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 0.9), (0.9, 1.01)):
        inside = (chance >= low) & (chance < high)
        expected, share = chance[inside].mean(), is_worst[inside].mean()
        off = 3 * np.sqrt(expected * (1 - expected) / inside.sum()) + 0.02
        print(
            f"chance {low:.0%} to {min(high, 1):.0%}: {inside.sum():,} people, {expected:.1%} expected, {share:.1%} are"
        )
        kept &= bool(abs(share - expected) <= off)
    return kept


def speed() -> bool:
    """500 people, a million audits in a table with three columns of case mix: seconds of this process."""
    rng = np.random.default_rng(1)
    judge = rng.integers(0, 500, 1_000_000)
    wrong = rng.random(judge.size) < true_rates(rng, 500)[judge]
    table = pa.table(
        {
            "judge": judge,
            "error": wrong,
            "policy": rng.integers(0, 20, judge.size),
            "language": rng.integers(0, 10, judge.size),
            "queue": rng.integers(0, 5, judge.size),
        }
    )
    plain = seconds(lambda: ranking(table))
    mixed = seconds(lambda: ranking(table, mix=["policy", "language", "queue"]))
    found = ranking(table)
    further = seconds(lambda: next_audits(found, 10_000))
    print(
        f"500 people, 1,000,000 audits: {plain:.2f} s, with 1,000 kinds of cases {mixed:.2f} s; a round {further:.2f} s"
    )
    return mixed <= SECONDS


def seconds(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
