"""A classifier's chances as one more voice: how far it is to be believed is learnt from the judges.

The idea of weighing a model beside the raters is CROWDLAB's (Goh, Tkachenko, Mueller, arXiv 2210.06812); here its
chances become the prior of each item, tempered by a slope and shifted per class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measure.units import Floats

STEPS = 3  # Newton steps a sweep: enough, since the next sweep goes on from there
RIDGE = 1e-2


@dataclass(frozen=True, eq=False)
class Evidence:
    """``told`` is classes x items, logarithms of the classifier's chances; columns of NaN were not scored.

    The prior of a scored item is softmax(slope x told + shift). A slope of 0 disbelieves the classifier, 1 takes it at
    its word, and more than 1 says that it is surer than it admits.
    """

    told: Floats
    slope: float = 1.0
    shift: Floats | None = None

    def log_prior(self, log_shares: Floats) -> Floats:
        """The logarithm of the prior of each item (classes x items); ``log_shares`` where the item was not scored."""
        scored = np.isfinite(self.told[0])
        shift = np.zeros((self.told.shape[0], 1)) if self.shift is None else self.shift[:, None]
        believed = self.slope * np.where(scored, self.told, 0.0) + shift
        believed -= believed.max(axis=0)
        believed -= np.log(np.exp(believed).sum(axis=0))
        return np.where(scored, believed, log_shares)

    def relearnt(self, posterior: Floats) -> Evidence:
        """Slope and shift that bring the classifier closest to the posterior: a few steps of Newton's method."""
        scored = np.isfinite(self.told[0])
        told, aim = self.told[:, scored], posterior[:, scored]
        place = np.concatenate([[self.slope], np.zeros(told.shape[0]) if self.shift is None else self.shift])
        for _ in range(STEPS if scored.any() else 0):
            place = place + _newton(told, aim, place)
        return Evidence(self.told, max(float(place[0]), 0.0), place[1:])


def _newton(told: Floats, aim: Floats, place: Floats) -> Floats:
    scores = place[0] * told + place[1:, None]
    chance = np.exp(scores - scores.max(axis=0))
    chance /= chance.sum(axis=0)
    miss = aim - chance
    centred = told - (chance * told).sum(axis=0)
    both = (chance * centred).sum(axis=1)
    shifts = np.diag(chance.sum(axis=1)) - chance @ chance.T
    curve = np.block([[np.array([[(chance * centred**2).sum()]]), both[None]], [both[:, None], shifts]])
    pull = np.concatenate([[(miss * told).sum()], miss.sum(axis=1)])
    pull -= RIDGE * (place - np.eye(1, place.size)[0])
    step = np.linalg.solve(curve + RIDGE * np.eye(place.size), pull)
    return np.asarray(step / max(1.0, float(np.abs(step).max())))
