"""What the pages of the ledger read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evenhand.ops.ledger.models import Check, Event, Hold, Retention, SealRow
from evenhand.ops.spine.errors import NotFound


@dataclass(frozen=True)
class Standing:
    """Where the ledger stands: events in all, the last seal, and the tail that no seal covers yet."""

    events: int
    seals: int
    open_tail: int
    sealed_at: datetime | None


def standing() -> Standing:
    """The counts of now."""
    last = SealRow.objects.order_by("-number").first()
    open_tail = Event.objects.filter(number=None).count()
    sealed = last.last_event if last else 0
    return Standing(sealed + open_tail, last.number if last else 0, open_tail, last.sealed_at if last else None)


def events() -> QuerySet[Event]:
    """All events."""
    return Event.objects.all()


def holds() -> QuerySet[Hold]:
    """All holds, standing ones and lifted ones."""
    return Hold.objects.all()


def retentions() -> QuerySet[Retention]:
    """The retention periods that are set."""
    return Retention.objects.all()


def checks(*, most: int) -> QuerySet[Check]:
    """The newest verifications."""
    return Check.objects.all()[:most]


def event_of(pk: int) -> Event:
    """One event; NotFound for an unknown one."""
    found = Event.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such event."))
    return found
