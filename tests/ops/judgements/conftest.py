"""A policy version and open tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import judging_cast
import pytest

from evenhand.ops.judgements.models import Task
from evenhand.ops.policies.models import PolicyVersion

OpenTasks = Callable[..., Sequence[Task]]


@pytest.fixture
def version(db: None) -> PolicyVersion:
    """The policy version that everything here is judged under."""
    return judging_cast.policy_version()


@pytest.fixture
def opened(version: PolicyVersion, at: datetime) -> OpenTasks:
    """Opens tasks of the sample on new items."""

    def opening(count: int = 1, **changes: Any) -> Sequence[Task]:
        return judging_cast.tasks(count, version, at=at, **changes)

    return opening
