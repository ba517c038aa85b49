"""What is read of policies."""

from __future__ import annotations

from evenhand.ops.policies.selectors.trees import clause_tree, clauses_by_code, labels_of, search
from evenhand.ops.policies.selectors.versions import (
    clause_for,
    has_rules,
    in_force_instead,
    policies_listed,
    policy_for,
    published,
    version_for,
    version_named,
    versions_of,
)

__all__ = [
    "clause_for",
    "clause_tree",
    "clauses_by_code",
    "has_rules",
    "in_force_instead",
    "labels_of",
    "policies_listed",
    "policy_for",
    "published",
    "search",
    "version_for",
    "version_named",
    "versions_of",
]
