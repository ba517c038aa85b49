"""Dawid and Skene's model with judges who learn from each other: few labels lean on what judges are like as a rule.

Three layers. The pooled judge: one confusion matrix from all labels, leaning a little towards even errors. The judge as
a whole: the pooled judge made better or worse by one factor on the odds of an error. The judge's own matrix: Dirichlet
around that, as tightly as the judges of the set resemble it. What was learnt enters the posterior with its own
uncertainty (variational Bayes), so that a judge with three labels has little say. Formulas: docs/methods/truth.md.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma

from evenhand.measure.truth.fitting import SWEEPS, Fit, Learnt, fitted
from evenhand.measure.truth.votes import Votes
from evenhand.measure.units import Floats

LEAN = 10.0  # items' worth of even errors in each row of the pooled judge
LOOSEST, TIGHTEST = 0.5, 1 / 200  # limits of the judges' spread around their prior, as an intraclass correlation
FACTOR_STEPS = 8
LARGEST_FACTOR = 6.0  # limit of the logarithm of a judge's factor
LEAST_SPREAD, LEAST_ERROR = 1e-3, 1e-4


def pooled(votes: Votes, *, sweeps: int = SWEEPS) -> Fit:
    """Variational Bayes with the layers' spreads estimated by moments, from the shares of the votes."""

    def learn(posterior: Floats) -> Learnt:
        counts = votes.confusion_counts(posterior)
        around = judges_as_a_rule(counts, labels_per_item=votes.size / max(votes.items, 1))
        belief = counts + concentration(counts, around)[:, None, None] * around
        total = belief.sum(axis=2, keepdims=True)
        prior = (posterior.sum(axis=1) + 1) / (votes.items + votes.classes)
        return Learnt(digamma(belief) - digamma(total), belief / total, prior)

    return fitted(votes, learn, sweeps=sweeps)


def judges_as_a_rule(counts: Floats, *, labels_per_item: float) -> Floats:
    """What each judge's matrix is expected to be, before looking at its single rows.

    ``counts`` are expected counts; both are truth x judges x label.
    """
    everybody = _pooled_judge(counts, labels_per_item)
    own = np.eye(everybody.shape[0], dtype=np.bool_)
    wrong = np.clip(1 - np.diag(everybody), LEAST_ERROR, 1 - LEAST_ERROR)
    odds = (wrong / (1 - wrong))[:, None] * np.exp(_factors(counts, wrong))
    error = (odds / (1 + odds))[:, :, None]
    errors = np.where(own, 0.0, everybody)
    errors /= errors.sum(axis=1, keepdims=True)
    return errors[:, None, :] * error + own[:, None, :] * (1 - error)


def _pooled_judge(counts: Floats, labels_per_item: float) -> Floats:
    """Everybody's labels together (truth x label), in items' worth, with even errors added."""
    total = counts.sum(axis=1)
    classes = total.shape[0]
    right = float(np.trace(total)) / max(float(total.sum()), 1e-12)
    even = np.full((classes, classes), (1 - right) / max(classes - 1, 1))
    np.fill_diagonal(even, right)
    leaning = total / labels_per_item + LEAN * np.maximum(even, LEAST_ERROR)
    return np.asarray(leaning / leaning.sum(axis=1, keepdims=True))


def _factors(counts: Floats, wrong: Floats) -> Floats:
    """The logarithm of each judge's factor on the odds of an error: the mode under a normal prior around 0.

    The prior's variance is that of observed around expected errors, beyond chance, over all judges.
    """
    seen = counts.sum(axis=2)  # truth x judges
    errors = seen.sum(axis=0) - np.einsum("kjk->j", counts)
    expected, chance = wrong @ seen, (wrong * (1 - wrong)) @ seen
    beyond = float(((errors - expected) ** 2 - chance).sum()) / max(float((chance**2).sum()), 1e-9)
    spread = max(beyond, LEAST_SPREAD)
    odds, factor = (wrong / (1 - wrong))[:, None], np.zeros(errors.size)
    for _ in range(FACTOR_STEPS):
        risk = odds * np.exp(factor)
        risk /= 1 + risk
        slope = errors - (seen * risk).sum(axis=0) - factor / spread
        curve = (seen * risk * (1 - risk)).sum(axis=0) + 1 / spread
        factor = np.clip(factor + np.clip(slope / curve, -1, 1), -LARGEST_FACTOR, LARGEST_FACTOR)
    return np.asarray(factor)


def concentration(counts: Floats, around: Floats) -> Floats:
    """How many labels' worth each class's prior counts for: 1/rho - 1, rho the judges' intraclass correlation.

    Moments of (observed - expected)^2, each judge weighing as their labels of the class; half a class's worth of the
    correlation over all classes is added, since rare classes tell little.
    """
    seen = counts.sum(axis=2)  # truth x judges
    chance = (around * (1 - around)).sum(axis=2)
    square = ((counts - seen[:, :, None] * around) ** 2).sum(axis=2)
    beyond = ((square - seen * chance) / np.maximum(seen, 1.0)).sum(axis=1)
    room = (np.maximum(seen - 1, 0) * chance).sum(axis=1)
    overall = float(beyond.sum()) / max(float(room.sum()), 1e-9)
    lent = max(float(room.mean()) / 2, 1e-9)
    rho = np.clip((beyond + lent * overall) / (room + lent), TIGHTEST, LOOSEST)
    return np.asarray(1 / rho - 1)
