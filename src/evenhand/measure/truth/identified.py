"""What labels alone cannot tell: when there are too few judges, no overlap, or a class that blurs into another.

Not here: the figures themselves.
"""

from __future__ import annotations

import numpy as np

from evenhand.measure.result import Note
from evenhand.measure.truth.fitting import Fit
from evenhand.measure.truth.votes import Flags, Votes


def not_identified(votes: Votes, *, strangers: bool) -> Note | None:
    """Why no model can tell who is right, or None where one can.

    ``strangers`` says that the last judge stands for unknown ones, of whom there may be any number. Known truth of
    labelled items tells where labels cannot.
    """
    labels = np.diff(votes.starts)
    if bool(((votes.known >= 0) & (labels > 0)).any()):
        return None
    judges = int((votes.given > 0).sum())
    if not strangers and judges < 3:
        return Note("truth_few_judges", {"count": judges})
    if int(labels.max(initial=0)) < 2:
        return Note("truth_no_overlap")
    return None


def alone(votes: Votes, *, strangers: bool) -> Flags:
    """Judges whose items nobody else labelled and whose truth is not known: nothing tells how good they are."""
    labelled = np.flatnonzero(np.diff(votes.starts) > 0)
    starts = votes.starts[labelled]
    first, last = np.minimum.reduceat(votes.judge, starts), np.maximum.reduceat(votes.judge, starts)
    tells = votes.known >= 0
    tells[labelled] |= first < last
    if strangers:
        tells[labelled] |= (last == votes.judges - 1) & (np.diff(votes.starts)[labelled] > 1)
    tells = tells[votes.item]
    return np.asarray(np.bincount(votes.judge[tells], minlength=votes.judges) == 0)


def doubts(votes: Votes, fit: Fit, classes: tuple[str, ...]) -> list[Note]:
    """What to keep in mind: only pairs of labels, classes that judges rather call something else, unsettled sweeps."""
    found = []
    labels = np.diff(votes.starts)
    if int(labels.max(initial=0)) == 2 and not bool((votes.known >= 0).any()):
        found.append(Note("truth_pairs_only"))
    found += [Note("truth_blurred", {"label": classes[a], "other": classes[b]}) for a, b in blurred(votes, fit)]
    if not fit.still:
        found.append(Note("truth_not_settled", {"sweeps": fit.sweeps}))
    return found


def blurred(votes: Votes, fit: Fit) -> list[tuple[int, int]]:
    """Classes whose items all judges together rather give another label than their own: (class, that label)."""
    everybody = np.einsum("kjl,j->kl", fit.confusion, votes.given) / max(float(votes.given.sum()), 1e-12)
    called = everybody.argmax(axis=1)
    labelled = votes.frequency > 0
    return [(k, int(label)) for k, label in enumerate(called) if label != k and labelled[k]]
