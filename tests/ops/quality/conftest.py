"""What a test of the quality desk can ask for: decisions and a policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from quality_cast import policy, store_decisions

from evenhand.ops.policies.models import PolicyVersion


@pytest.fixture
def decisions(home: Path) -> None:
    """120 decisions of two partners in three languages, with their items."""
    store_decisions(120)


@pytest.fixture
def rules(db: None) -> PolicyVersion:
    """A published policy whose clauses are the labels of the decisions."""
    return policy()
