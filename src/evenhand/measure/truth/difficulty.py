"""How much harder an item is than others: errors on it, against those that its judges make as a rule."""

from __future__ import annotations

import numpy as np

from evenhand.measure.truth.fitting import Fit
from evenhand.measure.truth.skill import Skills, chance_right
from evenhand.measure.truth.votes import Votes
from evenhand.measure.units import Floats

LEAST_PRIOR, MOST_PRIOR = 0.1, 1e3  # errors' worth of "as hard as any"


def difficulty(votes: Votes, fit: Fit, skills: Skills) -> Floats:
    """Per item (O + a) / (E + a): errors expected given all labels, over those expected of its judges elsewhere.

    1 is as hard as any item, 2 draws twice the errors; NaN without labels. The prior a is estimated by moments of
    (O - E)^2 beyond chance, as for a gamma prior of mean 1.
    """
    expected_error = (1 - np.nan_to_num(skills.right, nan=0.5))[votes.judge]
    observed = _by_item(votes, 1 - chance_right(votes, fit))
    expected = _by_item(votes, expected_error)
    chance = _by_item(votes, expected_error * (1 - expected_error))
    beyond = float(((observed - expected) ** 2 - chance).sum())
    prior = float(np.clip(float((expected**2).sum()) / max(beyond, 1e-12), LEAST_PRIOR, MOST_PRIOR))
    labelled = np.diff(votes.starts) > 0
    return np.where(labelled, (observed + prior) / (expected + prior), np.nan)


def _by_item(votes: Votes, values: Floats) -> Floats:
    return np.bincount(votes.item, weights=votes.weight * values, minlength=votes.items).astype(np.float64)
