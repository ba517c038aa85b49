"""The policy of the simulated operation: its clauses, how severe each is, what follows, what it is mistaken for.

Not here: the policy itself. The clauses are a small selection of the starter policy, enough for slices to differ; the
texts stand with that policy's desk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.simulate.chance import Real

NONE = 0
VERSIONS = ("7.0", "7.1")
VERSION_SWITCH = 0.4
"""The share of the period after which the second version is in force."""


SCAM, PHISHING, SPAM = "FR.1", "FR.2", "IN.1"
SLUR, BULLYING, DOXXING = "HT.2", "HA.1", "HA.3"
THREAT, GORE, MINORS = "VI.1", "VI.2", "CS.5"
NUDITY, DRUGS, FALSE_CURE = "SX.6", "RG.2", "MI.2"


@dataclass(frozen=True)
class Clause:
    """A clause: its code, the reason a user's report gives for it, severity, action and queue.

    ``severity`` runs from 1 low to 4 critical, as this operation sees it; ``share`` is the clause's part of all
    violations; ``mistaken_for`` are the clauses it is confused with. Nobody reports an item for ``none``.
    """

    code: str
    reason: str
    severity: int
    action: str
    queue: str
    share: float
    mistaken_for: tuple[str, ...]


CLAUSES = (
    Clause("none", "", 0, "keep", "general", 0.0, ()),
    Clause(SCAM, "fraud", 3, "remove", "fraud", 0.22, (SPAM, PHISHING)),
    Clause(PHISHING, "fraud", 3, "remove", "fraud", 0.06, (SCAM, SPAM)),
    Clause(SPAM, "spam", 1, "limit", "general", 0.14, (SCAM,)),
    Clause(SLUR, "hate", 2, "remove", "speech", 0.14, (BULLYING,)),
    Clause(BULLYING, "harassment", 2, "remove", "speech", 0.11, (SLUR, THREAT)),
    Clause(DOXXING, "privacy", 3, "remove", "speech", 0.03, (BULLYING,)),
    Clause(THREAT, "violence", 4, "remove", "safety", 0.05, (BULLYING, GORE)),
    Clause(GORE, "violence", 3, "label", "safety", 0.07, (THREAT,)),
    Clause(MINORS, "minors", 4, "remove", "safety", 0.02, (NUDITY,)),
    Clause(NUDITY, "adult", 1, "label", "general", 0.09, (MINORS,)),
    Clause(DRUGS, "goods", 3, "remove", "general", 0.04, (SCAM,)),
    Clause(FALSE_CURE, "misinfo", 3, "label", "general", 0.03, (SPAM,)),
)
CODES = tuple(clause.code for clause in CLAUSES)
UNABLE = len(CODES)
LABELS = (*CODES, "unable")
SEVERITIES = np.array([*(clause.severity for clause in CLAUSES), 0], dtype=np.int64)
QUEUES = tuple(dict.fromkeys(clause.queue for clause in CLAUSES))
QUEUE_OF = np.array([QUEUES.index(clause.queue) for clause in CLAUSES], dtype=np.int64)
ACTIONS = (*dict.fromkeys(clause.action for clause in CLAUSES), "escalate")
ACTION_OF = np.array([*(ACTIONS.index(clause.action) for clause in CLAUSES), len(ACTIONS) - 1], dtype=np.int64)
REASONS = tuple(dict.fromkeys(clause.reason for clause in CLAUSES[1:]))
REASON_OF = np.array([0, *(REASONS.index(clause.reason) for clause in CLAUSES[1:])], dtype=np.int64)


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
