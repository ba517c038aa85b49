"""How often each judge is right, and how sure that is: their labels weighed by what all labels say of the truth.

A label on an item whose truth the others leave open tells little of its judge. The effective number says how many
labels on items of known truth would tell as much. Formulas: docs/methods/truth.md. Not here: drift over time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from evenhand.measure.truth.fitting import TINY, Fit
from evenhand.measure.truth.joint import skill_variance
from evenhand.measure.truth.votes import Votes
from evenhand.measure.units import Codes, Floats, summed

AT_ONCE = 1 << 17  # labels looked at together
FEW = 12  # up to so many judges, what is thought of one leans noticeably on what is thought of the others


@dataclass(frozen=True, eq=False)
class Skills:
    """Per judge: the weight of labels given, the share expected to be right, and the effective number of labels."""

    given: Floats
    right: Floats
    effective: Floats


def skills(votes: Votes, fit: Fit) -> Skills:
    """The skills that a fit implies; ``right`` is NaN where a judge gave no label."""
    found = skills_by(votes, fit, votes.judge.astype(np.int64), votes.judges)
    if votes.judges > FEW or fit.power < 1:
        return found
    calm = _calm(found.right * found.given, found.given)
    joint = np.where(found.given > 0, calm * (1 - calm) / skill_variance(votes, fit), 0.0)
    on_gold = summed(votes.judge.astype(np.int64), votes.weight * (votes.known >= 0)[votes.item], votes.judges)
    return replace(found, effective=np.minimum(found.effective, np.maximum(joint, on_gold)))


def skills_by(votes: Votes, fit: Fit, group: Codes, groups: int) -> Skills:
    """The skill in each group of labels, such as the labels of one judge in one month; ``group`` is 0..groups-1."""
    given = summed(group, votes.weight, groups)
    sure = summed(group, votes.weight * chance_right(votes, fit), groups)
    calm = _calm(sure, given)
    told = np.zeros(groups)
    errors = error_mix(votes, fit)
    for some in _parts(votes.size):
        information = _information(others_view(votes, fit, some), errors, calm[group[some]])
        told += summed(group[some], votes.weight[some] * information, groups)
    right = np.where(given > 0, sure / np.where(given > 0, given, 1.0), np.nan)
    return Skills(given, np.clip(right, 0.0, 1.0), np.minimum(told * calm * (1 - calm), given))


def _calm(right: Floats, given: Floats) -> Floats:
    """The share right, moved away from 0 and 1, where a share seems to be certain."""
    return np.asarray((np.nan_to_num(right) + 1) / (given + 2))


def chance_right(votes: Votes, fit: Fit) -> Floats:
    """The chance of each label to be the truth of its item, given all labels."""
    return np.asarray(fit.posterior[votes.label, votes.item])


def agreed(votes: Votes, fit: Fit) -> Floats:
    """The chance of each label to be the truth of its item, given the item's other labels alone."""
    found = np.empty(votes.size)
    for some in _parts(votes.size):
        view = others_view(votes, fit, some)
        found[some] = view[votes.label[some], np.arange(view.shape[1])]
    return found


def others_view(votes: Votes, fit: Fit, some: slice) -> Floats:
    """What an item's other labels say of its truth (classes x these labels): the posterior without the label itself."""
    own = np.maximum(fit.confusion.reshape(votes.classes, -1).take(votes.cell[some], axis=1), TINY)
    power = votes.weight[some] * fit.power
    own = own if bool((power == 1).all()) else own**power
    view = fit.posterior.take(votes.item[some], axis=1) / own
    total = view.sum(axis=0)
    return np.asarray(view / np.where(total > 0, total, 1.0))


def error_mix(votes: Votes, fit: Fit) -> Floats:
    """Which label the errors on items of each class take, over all judges (truth x label); even where none is known."""
    labels = np.einsum("kjl,j->kl", fit.confusion, votes.given)
    labels[np.diag_indices(votes.classes)] = 0.0
    labels += TINY * (1 - np.eye(votes.classes))
    return np.asarray(labels / labels.sum(axis=1, keepdims=True))


def _information(view: Floats, errors: Floats, right: Floats) -> Floats:
    """The expected information on a judge's skill in one label of theirs, where the others see the item as in ``view``.

    The label is m with the chance s view_m + (1 - s) wrong_m, wrong_m = sum_k view_k errors_km.
    """
    wrong = errors.T @ view
    chance = right * view + (1 - right) * wrong
    return np.asarray(((view - wrong) ** 2 / np.maximum(chance, TINY)).sum(axis=0))


def _parts(size: int) -> Iterator[slice]:
    return (slice(start, min(start + AT_ONCE, size)) for start in range(0, size, AT_ONCE))
