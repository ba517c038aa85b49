"""Fleiss' kappa: chance agreement from the classes' shares among all labels.

Source: Fleiss, Psychological Bulletin 76 (1971) 378-382; for items with different numbers of labels Gwet, Handbook of
Inter-Rater Reliability, 4th ed. (2014), ch. 2. Formula: docs/methods/agreement.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.agreement.counts import Counts
from evenhand.measure.agreement.linear import Linear, centred, ratio, undefined
from evenhand.measure.agreement.raw import raw, raw_of
from evenhand.measure.agreement.weights import Weights
from evenhand.measure.labels import Floats


def fleiss(counts: Counts, weights: Weights) -> Linear:
    """Fleiss' kappa, weighted where the weights are, with its influences."""
    if not counts.pairable_items:
        return undefined(counts, "no_pairs")
    prevalence = (counts.times @ counts.shares) / counts.items
    alike = weights.times(prevalence)
    chance = float(prevalence @ alike)
    if chance > 1 - 1e-12:
        return undefined(counts, "one_class")
    observed = raw(counts, weights)
    value = ((observed.value or 0.0) - chance) / (1 - chance)
    of_pairs = observed.influence * counts.items / counts.pairable_items
    of_chance = centred(2 * (counts.shares @ alike), counts.rated > 0, counts.times)
    influence = (of_pairs - (1 - value) * of_chance) / (1 - chance)
    return Linear(
        value, chance, influence, counts.rated > 0, counts.times, compared=counts.pairable_items, unseen=counts.unseen
    )


def fleiss_of(draws: NDArray[np.float64], counts: Counts, weights: Weights) -> Floats:
    """Fleiss' kappa of each draw; a draw (draws x rows) says how many items have each row."""
    prevalence = (draws @ counts.shares) / draws.sum(axis=1, keepdims=True)
    chance = (prevalence * weights.times(prevalence)).sum(axis=1)
    return ratio(raw_of(draws, counts, weights) - chance, 1 - chance)
