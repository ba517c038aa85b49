"""What follows when somebody has judged a drawn decision: its unit says so, a difference becomes a finding.

Called in the transaction of the judgement (``desk.handlers``). Not here: what the assessor then says about a finding.
"""

from __future__ import annotations

from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.vocabulary import Setting
from evenhand.ops.quality.models import Unit
from evenhand.ops.quality.services import finding, second_looks
from evenhand.ops.quality.vocabulary import CONTEXT


def given(*, judgement: Judgement, task: Task) -> None:
    """Somebody has assessed a unit."""
    unit = _unit(task)
    if unit is None:
        return
    _note(unit, judgement)
    finding.follow(unit, by=judgement.judge, at=judgement.judged_at, violating=judgement.violating)
    second_looks.ask_perhaps(unit, judgement, task, at=judgement.judged_at)


def changed(*, judgement: Judgement, task: Task) -> None:
    """Somebody has changed their mind: the finding goes, comes, or is another."""
    unit = _unit(task)
    if unit is None:
        return
    _note(unit, judgement)
    finding.follow(unit, by=judgement.judge, at=judgement.judged_at, violating=judgement.violating)


def _unit(task: Task) -> Unit | None:
    """The unit that a task assesses, locked; None for tasks of other desks and for second reviews."""
    if task.context_kind != CONTEXT or task.setting != Setting.ASSESSMENT:
        return None
    units = Unit.objects.select_related("sample").select_for_update(of=("self",))
    return units.filter(sample__sample_id=task.context_id, source=task.about_source, decision_id=task.about_id).first()


def _note(unit: Unit, judgement: Judgement) -> None:
    unit.assessed, unit.assessment_id = judgement.label, str(judgement.public_id)
    unit.assessor, unit.assessed_at = judgement.judge, judgement.judged_at
    unit.save(update_fields=("assessed", "assessment_id", "assessor", "assessed_at"))
