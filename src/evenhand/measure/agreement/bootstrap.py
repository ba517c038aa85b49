"""The bootstrap over items: which items were drawn is repeated by chance, with items of equal counts drawn together.

Not here: any coefficient; each method gives a function of draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.measure.agreement.counts import Counts
from evenhand.measure.labels import Floats

Draws: TypeAlias = NDArray[np.float64]
Figure: TypeAlias = Callable[[Draws], Floats]

CELLS = 2_000_000  # draws x rows held at once


def replicates(counts: Counts, figures: dict[str, Figure], *, times: int, seed: int) -> dict[str, Floats]:
    """Each figure in ``times`` draws of as many items as there are; the same for the same seed, in any order of rows.

    A replicate in which a figure is undefined is NaN. Raises RequestError for fewer than 100 draws.
    """
    if times < 100:
        raise RequestError(f"replicates is {times}.", hint="Give 100 or more; 1,000 is usual.")
    parts: dict[str, list[Floats]] = {name: [] for name in figures}
    for draws in _draws(counts, times, np.random.default_rng(seed)):
        for name, figure in figures.items():
            parts[name].append(figure(draws))
    return {name: np.concatenate(found) for name, found in parts.items()}


def percentiles(found: Floats, level: float) -> tuple[float, float] | None:
    """(low, high) of the replicates, or None where more than one in twenty is undefined."""
    held = found[np.isfinite(found)]
    if held.size < 0.95 * found.size:
        return None
    low, high = np.quantile(held, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _draws(counts: Counts, times: int, random: np.random.Generator) -> Iterator[Draws]:
    """Draws in portions: how many items of each row were drawn."""
    rows, items = counts.times.size, counts.items
    at_once = max(1, CELLS // max(rows, 1))
    for start in range(0, times, at_once):
        size = min(at_once, times - start)
        if rows * 4 < items:
            drawn = random.multinomial(items, counts.times / items, size=size)
            yield drawn.astype(np.float64)
        else:
            yield _one_by_one(counts, size, random)


def _one_by_one(counts: Counts, size: int, random: np.random.Generator) -> Draws:
    """Draws of single items: quicker than a multinomial where few rows are alike."""
    ends = np.cumsum(counts.times)
    lookup = np.repeat(np.arange(counts.times.size), counts.times.astype(np.int64))
    drawn = [lookup[random.integers(0, int(ends[-1]), size=counts.items)] for _ in range(size)]
    return np.array([np.bincount(rows, minlength=counts.times.size) for rows in drawn], dtype=np.float64)
