"""Seeded chance: independent streams, and draws for a million rows at once.

Not here: what is drawn, nor with which probabilities.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Whole: TypeAlias = npt.NDArray[np.int64]
Real: TypeAlias = npt.NDArray[np.float64]
Flag: TypeAlias = npt.NDArray[np.bool_]

AVERAGE_DIFFICULTY = 1 / 3


class Stage(IntEnum):
    """What a stream is for; a stage that is left out does not move the others. Never renumber: the seeds say so."""

    PEOPLE = 1
    CONTENT = 2
    DECISIONS = 3
    TEXTS = 4
    CONSEQUENCES = 5
    CAUSES = 6
    REPORTS = 7


def stream(seed: int, stage: Stage, block: int = 0) -> np.random.Generator:
    """The random stream of this stage of this block."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, int(stage), block])))


def cumulative(weights: npt.ArrayLike) -> Real:
    """Rows of weights as rows of cumulative probabilities; the last of each row is exactly 1."""
    sums = np.cumsum(np.atleast_2d(np.asarray(weights, dtype=np.float64)), axis=1)
    sums /= sums[:, -1:]
    return sums


def pick(table: Real, group: Whole, uniform: Real) -> Whole:
    """One column for each row: drawn from the cumulative probabilities ``table[group]``, by a uniform number.

    The rows are laid end to end, each shifted by its number, so that one sorted search serves all groups.
    """
    groups, columns = table.shape
    laid = (table + np.arange(groups)[:, None]).ravel()
    found = np.searchsorted(laid, group + uniform, side="right") - group * columns
    return np.asarray(np.minimum(found, columns - 1), dtype=np.int64)


def pick_one(weights: npt.ArrayLike, uniform: Real) -> Whole:
    """One column for each uniform number, all from the same weights."""
    return pick(cumulative(weights), np.zeros(len(uniform), dtype=np.int64), uniform)


def logistic(value: Real) -> Real:
    """The probability that a value on the logit scale stands for."""
    return np.asarray(1.0 / (1.0 + np.exp(-value)), dtype=np.float64)
