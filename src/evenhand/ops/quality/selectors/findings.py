"""Findings for somebody, and what they have assessed themselves."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evenhand.ops.judgements.models import Task
from evenhand.ops.judgements.vocabulary import Setting, TaskState
from evenhand.ops.people.models import User
from evenhand.ops.quality.models import Finding, Sample, Unit
from evenhand.ops.quality.permissions import findings_seen_by
from evenhand.ops.quality.vocabulary import CONTEXT
from evenhand.ops.spine.errors import NotFound


def findings(user: User) -> QuerySet[Finding]:
    """The findings for the list, each with what it is shown with."""
    return findings_seen_by(user).select_related("unit__sample")


def finding_seen_by(user: User, uuid: UUID) -> Finding:
    """A finding that the person may see; NotFound for any other."""
    found = findings(user).select_related("unit__sample", "note").filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no finding at this address."), hint=_("Look in the list of findings."))
    return found


def assessed_by(user: User, uuid: UUID) -> Unit:
    """A unit that this person has assessed at the desk; NotFound for any other, and before they have judged it."""
    own = Unit.objects.select_related("sample").filter(uuid=uuid, assessor=user, by_sheet=False).exclude(assessed="")
    unit = own.first()
    if unit is None:
        raise NotFound(_("You have assessed nothing at this address."), hint=_("Take the next one from My tasks."))
    return unit


def task_of(unit: Unit) -> Task | None:
    """The task in which a unit was assessed, with what was seen then; None where it was assessed on a sheet."""
    tasks = Task.objects.select_related("item", "snapshot", "policy_version").prefetch_related("snapshot__media")
    return tasks.filter(
        context_kind=CONTEXT,
        context_id=unit.sample.sample_id,
        setting=Setting.ASSESSMENT,
        about_source=unit.source,
        about_id=unit.decision_id,
        state=TaskState.DONE,
    ).first()


def to_be_named(user: User) -> QuerySet[Finding]:
    """Findings of this person's own assessments that they have not named yet."""
    return Finding.objects.filter(
        unit__assessor=user, unit__by_sheet=False, named_at__isnull=True, retracted=False
    ).select_related("unit__sample")


def by_task(user: User, sample: Sample, keys: list[str]) -> dict[str, Finding]:
    """The findings of some units of a sample, by task key, those that the person may see."""
    found = findings_seen_by(user).filter(unit__sample=sample, unit__task_key__in=keys).select_related("unit", "note")
    return {finding.unit.task_key: finding for finding in found}
