"""A sample drawn with unequal chances: what each unit stands for, and the two ways to add units up.

Not here: the interval (``figure``), how sure few events are (``steadied``). Formulas: docs/methods/estimates.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measure.estimation.asked import Floats


@dataclass(frozen=True, eq=False)
class Drawn:
    """Per unit: ``value`` in 0..1, ``part``, the share of the population that it stands for, and ``left``.

    The parts add up to about 1; to exactly 1 where ``population`` is None, since then nothing else is known. ``left``
    is the chance that the unit was not drawn, 1 for draws with replacement. ``score`` is in 0..1.
    """

    value: Floats
    part: Floats
    left: Floats
    population: float | None
    score: Floats | None = None

    @property
    def size(self) -> int:
        """How many units were drawn."""
        return int(self.value.size)


@dataclass(frozen=True)
class Added:
    """A share and its variance; ``divided`` says that it was divided by the parts' sum."""

    share: float
    variance: float
    divided: bool = False


def with_replacement(value: Floats, probability: Floats, population: float | None, score: Floats | None) -> Drawn:
    """Units drawn one after the other, each time with the same chances; ``probability`` is that of a single draw."""
    inverse = 1 / probability
    part = inverse / (inverse.sum() if population is None else value.size * population)
    return Drawn(value, part, np.ones_like(value), population, score)


def without_replacement(value: Floats, inclusion: Floats, population: float | None, score: Floats | None) -> Drawn:
    """Units drawn at most once; ``inclusion`` is the chance of being in the sample at all."""
    inverse = 1 / inclusion
    part = inverse / (inverse.sum() if population is None else population)
    return Drawn(value, part, 1 - inclusion, population, score)


def added(drawn: Drawn) -> Added:
    """The surer of two ways: the plain sum, where the population's size is known, or the sum over that of the parts."""
    whole = float(drawn.part.sum())
    ratio = float((drawn.part * drawn.value).sum()) / whole
    divided = Added(ratio, spread(drawn.part / whole * (drawn.value - ratio), drawn.left), divided=True)
    if drawn.population is None:
        return divided
    plain = Added(ratio * whole, spread(drawn.part * drawn.value, drawn.left))
    return plain if plain.variance <= divided.variance and plain.share <= 1 else divided


def spread(contribution: Floats, left: Floats) -> float:
    """The variance of the sum of the contributions.

    With replacement (``left`` is 1) it is Hansen and Hurwitz's, n/(n-1) sum (z - mean)^2. Without, it is Hajek's
    approximation, n/(n-1) sum (1 - pi) (z - a)^2, a the mean with weights 1 - pi.
    Sources: Hansen and Hurwitz, Ann. Math. Stat. 14 (1943) 333-362; Hajek, Ann. Math. Stat. 35 (1964) 1491-1523.
    """
    open_ = int(np.count_nonzero(left > 0))
    if open_ < 2:
        return 0.0
    centre = float((left * contribution).sum() / left.sum())
    return open_ / (open_ - 1) * float((left * (contribution - centre) ** 2).sum())
