"""The policy of the simulated operation: its clauses, how severe each is, what follows, what it is mistaken for.

Not here: a proposal for anybody's real policy. The clauses are a small selection, enough for slices to differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.simulate.chance import Real

NONE = 0
VERSIONS = ("7.0", "7.1")
VERSION_SWITCH = 0.4
"""The share of the period after which the second version is in force."""


@dataclass(frozen=True)
class Clause:
    """A clause: its code, severity (1 low to 4 critical), the action it asks for, the queue that judges it.

    ``share`` is its part of all violations; ``mistaken_for`` are the clauses it is confused with.
    """

    code: str
    severity: int
    action: str
    queue: str
    share: float
    mistaken_for: tuple[str, ...]


CLAUSES = (
    Clause("none", 0, "keep", "general", 0.0, ()),
    Clause("fraud.scam", 3, "remove", "fraud", 0.22, ("spam.bulk", "fraud.phishing")),
    Clause("fraud.phishing", 3, "remove", "fraud", 0.06, ("fraud.scam", "spam.bulk")),
    Clause("spam.bulk", 1, "limit", "general", 0.14, ("fraud.scam",)),
    Clause("hate.slur", 2, "remove", "speech", 0.14, ("harassment.insult",)),
    Clause("harassment.insult", 2, "remove", "speech", 0.11, ("hate.slur", "violence.threat")),
    Clause("privacy.doxxing", 3, "remove", "speech", 0.03, ("harassment.insult",)),
    Clause("violence.threat", 4, "remove", "safety", 0.05, ("harassment.insult", "violence.graphic")),
    Clause("violence.graphic", 3, "label", "safety", 0.07, ("violence.threat",)),
    Clause("minors.safety", 4, "remove", "safety", 0.02, ("adult.nudity",)),
    Clause("adult.nudity", 1, "label", "general", 0.09, ("minors.safety",)),
    Clause("goods.drugs", 3, "remove", "general", 0.04, ("fraud.scam",)),
    Clause("misinfo.health", 3, "label", "general", 0.03, ("spam.bulk",)),
)
CODES = tuple(clause.code for clause in CLAUSES)
UNABLE = len(CODES)
LABELS = (*CODES, "unable")
SEVERITIES = np.array([*(clause.severity for clause in CLAUSES), 0], dtype=np.int64)
QUEUES = tuple(dict.fromkeys(clause.queue for clause in CLAUSES))
QUEUE_OF = np.array([QUEUES.index(clause.queue) for clause in CLAUSES], dtype=np.int64)
ACTIONS = (*dict.fromkeys(clause.action for clause in CLAUSES), "escalate")
ACTION_OF = np.array([*(ACTIONS.index(clause.action) for clause in CLAUSES), len(ACTIONS) - 1], dtype=np.int64)
REASONS = tuple(dict.fromkeys(code.split(".")[0] for code in CODES[1:]))
REASON_OF = np.array([0, *(REASONS.index(code.split(".")[0]) for code in CODES[1:])], dtype=np.int64)


def code(clause: str) -> int:
    """The number of this clause."""
    return CODES.index(clause)


def mistakes() -> Real:
    """Weights, clause by clause: what an item of this true label is most easily mistaken for.

    An item without violation resembles a clause as often as that clause is violated.
    """
    weights = np.zeros((len(CODES), len(CODES)))
    weights[NONE] = [clause.share for clause in CLAUSES]
    for row, clause in enumerate(CLAUSES):
        for column in clause.mistaken_for:
            weights[row, code(column)] = 1.0
    return weights
