"""What is of no one desk: how far the facts reach."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Schema

from evenhand.ops.people.gate import signed_in
from evenhand.ops.people.operations import DeskRouter
from evenhand.ops.spine import facts

router = DeskRouter()


class Horizon(Schema):
    """How far the facts reach."""

    as_of: datetime | None = Field(description="All that was done before is in the facts; null at the start.")
    entries: int = Field(description="Entries of the manifest: a number that grows with every change of the facts.")
    head: str = Field(description="The hash of the newest entry, as the ledger seals it.")


@router.get("/horizon", response=Horizon)
@signed_in("it tells a time and a hash, no content")
def horizon(request: HttpRequest) -> Horizon:
    """Up to when work has become facts, so up to when figures are complete."""
    entries, head = facts.head()
    return Horizon(as_of=facts.horizon(), entries=entries, head=head)
