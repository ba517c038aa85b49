"""The people of the policies desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role


@pytest.fixture
def pia(hire: Callable[..., User]) -> User:
    """Manages policies."""
    return hire("Pia", Role.POLICY_MANAGER)


@pytest.fixture
def rui(hire: Callable[..., User]) -> User:
    """Reviews, and reads policies."""
    return hire("Rui", Role.REVIEWER)
