"""Dawid and Skene's model: each judge has a confusion matrix of their own, and nothing ties the judges together.

Source: Dawid and Skene, Applied Statistics 28 (1979) 20-28. Best where every judge gave many labels of every class; a
judge with few is believed too readily (``pooled``).
"""

from __future__ import annotations

import numpy as np

from evenhand.measure.truth.fitting import SWEEPS, TINY, Fit, Learnt, fitted
from evenhand.measure.truth.votes import Votes
from evenhand.measure.units import Floats


def dawid_skene(votes: Votes, *, sweeps: int = SWEEPS) -> Fit:
    """Maximum likelihood by expectation and maximisation, from the shares of the votes."""

    def learn(posterior: Floats) -> Learnt:
        counts = votes.confusion_counts(posterior)
        seen = counts.sum(axis=2, keepdims=True)
        confusion = np.where(seen > 0, counts / np.where(seen > 0, seen, 1.0), 1 / votes.classes)
        return Learnt(np.log(np.maximum(confusion, TINY)), confusion, posterior.mean(axis=1))

    return fitted(votes, learn, sweeps=sweeps)
