"""Gwet's AC1, and AC2 with weights: chance agreement stays small where one class prevails.

Source: Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008) 29-48. Formula and the settling of
the standard error: docs/methods/agreement.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.agreement.counts import Counts
from evenhand.measure.agreement.linear import Linear, centred, ratio, undefined
from evenhand.measure.agreement.raw import raw, raw_of
from evenhand.measure.agreement.weights import Weights
from evenhand.measure.labels import Floats


def gwet(counts: Counts, weights: Weights) -> Linear:
    """AC1 (or AC2) with its influences. Chance agreement counts all labelled items, observed agreement the pairable."""
    if not counts.pairable_items:
        return undefined(counts, "no_pairs")
    if counts.classes < 2:
        return undefined(counts, "one_class")
    spread = _spread(counts, weights)
    prevalence = (counts.times @ counts.shares) / counts.items
    chance = spread * (1 - float((prevalence**2).sum()))
    observed = raw(counts, weights)
    value = ((observed.value or 0.0) - chance) / (1 - chance)
    of_pairs = observed.influence * counts.items / counts.pairable_items
    of_chance = centred(-2 * spread * (counts.shares @ prevalence), counts.rated > 0, counts.times)
    influence = (of_pairs - (1 - value) * of_chance) / (1 - chance)
    return Linear(value, chance, influence, counts.rated > 0, counts.times, compared=counts.pairable_items)


def gwet_of(draws: NDArray[np.float64], counts: Counts, weights: Weights) -> Floats:
    """AC1 (or AC2) of each draw; a draw (draws x rows) says how many items have each row."""
    prevalence = (draws @ counts.shares) / draws.sum(axis=1, keepdims=True)
    chance = _spread(counts, weights) * (1 - (prevalence**2).sum(axis=1))
    return ratio(raw_of(draws, counts, weights) - chance, 1 - chance)


def _spread(counts: Counts, weights: Weights) -> float:
    return weights.total(counts.classes) / (counts.classes * (counts.classes - 1))
