"""Filled sheets coming back: looked at first, then loaded, then told to the units that they answer.

What was judged at the desk is not asked again: such rows are refused, and the tasks that a sheet answers are withdrawn.
Not here: reading the sheet and storing its answers (``evenhand.assess``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand import assess
from evenhand.assess.assessed import read_assessed
from evenhand.assess.records import finding_id
from evenhand.ops.judgements.services import withdraw
from evenhand.ops.ledger.services import record
from evenhand.ops.people.checks import OWN_SOURCE
from evenhand.ops.people.models import JudgeAlias, User
from evenhand.ops.people.permissions import may, require
from evenhand.ops.people.selectors import users_of_judges
from evenhand.ops.quality.models import Finding, Sample, Unit
from evenhand.ops.quality.permissions import require_manages
from evenhand.ops.quality.vocabulary import ASSESS, CONTEXT, SampleState
from evenhand.ops.spine import facts
from evenhand.ops.spine.errors import Conflict, Denied
from evenhand.ops.spine.refs import Ref

AT_ONCE = 1_000
TOLD = ("assessed", "assessment_id", "assessor", "assessed_at", "by_sheet")
OF_A_FINDING = ("error_type", "root_cause", "clause", "version", "retracted", "named_at")


def check(sample: Sample, path: Path, *, assessor: User, by: User, at: datetime) -> assess.Load:
    """What loading the sheet would bring; nothing is stored."""
    _require(sample, assessor, by)
    return assess.check_sheet(facts.whole(), sample.sample_id, path, hand=hand_of(sample, assessor), now=at)


def load(sample: Sample, path: Path, *, assessor: User, by: User, at: datetime) -> assess.Load:
    """Loads the sheet; what it answers is withdrawn from the desk first, so that nothing is judged twice."""
    _require(sample, assessor, by)
    whole = facts.whole()
    looked = assess.check_sheet(whole, sample.sample_id, path, hand=hand_of(sample, assessor), now=at)
    _withdraw(sample, looked.tasks, by=by, at=at)
    loaded = assess.load_by(whole, sample.sample_id, path, hand=hand_of(sample, assessor), now=at)
    _tell_units(sample)
    _recorded(sample, loaded, assessor=assessor, by=by, at=at)
    return loaded


def hand_of(sample: Sample, assessor: User) -> assess.Hand:
    """Whose answers these are, and what of the sample takes none."""
    own = JudgeAlias.objects.filter(user=assessor, source=sample.source).values_list("judge_id", flat=True)
    judged = sample.units.filter(by_sheet=False).exclude(assessed="").values_list("task_key", flat=True)
    why = _("This was judged at the desk already.")
    return assess.Hand(assessor.pseudonym, known_as=frozenset(own), closed=dict.fromkeys(judged, why))


def _require(sample: Sample, assessor: User, by: User) -> None:
    require(by, ASSESS)
    if assessor != by:
        require_manages(by, sample)
    if not may(assessor, ASSESS):
        raise Denied(_("%(name)s may not assess.") % {"name": assessor.name}, hint=_("Choose who filled the sheet in."))
    if sample.state != SampleState.OPEN:
        raise Conflict(_("Only an open sample takes sheets."), hint=_("Make a new sample."))


@transaction.atomic
def _withdraw(sample: Sample, tasks: tuple[str, ...], *, by: User, at: datetime) -> None:
    for start in range(0, len(tasks), AT_ONCE):
        units = sample.units.select_for_update().filter(task_key__in=tasks[start : start + AT_ONCE], assessed="")
        withdraw(CONTEXT, sample.sample_id, at=at, by=by, about=list(units.values_list("source", "decision_id")))


@transaction.atomic
def _tell_units(sample: Sample) -> None:
    """Brings the units up to what the facts say of those that were not judged at the desk."""
    whole = facts.whole()
    assessed = read_assessed(whole, assess.find_sample(whole, sample.sample_id), ())
    rows = {row["task"]: row for row in assessed.rows.to_pylist() if row["assessed"] is not None}
    people = users_of_judges(OWN_SOURCE, {row["assessor"] for row in rows.values() if row["assessor"]})
    open_or_sheet = sample.units.exclude(by_sheet=False, assessment_id__gt="").select_for_update()
    units = [unit for unit in open_or_sheet if unit.task_key in rows]
    for unit in units:
        _answer(unit, rows[unit.task_key], people)
    Unit.objects.bulk_update(units, TOLD, batch_size=AT_ONCE)
    _tell_findings(units, rows)


def _answer(unit: Unit, row: Mapping[str, Any], people: Mapping[str, int]) -> None:
    unit.assessed, unit.assessment_id = row["assessed"], row["assessment_id"]
    unit.assessor_id, unit.assessed_at = people.get(row["assessor"] or ""), row["assessed_at"]
    unit.by_sheet = True


def _tell_findings(units: list[Unit], rows: Mapping[str, Mapping[str, Any]]) -> None:
    known = {found.unit_id: found for found in Finding.objects.filter(unit__sample=units[0].sample)} if units else {}
    new, old = [], []
    for unit in units:
        row, found = rows[unit.task_key], known.get(unit.pk)
        if row["error_type"] is None:
            old += [_retracted(found)] if found else []
        elif found is None:
            new.append(_found(Finding(unit=unit), row))
        else:
            old.append(_found(found, row))
    Finding.objects.bulk_create(new, batch_size=AT_ONCE)
    Finding.objects.bulk_update(old, OF_A_FINDING, batch_size=AT_ONCE)


def _found(found: Finding, row: Mapping[str, Any]) -> Finding:
    found.finding_id = finding_id(row["assessment_id"])
    found.error_type, found.root_cause = row["error_type"], row["root_cause"] or ""
    found.clause, found.version, found.retracted = row["clause"] or "", row["finding_version"], False
    found.found_at = found.found_at or row["assessed_at"]
    found.named_at = row["assessed_at"]
    return found


def _retracted(found: Finding) -> Finding:
    found.retracted = True
    return found


@transaction.atomic
def _recorded(sample: Sample, loaded: assess.Load, *, assessor: User, by: User, at: datetime) -> None:
    payload = {
        "sample_id": sample.sample_id,
        "assessor": str(assessor.uuid),
        "accepted": loaded.accepted,
        "unchanged": loaded.unchanged,
        "rejected": loaded.rejected,
    }
    record("sample.sheet_loaded", actor=str(by.uuid), subject=Ref("sample", str(sample.uuid)), payload=payload, at=at)
