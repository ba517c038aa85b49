"""Erasure end to end: work database, ledger payloads and facts, stopped by a legal hold, and recorded.

Erased events keep number and leaf, so that the seals still hold; an event names them. Not here: who may ask for it
(the command line and the administration decide).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from evenhand.facts import erasure
from evenhand.facts.contracts import Subject
from evenhand.ops.ledger.erasures import ERASED, erasure_data
from evenhand.ops.ledger.models import Event, Hold, Retention
from evenhand.ops.ledger.sealing import seal_all
from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.spine import facts
from evenhand.ops.spine.desks import Erasing, all_desks
from evenhand.ops.spine.errors import Conflict, Invalid
from evenhand.ops.spine.refs import Ref

KEPT = (ERASED, "ledger.erased", "ledger.hold_placed", "ledger.hold_lifted")  # what tells of an erasure stays


@dataclass(frozen=True)
class Done:
    """What an erasure took: fact rows and files, rows of the work database, events of the ledger."""

    rows: int
    files: int
    work: int
    events: int


def subject_of(text: str, *, source: str | None = None) -> Erasing:
    """The subject in ``item:…``, ``account:…`` or ``person:…``; Invalid with the forms there are."""
    kind, _, identity = text.partition(":")
    if kind not in tuple(Subject) or not identity:
        raise Invalid(
            f"{text!r} names nothing that can be erased.",
            field="subject",
            hint="Give item:ID, account:ID or person:ID.",
        )
    return Erasing(kind, identity, source)


def erase(subject: Erasing, *, rule: str, actor: str, at: datetime) -> Done:
    """Erases what is kept about a subject, everywhere; safe to repeat.

    Conflict while a legal hold stands. The facts are last: whoever is interrupted before asks again.
    """
    if not rule.strip():
        raise Invalid(_("An erasure needs its rule."), field="rule", hint=_("Name the law or policy, such as GDPR-17."))
    require_no_hold(subject)
    seal_all(at)
    with transaction.atomic():
        work = sum(eraser(subject, at) for desk in all_desks() for eraser in desk.erasers)
        events = _empty_events(subject, actor=actor, at=at)
    taken = erasure.erase(facts.whole(), Subject(subject.kind), subject.id, rule=rule, source=subject.source)
    with transaction.atomic():
        told = {"kind": subject.kind, "rule": rule, "rows": taken.rows, "work": work, "events": events}
        record("ledger.erased", actor=actor, subject=Ref("erasure", taken.subject_digest), payload=told, at=at)
    return Done(taken.rows, taken.files, work, events)


def require_no_hold(subject: Erasing) -> None:
    """Conflict when a hold stands on this subject."""
    hold = Hold.objects.filter(subject=f"{subject.kind}:{subject.id}", lifted_at=None).first()
    if hold is not None:
        told = {"subject": hold.subject, "day": f"{hold.placed_at:%Y-%m-%d}", "ground": hold.ground}
        message = _("A legal hold stands on %(subject)s since %(day)s, for %(ground)s.") % told
        raise Conflict(message, hint=_("Lift the hold first, when its ground is gone."))


@transaction.atomic
def place_hold(subject: Erasing, *, ground: str, actor: str, at: datetime) -> Hold:
    """Stops erasure and retention for a subject; the same ground twice is one hold."""
    name = f"{subject.kind}:{subject.id}"
    hold, is_new = Hold.objects.get_or_create(
        subject=name, ground=ground, lifted_at=None, defaults={"placed_by": actor, "placed_at": at}
    )
    if is_new:
        record(
            "ledger.hold_placed", actor=actor, subject=Ref("hold", str(hold.pk)), payload={"kind": subject.kind}, at=at
        )
    return hold


@transaction.atomic
def lift_hold(hold: Hold, *, actor: str, at: datetime) -> None:
    """Ends a hold; nothing when it is lifted already."""
    if Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=at, lifted_by=actor):
        record("ledger.hold_lifted", actor=actor, subject=Ref("hold", str(hold.pk)), payload={}, at=at)


@transaction.atomic
def keep_for(table: str, *, days: int, rule: str, actor: str, at: datetime) -> Retention:
    """Sets how long the text in a fact table is kept."""
    kept, _is_new = Retention.objects.update_or_create(table=table, defaults={"days": days, "rule": rule})
    told = {"table": table, "days": days, "rule": rule}
    record("ledger.retention_set", actor=actor, subject=Ref("retention", table), payload=told, at=at)
    return kept


def expire(at: datetime) -> dict[str, int]:
    """Erases the text that is past its retention, table by table; rows by table."""
    items, accounts = _held("item"), _held("account")
    found = {}
    for kept in Retention.objects.all():
        before = at - timedelta(days=kept.days)
        done = erasure.expire(
            facts.whole(), kept.table, before=before, rule=kept.rule, held=items, held_accounts=accounts
        )
        found[kept.table] = done.rows
        if done.rows:
            with transaction.atomic():
                told = {"table": kept.table, "rows": done.rows, "rule": kept.rule}
                record("ledger.expired", actor=SYSTEM, subject=Ref("retention", kept.table), payload=told, at=at)
    return found


def _held(kind: str) -> set[str]:
    """The ids of this kind under a legal hold."""
    standing = Hold.objects.filter(lifted_at=None, subject__startswith=f"{kind}:").values_list("subject", flat=True)
    return {name.removeprefix(f"{kind}:") for name in standing}


def _empty_events(subject: Erasing, *, actor: str, at: datetime) -> int:
    """Takes payload, salt and the columns that repeat the payload out of the events about a subject."""
    names = Q(subject=f"{subject.kind}:{subject.id}")
    about = Event.objects.filter(names, erased_at=None).exclude(number=None).exclude(kind__in=KEPT)
    numbers = [number for number in about.values_list("number", flat=True) if number is not None]
    if not numbers:
        return 0
    about.update(payload=None, salt=None, erased_at=at, subject="", actor="")
    record(ERASED, actor=actor, subject=Ref("ledger", "events"), payload=erasure_data(numbers), at=at)
    return len(numbers)
