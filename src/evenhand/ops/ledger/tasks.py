"""What the ledger has done in the background: verifications, and retention."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_tasks import task

from evenhand.ops.ledger import checking
from evenhand.ops.ledger.erasure import expire
from evenhand.ops.ledger.models import Check
from evenhand.ops.ledger.services import SYSTEM
from evenhand.ops.spine import clock

LISTED = 50


@task()
def apply_retention() -> None:
    """Erases the text that is past its retention."""
    expire(clock.now())


@task()
def verify_nightly() -> None:
    """Asks for a verification each night."""
    ask_for_check(by=SYSTEM, at=clock.now())


@task()
def run_check(number: int) -> None:
    """Verifies ledger and facts, and keeps what was found."""
    asked = Check.objects.filter(pk=number, ok=None).first()
    if asked is None:
        return
    found = checking.check(with_facts=True)
    asked.ok, asked.done_at = found.ok, clock.now()
    asked.events, asked.seals, asked.open_tail = found.ledger.events, found.ledger.seals, found.ledger.open_tail
    asked.sentences = list(found.sentences[:LISTED])
    asked.save()


@transaction.atomic
def ask_for_check(*, by: str, at: datetime) -> Check:
    """Has the ledger and the facts verified; one that is under way is not asked for again."""
    under_way = Check.objects.filter(ok=None).first()
    if under_way is not None:
        return under_way
    asked = Check.objects.create(asked_at=at, asked_by=by)
    transaction.on_commit(lambda: run_check.enqueue(asked.pk))
    return asked
