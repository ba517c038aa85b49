"""Cohen's kappa of two judges: chance agreement from each judge's own shares of the classes.

Sources: Cohen, Educational and Psychological Measurement 20 (1960) 37-46; weighted, and its variance: Fleiss, Cohen and
Everitt, Psychological Bulletin 72 (1969) 323-327. Many pairs are computed at once. Not here: which labels meet
(``meetings``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measure.agreement.counts import UNSEEN
from evenhand.measure.agreement.linear import ratio
from evenhand.measure.agreement.meetings import Meetings, Places
from evenhand.measure.agreement.weights import Weights
from evenhand.measure.labels import Floats
from evenhand.measure.units import summed


@dataclass(frozen=True, eq=False)
class Kappas:
    """Per pair of judges: common items, raw agreement, kappa (NaN where undefined), chance, and standard errors.

    ``cautious_error`` is what the interval of kappa is made of: it allows for items of a rare class that were missed.
    """

    items: Floats
    raw: Floats
    raw_error: Floats
    kappa: Floats
    kappa_error: Floats
    cautious_error: Floats
    chance: Floats


def cohen(met: Meetings, weights: Weights) -> Kappas:
    """Cohen's kappa of each pair of judges, from the labels that they gave to common items."""
    pairs = met.pairs
    items = summed(met.pair, met.times, pairs)
    first, second = _shares(met, met.label_first, items), _shares(met, met.label_second, items)
    alike = _alike(met, weights)
    raw = summed(met.pair, alike * met.times, pairs) / items
    of_first, of_second = weights.times(second), weights.times(first)
    chance = (first * of_first).sum(axis=1)
    kappa = ratio(raw - chance, 1 - chance)
    expected = of_first[met.pair, met.label_first] + of_second[met.pair, met.label_second] - 2 * chance[met.pair]
    around = alike - raw[met.pair]
    influence = ratio(around - (1 - kappa[met.pair]) * expected, 1 - chance[met.pair])
    own = _error(met, influence, items)
    agreeing = 1 - raw[:, None] - (1 - kappa[:, None]) * (of_first + of_second - 2 * chance[:, None])
    missed = UNSEEN * (((first + second) > 0) * ratio(agreeing, 1 - chance[:, None]) ** 2).sum(axis=1)
    cautious = np.asarray(np.sqrt(own**2 + missed / np.maximum(items * (items - 1), 1.0)), dtype=np.float64)
    return Kappas(items, raw, _error(met, around, items), kappa, own, cautious, chance)


def _shares(met: Meetings, label: Places, items: Floats) -> Floats:
    found = summed(met.pair * met.classes + label, met.times, met.pairs * met.classes)
    return found.reshape(met.pairs, met.classes) / items[:, None]


def _alike(met: Meetings, weights: Weights) -> Floats:
    if weights.matrix is None:
        return np.asarray(met.label_first == met.label_second, dtype=np.float64)
    return np.asarray(weights.matrix[met.label_first, met.label_second], dtype=np.float64)


def _error(met: Meetings, influence: Floats, items: Floats) -> Floats:
    squares = summed(met.pair, met.times * influence**2, met.pairs)
    return np.asarray(np.sqrt(squares / np.maximum(items * (items - 1), 1.0)), dtype=np.float64)
