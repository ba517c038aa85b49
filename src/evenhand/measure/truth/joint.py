"""The variance of every judge's skill when all are learnt from each other at once: for few judges.

Louis's observed information: what the labels would tell if the truth were known, less what not knowing it hides.
Source: Louis, J. R. Stat. Soc. B 44 (1982) 226-233. Not here: the skill, and sets with many judges (``skill``).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from evenhand.measure.truth.fitting import Fit
from evenhand.measure.truth.votes import Votes
from evenhand.measure.units import Floats

LEAST = 1e-9  # an information below this share of the largest is none


def skill_variance(votes: Votes, fit: Fit) -> Floats:
    """The variance of the share of right labels of each judge, over their own mix of classes.

    The parameters are the chance that judge j labels class k right, on the logit scale (class after class), and the
    shares of the classes; inf where the information is singular in that direction.
    """
    seen = fit.posterior @ _judge_table(votes, votes.weight)  # truth x judges
    right = np.stack(
        [fit.posterior[k] @ _judge_table(votes, votes.weight * (votes.label == k)) for k in range(votes.classes)]
    )
    right = (right + 0.5) / (seen + 1)
    gradient = seen / np.maximum(seen.sum(axis=0), 1e-300) * right * (1 - right)
    information = _information(votes, fit, seen, right)
    size = votes.classes * votes.judges
    at = np.zeros((information.shape[0], votes.judges))
    for judge in range(votes.judges):
        at[judge : size : votes.judges, judge] = gradient[:, judge]
    return _inverse_form(information, at)


def _information(votes: Votes, fit: Fit, seen: Floats, right: Floats) -> Floats:
    """The observed information of all parameters together."""
    posterior = fit.posterior
    off = [
        _judge_table(votes, votes.weight * ((votes.label == k) - right[k, votes.judge])) for k in range(votes.classes)
    ]
    scores = [(table * posterior[k][:, None]).tocsr() for k, table in enumerate(off)]
    blocks = [[-(one.T @ other).toarray() for other in scores] for one in scores]
    for k, table in enumerate(off):
        blocks[k][k] += (table.T @ scores[k]).toarray()
    hidden = np.block(blocks)
    both = np.stack(
        [score.T @ ((np.arange(votes.classes) == k)[:, None] - posterior).T for k, score in enumerate(scores)]
    )
    shares = np.diag(posterior.sum(axis=1)) - posterior @ posterior.T
    both, shares = both.reshape(-1, votes.classes)[:, :-1], shares[:-1, :-1]
    share = posterior.mean(axis=1)[:-1]
    told = np.diag((seen * right * (1 - right)).ravel())
    known = votes.items * (np.diag(share) - np.outer(share, share))
    return np.block([[told - hidden, -both], [-both.T, known - shares]])


def _judge_table(votes: Votes, values: Floats) -> csr_array:
    return csr_array((values, votes.judge, votes.starts), shape=(votes.items, votes.judges))


def _inverse_form(information: Floats, at: Floats) -> Floats:
    """The form x' I^-1 x for each column x of ``at``; what nothing is known of counts as endlessly uncertain."""
    scale = np.sqrt(np.maximum(np.diag(information), 1e-12))
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    along = vectors.T @ (at / scale[:, None])
    return np.asarray((along**2 / np.maximum(values, LEAST)[:, None]).sum(axis=0))
