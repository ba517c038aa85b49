"""Drawing units that are held in memory: which ones, with what chance, and what each then stands for.

The units are those of numpy's PCG64 stream for a seed; given ids, they do not depend on the order of the rows. Not
here: drawing from the store (``facts.draw``), how many to draw, estimating from them (``estimation``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenhand.facts.errors import RequestError
from evenhand.measure.design.allocation import Counts, Floats
from evenhand.measure.result import Result

Order = NDArray[np.intp]
BY_CHANCE, IN_STRATA, FIRST_PHASE, SECOND_PHASE = 101, 102, 103, 104  # streams: no draw shares its luck with another


@dataclass(frozen=True, eq=False)
class DrawnUnits(Result):
    """The units drawn, in the order drawn: one entry per draw in each array.

    ``index`` is the unit's row, from 0; with replacement it may come several times, and each time counts.
    ``probability`` is its chance at one draw (``with_replacement``), or of being in the sample (without). ``weight``
    is what it stands for in sums over the ``population``: 1 / (n x chance at one draw), or 1 / chance of being in.
    ``stratum`` is its stratum as a whole number, 0 where there are none. ``item`` holds ids, where the design knows
    them.
    """

    index: NDArray[np.int64]
    probability: Floats
    weight: Floats
    stratum: NDArray[np.int64]
    population: int
    with_replacement: bool
    seed: int
    design: str
    item: tuple[str, ...] | None = None

    @property
    def n(self) -> int:
        """The number of draws."""
        return int(self.index.size)

    @property
    def units(self) -> int:
        """The number of different units: what there is to assess."""
        return int(np.unique(self.index).size)

    def named(self, item: Any) -> DrawnUnits:
        """The same draws with the ids of their units, from those of the population."""
        return replace(self, item=tuple(item[self.index].tolist()))

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per draw."""
        columns: dict[str, Sequence[object]] = {} if self.item is None else {"item": self.item}
        columns |= {
            "index": self.index.tolist(),
            "stratum": self.stratum.tolist(),
            "probability": self.probability.tolist(),
            "weight": self.weight.tolist(),
        }
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def __repr__(self) -> str:
        return f"<{self.n:,} draws of {self.units:,} units from {self.population:,}; {self.design}, seed {self.seed}>"


def with_chances(chances: Floats, n: int, *, seed: int, order: Order | None, design: str) -> DrawnUnits:
    """``n`` draws with replacement; ``chances`` add up to 1, ``order`` is that in which units stand on the line."""
    place = np.arange(chances.size) if order is None else order
    line = chances[place].cumsum()
    points = luck(seed, BY_CHANCE, n) * line[-1]
    index = place[np.searchsorted(line, points, side="right")].astype(np.int64)
    return DrawnUnits(
        index=index,
        probability=chances[index],
        weight=1 / (n * chances[index]),
        stratum=np.zeros(n, dtype=np.int64),
        population=chances.size,
        with_replacement=True,
        seed=seed,
        design=design,
    )


def within_strata(
    stratum: Counts, sizes: Counts, *, seed: int, order: Order | None = None, stream: int = IN_STRATA
) -> tuple[Counts, Floats]:
    """The rows of ``sizes[h]`` units of each stratum, without replacement, and the chance of each to be among them."""
    place = np.arange(stratum.size) if order is None else order
    lucky = np.empty(stratum.size)
    lucky[place] = luck(seed, stream, stratum.size)
    by_luck = np.lexsort((lucky, stratum))
    population = np.bincount(stratum, minlength=sizes.size)
    rank = np.arange(stratum.size) - np.repeat(population.cumsum() - population, population)
    index = by_luck[rank < sizes[stratum[by_luck]]].astype(np.int64)
    return index, (sizes / np.maximum(population, 1))[stratum[index]]


def luck(seed: int, stream: int, n: int) -> Floats:
    """``n`` numbers from 0 to 1, of a stream that nobody else's use of the same seed repeats.

    Raises RequestError for a negative seed.
    """
    if seed < 0:
        raise RequestError(f"seed is {seed}.", hint="Give a whole number of 0 or more.")
    return np.random.default_rng([seed, stream]).random(n)


def coded_strata(values: ArrayLike, names: Sequence[str]) -> Counts:
    """Each unit's stratum as its place among ``names``; RequestError for one that is not among them."""
    found = np.asarray(values).astype(str)
    if found.ndim != 1 or not found.size:
        raise RequestError("stratum is not a list with one name per unit.", hint="Give each unit's stratum.")
    place = np.argsort(np.asarray(names, dtype=str), kind="stable")
    known = np.asarray(names, dtype=str)[place]
    at = np.minimum(np.searchsorted(known, found), known.size - 1)
    strange = known[at] != found
    if bool(strange.any()):
        raise RequestError(
            f"stratum is {str(found[strange][0])!r} at unit {int(strange.argmax()) + 1}.",
            hint=f"The strata of the design are {', '.join(map(repr, list(names)[:8]))}.",
        )
    return place[at].astype(np.int64)
