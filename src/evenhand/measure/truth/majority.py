"""The label that most judges gave: no model of the judges, and the baseline that every model must beat.

An item's ``posterior`` is the share of its votes: a share, not a chance of being right. Ties go to the label that is
more frequent in the whole set, as ``decided`` settles them for every method.
"""

from __future__ import annotations

import numpy as np

from evenhand.measure.truth.fitting import Fit, log_joint, log_likelihood
from evenhand.measure.truth.one_coin import even_matrix
from evenhand.measure.truth.votes import Codes, Flags, Votes
from evenhand.measure.units import Floats

NEAR = 1e-9


def majority(votes: Votes, *, sweeps: int = 0) -> Fit:
    """Shares of the votes; every judge is taken to be right as often as all votes agree with each other."""
    posterior = votes.clamped(votes.shares.copy())
    right = (float((posterior[votes.label, votes.item] * votes.weight).sum()) + 1) / (float(votes.weight.sum()) + 2)
    wrong = (1 - right) / max(votes.classes - 1, 1)
    confusion = even_matrix(np.full(votes.judges, right), np.full(votes.judges, wrong), votes.classes)
    even = np.full(votes.classes, 1 / votes.classes)
    likelihood = log_likelihood(votes, log_joint(votes, np.log(confusion), even, None))
    return Fit(posterior, confusion, even, likelihood, sweeps=sweeps, still=True)


def decided(posterior: Floats, frequency: Floats) -> tuple[Codes, Flags]:
    """The class of each item, and whether it was a tie.

    Ties (to nine digits) go to the class with the larger ``frequency`` among the labels, and if that is equal to the
    one that comes first.
    """
    among = posterior >= posterior.max(axis=0) - NEAR
    order = np.lexsort((np.arange(frequency.size), -frequency))
    first = order[among[order].argmax(axis=0)]
    return first.astype(np.int32), among.sum(axis=0) > 1
