"""Writing to the ledger: an event in the transaction of the change that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.ops.ledger.canonical import canonical_bytes
from evenhand.ops.ledger.leaves import leaf_of, new_salt
from evenhand.ops.ledger.models import Event
from evenhand.ops.spine.refs import Ref

SYSTEM = "system"  # the actor of what no person did


def record(kind: str, *, actor: str, subject: Ref, payload: Mapping[str, Any], at: datetime) -> None:
    """Adds an event: ``actor`` is a person's UUID or ``SYSTEM``; the payload holds ids and closed values, no free text.

    Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of the change that it tells of.")
    told = {"v": 1, "kind": kind, "actor": actor, "subject": str(subject), "at": at, "data": dict(payload)}
    written, salt = canonical_bytes(told), new_salt()
    leaf = leaf_of(written, salt=salt)
    Event.objects.create(kind=kind, actor=actor, subject=str(subject), at=at, payload=written, salt=salt, leaf=leaf)
