"""Second looks: some assessed decisions go to another assessor, blind as well, so that the assessors' error is known.

Which ones is a draw like any other: a number from 0 to 1 made of the sample and the unit, below the share or not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.services import open_tasks
from evenhand.ops.judgements.types import NewTask
from evenhand.ops.judgements.vocabulary import UNABLE, Setting
from evenhand.ops.ledger.services import record
from evenhand.ops.people.models import User
from evenhand.ops.people.selectors import users_of_judges
from evenhand.ops.quality.models import Sample, Unit
from evenhand.ops.quality.permissions import require_manages
from evenhand.ops.quality.services.planning import locked
from evenhand.ops.quality.vocabulary import CONTEXT, SampleState
from evenhand.ops.spine.errors import Conflict, Invalid
from evenhand.ops.spine.refs import Ref

AT_ONCE = 1_000


@transaction.atomic
def look_again(uuid: UUID, *, share: float, by: User, at: datetime) -> int:
    """From now on this share of the sample is looked at a second time; what is assessed already is asked for now.

    Answers how many tasks were opened. Asking for less takes nothing back.
    """
    if not 0 < share <= 1:
        raise Invalid(_("Give a share from 1 to 100 %."), field="second_share")
    sample = locked(uuid)
    require_manages(by, sample)
    if sample.state != SampleState.OPEN:
        raise Conflict(_("Only an open sample can be looked at a second time."))
    sample.second_share = share
    sample.save(update_fields=("second_share",))
    record(
        "sample.second_looks",
        actor=str(by.uuid),
        subject=Ref("sample", str(sample.uuid)),
        payload={"sample_id": sample.sample_id, "share": share},
        at=at,
    )
    return _ask_for_all(sample, by=by, at=at)


def ask_perhaps(unit: Unit, judgement: Judgement, task: Task, *, at: datetime) -> None:
    """Asks for a second look at a unit that was just assessed, when it is among the share."""
    if unit.sample.state == SampleState.OPEN and chosen(unit, unit.sample) and judgement.label != UNABLE:
        _ask([(unit, task)], at=at, by=None)


def chosen(unit: Unit, sample: Sample) -> bool:
    """Whether a unit is among those looked at a second time."""
    return place(sample.sample_id, unit.task_key) < sample.second_share


def place(sample_id: str, task_key: str) -> float:
    """Where a unit falls between 0 and 1: the first 52 bits of a digest, as in a draw."""
    digest = hashlib.md5(f"second{chr(31)}{sample_id}{chr(31)}{task_key}".encode(), usedforsecurity=False).hexdigest()
    return float(int(digest[:13], 16) / 2**52)


def _ask_for_all(sample: Sample, *, by: User, at: datetime) -> int:
    done = sample.units.filter(second_look=False, by_sheet=False).exclude(assessed__in=("", UNABLE))
    wanted = [unit for unit in done.select_for_update().iterator(chunk_size=AT_ONCE) if chosen(unit, sample)]
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        _ask(_with_tasks(sample, some), at=at, by=by)
    return len(wanted)


def _with_tasks(sample: Sample, units: list[Unit]) -> list[tuple[Unit, Task]]:
    """Each unit with the task in which it was assessed."""
    tasks = Task.objects.filter(
        context_kind=CONTEXT,
        context_id=sample.sample_id,
        setting=Setting.ASSESSMENT,
        about_id__in=[unit.decision_id for unit in units],
    )
    by_key = {(task.about_source, task.about_id): task for task in tasks}
    return [(unit, by_key[unit.source, unit.decision_id]) for unit in units]


def _ask(pairs: Iterable[tuple[Unit, Task]], *, at: datetime, by: User | None) -> None:
    asked = list(pairs)
    open_tasks([_task(unit, task) for unit, task in asked], at=at, by=by)
    Unit.objects.filter(pk__in=[unit.pk for unit, _ in asked]).update(second_look=True)


def _task(unit: Unit, task: Task) -> NewTask:
    """The same item under the same policy, for anybody but the reviewer and the first assessor."""
    decider = users_of_judges(unit.source, [unit.judge_id]).values() if unit.judge_id else ()
    first = () if unit.assessor_id is None else (unit.assessor_id,)
    return NewTask(
        setting=Setting.SECOND_REVIEW,
        item_id=task.item_id,
        snapshot_id=task.snapshot_id,
        policy_version_id=task.policy_version_id,
        context_kind=task.context_kind,
        context_id=task.context_id,
        about_source=unit.source,
        about_id=unit.assessment_id,
        partner=task.partner,
        market=task.market,
        queue=task.queue,
        language=task.language,
        due_at=task.due_at,
        barred=tuple({*decider, *first}),
    )
