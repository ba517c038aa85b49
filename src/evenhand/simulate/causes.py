"""Why people and machines err: how often each root cause stands behind an error, by the sort of error.

Not here: the planted troubles. The shares are plausible, not measured.
"""

from __future__ import annotations

import numpy as np

from evenhand.facts.tables import ERROR_TYPES, ROOT_CAUSES
from evenhand.simulate.chance import Flag, Real, Whole

OVER, UNDER, WRONG_POLICY = (
    ERROR_TYPES.index(name) for name in ("over_enforcement", "under_enforcement", "wrong_policy")
)
HARD = 0.45
"""From this difficulty on an item counts as hard."""
TRUE_TO_PLAN = 0.9
"""How often an error that a planted trouble makes has the trouble's own root cause."""

SHARES: tuple[dict[str, float], ...] = (
    {"attention": 0.34, "knowledge_gap": 0.30, "policy_ambiguity": 0.10, "policy_gap": 0.04, "tool": 0.05,
     "context_missing": 0.10, "translation": 0.05, "adversarial_content": 0.02},
    {"attention": 0.10, "knowledge_gap": 0.20, "policy_ambiguity": 0.25, "policy_gap": 0.10, "tool": 0.03,
     "context_missing": 0.16, "translation": 0.06, "adversarial_content": 0.10},
    {"attention": 0.0, "knowledge_gap": 0.0, "policy_ambiguity": 0.03, "policy_gap": 0.05, "tool": 0.68,
     "context_missing": 0.09, "translation": 0.05, "adversarial_content": 0.10},
)  # fmt: skip
"""Easy items judged by people, hard items judged by people, machines."""


def cause_weights() -> Real:
    """Shares of the root causes, in the contract's order, for each sort of error."""
    return np.array([[shares[cause] for cause in ROOT_CAUSES] for shares in SHARES])


def sorts(difficulty: Real, machine: Flag) -> Whole:
    """Which row of ``cause_weights`` an error belongs to."""
    return np.where(machine, 2, (difficulty >= HARD).astype(np.int64))
