"""How often the intervals of agreement hold the truth, on simulated studies whose truth is known.

    python benchmarks/agreement_coverage.py [--studies 2000]

A judge errs with a known chance, evenly over the other classes; the truth of a figure is what 400,000 items show. Both
kinds of interval are counted. Ends with 1 when an interval from the formula holds less often than docs/methods says.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import numpy as np

from evenhand.measure import Agreement, Labels, agreement, read_labels

NAMES = ("agreement", "alpha", "ac1", "fleiss")
LEAST = 0.925


@dataclass(frozen=True)
class Study:
    """Items, judges an item, the classes' shares, a judge's chance to err."""

    items: int
    judges: int
    shares: tuple[float, ...]
    error: float

    def labels(self, random: np.random.Generator, items: int) -> Labels:
        """The labels of one study of this kind."""
        classes = len(self.shares)
        truth = random.choice(classes, size=(items, 1), p=self.shares)
        wrong = (truth + random.integers(1, classes, size=(items, self.judges))) % classes
        given = np.where(random.random((items, self.judges)) < self.error, wrong, truth)
        item, judge = np.repeat(np.arange(items), self.judges), np.tile(np.arange(self.judges), items)
        table = {"item": item, "judge": judge, "label": given.ravel()}
        return read_labels(table, classes=[str(k) for k in range(classes)])


STUDIES = (
    Study(20, 4, (0.5, 0.3, 0.2), 0.1),
    Study(30, 2, (0.5, 0.5), 0.1),
    Study(30, 3, (0.8, 0.2), 0.1),
    Study(100, 5, (0.4, 0.3, 0.2, 0.07, 0.03), 0.15),
    Study(100, 2, (0.95, 0.05), 0.05),
    Study(300, 2, (0.98, 0.02), 0.01),
    Study(50, 3, (0.95, 0.05), 0.03),
    Study(100, 3, (0.98, 0.02), 0.02),
)


def held(study: Study, interval: str, studies: int) -> tuple[dict[str, float], dict[str, float]]:
    """By coefficient: the share of intervals that hold the truth, and their mean length."""
    random = np.random.default_rng(5)
    truth = agreement(study.labels(random, 400_000))
    found = [agreement(study.labels(random, study.items), interval=interval) for _ in range(studies)]
    each = {name: _inside(found, truth, name) for name in NAMES}
    return (
        {n: float(i.mean()) for n, (i, _) in each.items()},
        {n: float(length.mean()) for n, (_, length) in each.items()},
    )


def _inside(found: list[Agreement], truth: Agreement, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Whether each interval holds the truth, and how long it is; undefined figures promise nothing."""
    ends = np.array([(one.figure(name).low, one.figure(name).high) for one in found], dtype=float)
    low, high = ends[~np.isnan(ends[:, 0])].T
    value = truth.figure(name).estimate or 0.0
    return (low <= value) & (value <= high), high - low


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--studies", type=int, default=2000)
    studies = options.parse_args().studies
    failed = []
    for study in STUDIES:
        print(f"\n{study.items} items, {study.judges} labels each, shares {study.shares}, errors {study.error:.1%}")
        for interval in ("linearised", "bootstrap"):
            share, length = held(study, interval, studies if interval == "linearised" else studies // 4)
            told = "  ".join(f"{name} {share[name]:.3f} ({length[name]:.3f})" for name in NAMES)
            print(f"{interval:11} {told}")
            short = [name for name in NAMES if interval == "linearised" and share[name] < LEAST]
            failed += [f"{name} of {study}: {share[name]:.1%} is below {LEAST:.1%}" for name in short]
    for sentence in failed:
        print(sentence)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
