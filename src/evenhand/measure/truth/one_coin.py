"""One number per judge: how often they are right, errors spread evenly over the other labels.

Source: the one-coin model of Ghosh, Kale and McAfee (2011) and ZenCrowd (Demartini et al., 2012). Ours gives every
class the same prior, so that a rare class keeps its say, and lets the judges' skills lean on each other.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma

from evenhand.measure.truth.fitting import SWEEPS, Fit, Learnt, fitted
from evenhand.measure.truth.votes import Votes
from evenhand.measure.units import Floats

LOOSEST, TIGHTEST = 0.5, 1e-4


def one_coin(votes: Votes, *, sweeps: int = SWEEPS) -> Fit:
    """Variational Bayes with a beta prior whose spread is estimated by moments, from the shares of the votes."""
    even = np.full(votes.classes, 1 / votes.classes)

    def learn(posterior: Floats) -> Learnt:
        sure = votes.weight * posterior[votes.label, votes.item]
        right = np.bincount(votes.judge, weights=sure, minlength=votes.judges).astype(np.float64)
        a, b = skill_belief(right, votes.given)
        log_right, log_wrong = digamma(a) - digamma(a + b), digamma(b) - digamma(a + b)
        spread = np.log(max(votes.classes - 1, 1))
        return Learnt(
            even_matrix(log_right, log_wrong - spread, votes.classes),
            even_matrix(a / (a + b), b / (a + b) / max(votes.classes - 1, 1), votes.classes),
            even,
        )

    return fitted(votes, learn, sweeps=sweeps)


def skill_belief(right: Floats, given: Floats) -> tuple[Floats, Floats]:
    """The beta distribution of each judge's skill: (a, b), from right labels of those given."""
    overall = (float(right.sum()) + 1) / (float(given.sum()) + 2)
    chance = overall * (1 - overall)
    beyond = float(((right - given * overall) ** 2).sum() - given.sum() * chance)
    room = float((given * np.maximum(given - 1, 0)).sum()) * chance
    tie = 1 / np.clip(beyond / max(room, 1e-9), TIGHTEST, LOOSEST) - 1
    return right + tie * overall, np.maximum(given - right, 0) + tie * (1 - overall)


def even_matrix(right: Floats, wrong: Floats, classes: int) -> Floats:
    """Truth x judges x label with one value per judge on the diagonal and one beside it."""
    matrix = np.tile(wrong[:, None], (classes, 1, classes))
    matrix[np.arange(classes), :, np.arange(classes)] = right
    return matrix
