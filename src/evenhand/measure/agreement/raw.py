"""Raw agreement: the share of pairs of labels of the same item that agree, averaged over items.

Formula, source, assumptions: docs/methods/agreement.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.agreement.counts import Counts
from evenhand.measure.agreement.linear import Linear, centred, ratio, undefined
from evenhand.measure.agreement.weights import Weights
from evenhand.measure.labels import Floats


def item_agreement(counts: Counts, weights: Weights) -> Floats:
    """The (weighted) share of agreeing pairs within each row, 0 where it has fewer than two labels."""
    pairs = counts.rated * (counts.rated - 1)
    return np.where(counts.pairable, (weights.within(counts) - counts.rated) / np.where(pairs > 0, pairs, 1.0), 0.0)


def raw(counts: Counts, weights: Weights) -> Linear:
    """Raw agreement with its influences."""
    if not counts.pairable_items:
        return undefined(counts, "no_pairs")
    value = float(raw_of(counts.times[None, :], counts, weights)[0])
    influence = centred(item_agreement(counts, weights), counts.pairable, counts.times)
    return Linear(value, 0.0, influence, counts.pairable, counts.times)


def raw_of(draws: NDArray[np.float64], counts: Counts, weights: Weights) -> Floats:
    """Raw agreement of each draw; a draw (draws x rows) says how many items have each row."""
    return ratio(draws @ item_agreement(counts, weights), draws @ counts.pairable.astype(np.float64))
