"""Findings: made when an assessment differs, named by its assessor, withdrawn when they agree after all.

Every change is a new version in the facts. Not here: judging (``judgements``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.assess.records import error_of, finding_id
from evenhand.ops.judgements.services import reconsider
from evenhand.ops.judgements.types import Given
from evenhand.ops.judgements.vocabulary import NONE, UNABLE
from evenhand.ops.ledger.services import record
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import require_within
from evenhand.ops.quality import facts
from evenhand.ops.quality.models import WORST, Finding, Note, Unit
from evenhand.ops.quality.types import Named
from evenhand.ops.quality.vocabulary import ASSESS, ErrorType, RootCause
from evenhand.ops.spine import outbox
from evenhand.ops.spine.errors import Conflict, Invalid, NotFound
from evenhand.ops.spine.refs import Ref

LONGEST_NOTE = 4_000


def follow(unit: Unit, *, by: User, at: datetime, violating: bool | None) -> Finding | None:
    """The finding that a unit's assessment leads to: made, changed or retracted, as its two labels say."""
    now = Finding.objects.filter(unit=unit).first()
    error = implied_error(unit, violating=violating)
    if now is None:
        return None if error is None else _make(unit, error, by=by, at=at)
    now.unit = unit
    if error is None:
        return now if now.retracted else _retract(now, by=by, at=at)
    now.error_type, now.clause, now.retracted, now.named_at = error, clause_of(unit), False, None
    return _next(now, "finding.changed", by=by, at=at)


@transaction.atomic
def name_finding(uuid: UUID, named: Named, *, version: int, by: User, at: datetime) -> Finding:
    """Says what sort of error it was and why; ``version`` is the one that the assessor saw.

    Raises:
        Invalid: a value that is none of those offered.
        Conflict: the finding was changed or withdrawn since.

    """
    found = _own(uuid, by)
    _check(named)
    if found.version != version or found.retracted:
        raise Conflict(_("This finding has been changed since."), hint=_("Reload the page to see how it stands."))
    _keep_note(found, named.note.strip(), at=at)
    found.error_type, found.root_cause, found.severity = named.error_type, named.root_cause, named.severity
    found.named_at = at
    return _next(found, "finding.named", by=by, at=at)


@transaction.atomic
def agree_after_all(uuid: UUID, *, by: User, at: datetime) -> Unit:
    """The assessor has seen the original decision and agrees with it: a new version of their assessment, both kept.

    The finding is withdrawn by what follows from the changed judgement (``answering.changed``).
    """
    unit = unit_of(uuid, by)
    if unit.assessed == unit.label:
        return unit
    reconsider(UUID(unit.assessment_id), by, given=Given(label=unit.label), at=at)
    unit.refresh_from_db()
    return unit


def unit_of(uuid: UUID, by: User) -> Unit:
    """A unit that this person has assessed here; NotFound for any other."""
    units = Unit.objects.select_related("sample").select_for_update(of=("self",))
    unit = units.filter(uuid=uuid, assessor=by, by_sheet=False).exclude(assessed="").first()
    if unit is None:
        raise NotFound(_("You have assessed nothing at this address."), hint=_("Take the next one from My tasks."))
    require_within(by, ASSESS, partner=unit.partner, market=unit.market, queue=unit.queue)
    return unit


def implied_error(unit: Unit, *, violating: bool | None) -> str | None:
    """The error type that the two labels imply, None when they agree or nothing could be judged."""
    known: Mapping[str, bool | None] = {
        **unit.sample.violations,
        **({unit.assessed: violating} if violating is not None else {}),
        **({unit.label: unit.violating} if unit.violating is not None else {}),
    }
    return error_of(unit.label, unit.assessed, named=None, violation=known)


def clause_of(unit: Unit) -> str:
    """The clause at issue: the assessor's, or the reviewer's where the assessor saw no violation."""
    return unit.label if unit.assessed in (NONE, UNABLE) else unit.assessed


def _make(unit: Unit, error: str, *, by: User, at: datetime) -> Finding:
    found = Finding.objects.create(
        unit=unit,
        finding_id=finding_id(unit.assessment_id),
        error_type=error,
        clause=clause_of(unit),
        found_at=at,
    )
    _tell("finding.made", found, by=by, at=at)
    return found


def _retract(found: Finding, *, by: User, at: datetime) -> Finding:
    found.retracted = True
    return _next(found, "finding.withdrawn", by=by, at=at)


def _next(found: Finding, kind: str, *, by: User, at: datetime) -> Finding:
    found.version += 1
    found.save()
    _tell(kind, found, by=by, at=at)
    return found


def _own(uuid: UUID, by: User) -> Finding:
    found = Finding.objects.select_related("unit").select_for_update(of=("self",)).filter(uuid=uuid).first()
    if found is None or found.unit.assessor_id != by.pk:
        raise NotFound(_("There is no finding of yours at this address."), hint=_("Look in the list of findings."))
    unit = found.unit
    require_within(by, ASSESS, partner=unit.partner, market=unit.market, queue=unit.queue)
    return found


def _check(named: Named) -> None:
    if named.error_type not in ErrorType.values:
        raise Invalid(_("Choose what sort of error it was."), field="error_type")
    if named.root_cause and named.root_cause not in RootCause.values:
        raise Invalid(_("Choose one of the root causes, or none."), field="root_cause")
    if named.severity is not None and not 0 <= named.severity <= WORST:
        raise Invalid(_("Choose one of the severities, or none."), field="severity")
    if len(named.note) > LONGEST_NOTE:
        raise Invalid(_("The note is longer than %(most)s characters.") % {"most": f"{LONGEST_NOTE:,}"}, field="note")


def _keep_note(found: Finding, text: str, *, at: datetime) -> None:
    if text or Note.objects.filter(finding=found).exists():
        Note.objects.update_or_create(finding=found, defaults={"text": text, "written_at": at, "erased_at": None})


def _tell(kind: str, found: Finding, *, by: User, at: datetime) -> None:
    payload: dict[str, Any] = {
        "finding_id": found.finding_id,
        "version": found.version,
        "error_type": found.error_type,
        "root_cause": found.root_cause,
        "severity": found.severity,
    }
    record(kind, actor=str(by.uuid), subject=Ref("finding", str(found.uuid)), payload=payload, at=at)
    outbox.publish("findings", [facts.row(found)], at=at)
