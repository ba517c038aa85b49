"""What the truth models share: sweeps until nothing moves, the posterior of each item, and what a fit holds.

Not here: how a model learns its judges (``one_coin``, ``dawid_skene``, ``pooled``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evenhand.measure.truth.evidence import Evidence
from evenhand.measure.truth.votes import Votes
from evenhand.measure.units import Floats

SWEEPS = 500
STILL = 1e-5  # the largest mean change of the posterior that counts as none
TINY = 1e-12  # the least chance of a label: nothing is impossible


@dataclass(frozen=True, eq=False)
class Learnt:
    """What one sweep learns from a posterior.

    ``log_chance`` (truth x judges x label) is the logarithm of the chance of a label given the truth, as the posterior
    weighs it; ``confusion`` is the estimate of that chance; ``prior`` the share of each class.
    """

    log_chance: Floats
    confusion: Floats
    prior: Floats


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model: ``posterior`` is classes x items, ``confusion`` truth x judges x label, ``prior`` per class.

    ``log_likelihood`` is that of the labels under the estimates. ``still`` says whether the sweeps had settled.
    ``believed`` is how far a classifier's chances were believed, where there were some. ``power`` is what the posterior
    was raised to afterwards, to be no surer than known truth allows.
    """

    posterior: Floats
    confusion: Floats
    prior: Floats
    log_likelihood: float
    sweeps: int
    still: bool
    believed: float | None = None
    power: float = 1.0


Learn = Callable[[Floats], Learnt]


def fitted(votes: Votes, learn: Learn, *, sweeps: int = SWEEPS) -> Fit:
    """Learns and weighs in turn, from the shares of the votes on, until the posterior stands still."""
    posterior, moved, done = votes.clamped(votes.shares.copy()), np.inf, 0
    evidence = Evidence(votes.evidence) if votes.evidence is not None else None
    learnt = learn(posterior)
    while moved > STILL and done < sweeps:
        change, joint = posterior, log_joint(votes, learnt.log_chance, learnt.prior, evidence)
        posterior = votes.clamped(softmax(joint))
        change -= posterior
        moved, done = float(np.abs(change, out=change).sum()) / max(votes.items, 1), done + 1
        if evidence is not None:
            evidence = evidence.relearnt(posterior)
        learnt = learn(posterior)
    joint = log_joint(votes, np.log(np.maximum(learnt.confusion, TINY)), learnt.prior, evidence)
    return Fit(
        posterior=posterior,
        confusion=learnt.confusion,
        prior=learnt.prior,
        log_likelihood=log_likelihood(votes, joint),
        sweeps=done,
        still=moved <= STILL,
        believed=evidence.slope if evidence is not None else None,
    )


def softmax(scores: Floats) -> Floats:
    """Each column as chances that sum to 1; changes the array it is given."""
    scores -= scores.max(axis=0)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=0)
    return scores


def log_joint(votes: Votes, log_chance: Floats, prior: Floats, evidence: Evidence | None) -> Floats:
    """The logarithm of the chance of each class and an item's labels together (classes x items)."""
    told = votes.told(log_chance)
    log_prior = np.log(np.maximum(prior, TINY))[:, None]
    told += log_prior if evidence is None else evidence.log_prior(log_prior)
    return told


def log_likelihood(votes: Votes, joint: Floats) -> float:
    """The logarithm of the chance of all labels, and of the known truth, from ``log_joint``."""
    top = joint.max(axis=0)
    total = top + np.log(np.exp(joint - top).sum(axis=0))
    known = np.flatnonzero(votes.known >= 0)
    total[known] = joint[votes.known[known], known]
    return float(total.sum())
