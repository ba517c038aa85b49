"""What is left out of a sheet for somebody: what has an answer, what is set aside for others, what must stay hidden."""

from __future__ import annotations

from evenhand.ops.judgements.models import Task
from evenhand.ops.judgements.vocabulary import TaskState
from evenhand.ops.people.models import JudgeAlias, User
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.selectors.reports import hidden_from
from evenhand.ops.quality.vocabulary import CONTEXT


def not_for_sheet(user: User, sample: Sample) -> frozenset[str]:
    """Tasks that are answered, that this person decided themselves, or that are set aside for another."""
    answered = sample.units.exclude(assessed="").values_list("task_key", flat=True)
    own = JudgeAlias.objects.filter(user=user, source=sample.source).values("judge_id")
    decided = sample.units.filter(judge_id__in=own).values_list("task_key", flat=True)
    aside = Task.objects.filter(context_kind=CONTEXT, context_id=sample.sample_id, state=TaskState.OPEN)
    others = aside.filter(assigned_to__isnull=False).exclude(assigned_to=user).values("about_id")
    kept_for_others = sample.units.filter(decision_id__in=others).values_list("task_key", flat=True)
    return frozenset((*answered, *decided, *kept_for_others))


def not_for_findings_sheet(user: User, sample: Sample) -> frozenset[str]:
    """Tasks judged at the desk, where findings are named, and those whose verdicts this person must not see yet."""
    here = sample.units.filter(by_sheet=False).values_list("task_key", flat=True)
    return frozenset(here) | hidden_from(user, sample)
