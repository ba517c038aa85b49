"""Planning a sample, having it drawn again after a failure, closing it. Not here: the draw itself (``drawing``)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.assess import Allocation, Plan, read_plan
from evenhand.ops.judgements.services import withdraw
from evenhand.ops.ledger.services import record
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import require, scope_of
from evenhand.ops.people.selectors import people_who_may
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.policies.services import policy_from_labels
from evenhand.ops.policies.vocabulary import VersionState
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.permissions import limited, require_manages
from evenhand.ops.quality.selectors.population import labels_of
from evenhand.ops.quality.tasks import draw_sample
from evenhand.ops.quality.types import Asked
from evenhand.ops.quality.vocabulary import ASSESS, CONTEXT, MOVES, PLAN, SampleState
from evenhand.ops.spine.errors import Conflict, Invalid, NotFound
from evenhand.ops.spine.refs import Ref


@transaction.atomic
def plan_sample(asked: Asked, *, uuid: UUID, by: User, at: datetime) -> Sample:
    """Makes the sample and has it drawn in the background. ``uuid`` comes with the form: sent twice, it is one sample.

    Raises:
        Denied: the plan reaches beyond what this person may plan for.
        Invalid: an assessor who may not assess, or a policy version that is not in force.

    """
    require(by, PLAN)
    known = Sample.objects.filter(uuid=uuid).first()
    if known is not None:
        return _same(known, by)
    plan = plan_of(asked, by=by, uuid=uuid)
    _check(asked)
    sample = Sample.objects.create(
        uuid=uuid,
        name=asked.name,
        plan=plan,
        source=asked.source,
        policy_version=asked.policy_version or _labels_as_they_are(asked, plan, by=by, at=at),
        mode=asked.mode,
        minutes=asked.minutes,
        second_share=asked.second_share,
        made_by=by,
        created_at=at,
        due_at=asked.due_at,
    )
    sample.assessors.set(asked.assessors)
    _recorded("sample.planned", sample, by=by, at=at, mode=str(asked.mode), second_share=asked.second_share)
    transaction.on_commit(lambda: draw_sample.enqueue(str(uuid)))
    return sample


@transaction.atomic
def draw_again(uuid: UUID, *, by: User, at: datetime) -> Sample:
    """Has a sample drawn that could not be; one that is being drawn is drawn on."""
    sample = locked(uuid)
    require_manages(by, sample)
    if sample.state != SampleState.DRAWING:
        _move(sample, SampleState.DRAWING)
        sample.problem = ""
        sample.save(update_fields=("state", "problem"))
        _recorded("sample.drawn_again", sample, by=by, at=at)
    transaction.on_commit(lambda: draw_sample.enqueue(str(uuid)))
    return sample


@transaction.atomic
def close(uuid: UUID, *, by: User, at: datetime) -> Sample:
    """Ends the assessing: what is still open is withdrawn, what was found stays."""
    sample = locked(uuid)
    require_manages(by, sample)
    if sample.state == SampleState.CLOSED:
        return sample
    _move(sample, SampleState.CLOSED)
    sample.closed_at = at
    sample.save(update_fields=("state", "closed_at"))
    withdraw(CONTEXT, sample.sample_id, at=at, by=by)
    _recorded("sample.closed", sample, by=by, at=at)
    return sample


def plan_of(asked: Asked, *, by: User, uuid: UUID) -> dict[str, Any]:
    """The plan as ``assess.read_plan`` takes it, within what the planner may draw from; the seed comes from ``uuid``.

    Raises RequestError when its parts contradict each other.
    """
    where = limited(asked.where, scope_of(by, PLAN))
    population: dict[str, Any] = {"setting": "live", "source": asked.source}
    days = {"from": asked.since, "to": asked.until}
    population |= {key: day.isoformat() for key, day in days.items() if day is not None}
    plan = {
        "name": asked.name,
        "population": population | {"where": {name: list(values) for name, values in sorted(where.items())}},
        "size": asked.size,
        "half_width": asked.half_width,
        "strata": list(asked.strata),
        "allocation": str(asked.allocation),
        "floor": asked.floor,
        "person_floor": asked.person_floor,
        "score": "reach" if asked.allocation is Allocation.SCORE else None,
        "minutes": asked.minutes,
        "target": asked.target,
        "timezone": asked.timezone,
        "seed": uuid.int % 2**31,
    }
    read_plan(plan)
    return plan


def plan_behind(sample: Sample) -> Plan:
    """The plan of a sample, ready to be drawn."""
    return read_plan(sample.plan)


def locked(uuid: UUID) -> Sample:
    """The sample, locked until the transaction ends."""
    sample = Sample.objects.select_for_update().filter(uuid=uuid).first()
    if sample is None:
        raise NotFound(_("There is no sample at this address."))
    return sample


def _check(asked: Asked) -> None:
    able = set(people_who_may(ASSESS).filter(pk__in=asked.assessors).values_list("pk", flat=True))
    if set(asked.assessors) - able:
        raise Invalid(
            _("One of those you chose may not assess."), field="assessors", hint=_("Choose among the names offered.")
        )
    version = asked.policy_version
    if version is not None and version.state != VersionState.PUBLISHED:
        raise Invalid(
            _("This policy version is not in force."), field="policy", hint=_("Choose one that has been published.")
        )


def _labels_as_they_are(asked: Asked, plan: dict[str, Any], *, by: User, at: datetime) -> PolicyVersion:
    """A flat policy of the labels that these decisions carry, so that a first sample needs no policy."""
    labels = tuple(label for label in labels_of(read_plan(plan).population) if label not in ("none", "unable"))
    if not labels:
        raise Invalid(
            _("These decisions carry no label but “none”."), field="policy", hint=_("Choose a policy instead.")
        )
    return policy_from_labels(f"Labels of {asked.source}", labels, by=by, at=at, title_zh=f"{asked.source} 的标签")


def _same(sample: Sample, by: User) -> Sample:
    if sample.made_by_id != by.pk:
        raise Conflict(_("This form has been sent by somebody else."), hint=_("Open a new one."))
    return sample


def _move(sample: Sample, then: SampleState) -> None:
    MOVES.check(SampleState(sample.state), then, what=f"The sample {sample.name}")
    sample.state = then


def _recorded(kind: str, sample: Sample, *, by: User, at: datetime, **payload: Any) -> None:
    told = {"sample_id": sample.sample_id, **payload}
    record(kind, actor=str(by.uuid), subject=Ref("sample", str(sample.uuid)), payload=told, at=at)
