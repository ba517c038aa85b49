"""What further audits of a person may change: how many until a decision, and how much each is worth.

Rates are taken on the scale of arcsin(sqrt(rate)), where a rate worth S audits has the standard deviation 1 / (2
sqrt S) whatever it is. What is known now moves as the audits to come are expected to move it. Formula and source:
docs/methods/people.md. Not here: how audits are shared out (``next_audits``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from evenhand.measure.people.naming import chance_needed
from evenhand.measure.units import Codes, Floats

MOST = 1_000_000  # audits beyond which nobody would wait for a decision
LIKELY = 0.5  # chance with which the decision is then reached
LOOKS = np.unique(np.round(2.0 ** np.arange(0, 20.01, 0.125))).astype(np.int64)
TIMES = 2.0 ** np.arange(-3, 5)  # further audits to weigh, in times of what is known already
NODES, NODE_WEIGHTS = (np.asarray(part, dtype=np.float64) for part in np.polynomial.hermite_e.hermegauss(15))
CLEAR = 1e-12  # chances beyond this are as good as certain


@dataclass(frozen=True, eq=False)
class Standing:
    """Where people stand: ``chance`` of being what a flag says, ``size`` the audits that is worth.

    ``line_sd`` is how unsure the line itself is, on the scale of arcsin(sqrt(rate)); 0 for a target.
    """

    chance: Floats
    size: Floats
    line_sd: float

    @property
    def distance(self) -> Floats:
        """How far each person is above the line."""
        total = np.sqrt(1 / (4 * self.size) + self.line_sd**2)
        return np.asarray(ndtri(np.clip(self.chance, CLEAR, 1 - CLEAR)) * total)


def audits_until_decided(standing: Standing, wrong: float) -> Codes:
    """Per person the further audits after which the chance is decided: above 1 - ``wrong`` or below ``wrong``.

    It is the smallest number with which that is as likely as not, if the line stays where it is and is known by then;
    -1 for more than a million, 0 for who is decided already.
    """
    after = standing.size[:, None] + LOOKS
    sd = 1 / (2 * np.sqrt(after))
    moved = np.sqrt(np.maximum(1 / (4 * standing.size[:, None]) - sd**2, 1e-300))
    distance, asked = standing.distance[:, None], float(ndtri(1 - wrong))
    decided = ndtr((distance - asked * sd) / moved) + ndtr((-distance - asked * sd) / moved)
    reached = decided >= LIKELY
    first = np.where(reached.any(axis=1), LOOKS[reached.argmax(axis=1)], -1)
    clear = (standing.chance >= 1 - wrong) | (standing.chance <= wrong)
    return np.where(clear, 0, first)


def worth_of_an_audit(standing: Standing, wrong: float) -> Floats:
    """Per person how much one further audit lessens the expected loss, at the best number of them.

    A missed person costs 1, a wrong flag so much that flags begin at ``chance_needed``. Source: the knowledge gradient,
    Frazier and Powell, Decision Analysis 7 (2010) 378-403, who too look beyond one observation.
    """
    needed = chance_needed(wrong)
    cost = needed / (1 - needed)
    distance, now = standing.distance, 1 / (4 * standing.size)
    lost = _loss(standing.chance, cost)
    best = np.zeros(standing.size.size)
    for times in TIMES:
        further = np.maximum(times * standing.size, 1.0)
        then = 1 / (4 * (standing.size + further))
        total, moved = np.sqrt(then + standing.line_sd**2), np.sqrt(now - then)
        chance = ndtr((distance[:, None] + moved[:, None] * NODES) / total[:, None])
        expected = _loss(chance, cost) @ (NODE_WEIGHTS / NODE_WEIGHTS.sum())
        best = np.maximum(best, (lost - expected) / further)
    return best


def _loss(chance: Floats, cost: float) -> Floats:
    """What the better of flagging and not flagging is expected to cost."""
    return np.minimum(chance, cost * (1 - chance))
