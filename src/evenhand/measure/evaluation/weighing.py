"""Shares of items from a sample of gold that was drawn with unequal chances, by the design-based share.

Not here: drawing such a sample (``facts.draw``). Formulas: docs/methods/share.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenhand.measure.labels import Floats
from evenhand.measure.result import Estimate, Note
from evenhand.measure.share import share

ENDLESS = 1e6  # units of the population for each that its weight stands for: gold is a small part of all items
DESIGN = "weighted sample of items"


@dataclass(frozen=True, eq=False)
class Weighing:
    """Per item of gold its ``weight``, 1 / inclusion probability, and the code of the ``stratum`` it was drawn from."""

    weight: Floats
    stratum: NDArray[np.int64]

    @property
    def size(self) -> int:
        """How many items there are."""
        return int(self.weight.size)

    def only(self, rows: NDArray[np.generic]) -> Weighing:
        """These items alone."""
        return Weighing(self.weight[rows], self.stratum[rows])

    def share(self, metric: str, above: ArrayLike, below: ArrayLike, level: float, undefined: str) -> Estimate:
        """The share of ``above`` in ``below``, both 0..1 per item; the population is taken for endless.

        ``undefined`` is the code of the note that says why, where no item is in ``below``.
        """
        totals = np.bincount(self.stratum, weights=self.weight)
        scale = ENDLESS * max(1.0, self.size / float(totals.sum()))
        found = share(
            metric=metric,
            numerator=above,
            denominator=below,
            stratum=self.stratum,
            weight=self.weight,
            population_by_stratum=totals * scale + np.bincount(self.stratum),
            with_replacement=True,
            level=level,
            design=DESIGN,
        )
        told = replace(found, population=None)
        return told if found.estimate is not None else replace(told, undefined=Note(undefined))

    def variance_of_mean(self, values: Floats) -> float:
        """The variance of the weighted mean of values whose mean is 0, from the spread within strata."""
        moved = self.weight * values
        n = np.maximum(np.bincount(self.stratum), 1)
        mean = np.bincount(self.stratum, weights=moved) / n
        squares = np.bincount(self.stratum, weights=(moved - mean[self.stratum]) ** 2)
        within = np.where(n > 1, squares * n / np.maximum(n - 1, 1), np.bincount(self.stratum, weights=moved**2))
        return float(within.sum() / self.weight.sum() ** 2)
