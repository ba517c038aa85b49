"""Fact rows on their way, and what has become of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction
from spine_cast import judgement

from evenhand.ops.spine import outbox

Leave = Callable[..., None]


@pytest.fixture
def leave(at: datetime) -> Leave:
    """Leaves judgements of these numbers in the outbox, in one transaction."""

    def left(*numbers: int, **values: object) -> None:
        with transaction.atomic():
            outbox.publish("judgements", [judgement(number, **values) for number in numbers], at=at)

    return left
