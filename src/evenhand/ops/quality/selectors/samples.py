"""How far samples are, what of them waits for somebody, and who has done what. Never one person against another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.selectors import contexts_of
from evenhand.ops.judgements.vocabulary import UNABLE, Setting
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import scope_of
from evenhand.ops.quality.models import Sample, Unit
from evenhand.ops.quality.permissions import samples_seen_by, units_seen_by
from evenhand.ops.quality.types import Standing
from evenhand.ops.quality.vocabulary import CONTEXT, READ, SampleState

NOTHING = Standing(planned=0, judged=0, unable=0, differs=0, on_sheets=0, second_looks=0)
ANSWERED = ~Q(assessed="")
JUDGED = ANSWERED & ~Q(assessed=UNABLE)
COUNTS: Mapping[str, Any] = {
    "planned": Count("pk"),
    "judged": Count("pk", filter=JUDGED),
    "unable": Count("pk", filter=Q(assessed=UNABLE)),
    "differs": Count("pk", filter=JUDGED & ~Q(assessed=F("label"))),
    "on_sheets": Count("pk", filter=Q(by_sheet=True)),
    "second_looks": Count("pk", filter=Q(second_look=True)),
}


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What of one sample waits for a person."""

    sample: Sample
    setting: Setting
    count: int
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one assessor has assessed, by name in the order of names."""

    name: str | None
    assessed: int
    waiting: int


def standings(user: User, samples: Iterable[Sample]) -> dict[int, Standing]:
    """How far samples are in the units that this person may see; one query."""
    counted = units_seen_by(user).filter(sample__in=list(samples)).values("sample").annotate(**COUNTS).order_by()
    rows: list[dict[str, Any]] = list(counted)  # type: ignore[arg-type]  # the counts are annotated by name
    return {row["sample"]: Standing(**{name: row[name] for name in COUNTS}) for row in rows}


def standing(user: User, sample: Sample) -> Standing:
    """How far one sample is."""
    return standings(user, [sample]).get(sample.pk, NOTHING)


def answers(sample: Sample, user: User) -> int:
    """How many units that this person may see have an answer in the work database."""
    return units_seen_by(user).filter(ANSWERED, sample=sample).count()


def seconds_used(sample: Sample) -> float:
    """Active seconds of all assessments here, second looks included; sheets do not tell."""
    if not sample.sample_id:
        return 0.0
    given = Judgement.objects.filter(version=1, task__context_kind=CONTEXT, task__context_id=sample.sample_id)
    return float(given.aggregate(total=Sum("seconds"))["total"] or 0.0)


def by_assessor(sample: Sample, user: User) -> list[Given]:
    """Who has assessed how much, and what is set aside for whom, in the order of names."""
    done = _counts(units_seen_by(user).filter(ANSWERED, sample=sample), "assessor__name")
    open_tasks = Task.objects.filter(
        context_kind=CONTEXT, context_id=sample.sample_id, state="open", assigned_to__isnull=False
    )
    waiting = _counts(open_tasks, "assigned_to__name") if sample.sample_id else {}
    names = sorted(done.keys() | waiting.keys(), key=lambda name: (name is None, name or ""))
    return [Given(name=name, assessed=done.get(name, 0), waiting=waiting.get(name, 0)) for name in names]


def waiting_for(user: User, at: datetime) -> list[Waiting]:
    """The samples of which something waits for this person, first the one that is due first; two queries."""
    found = [row for row in contexts_of(user, at) if row.context_kind == CONTEXT]
    ids = {row.context_id for row in found}
    samples = {sample.sample_id: sample for sample in Sample.objects.filter(sample_id__in=ids, state=SampleState.OPEN)}
    return [
        Waiting(sample=samples[row.context_id], setting=row.setting, count=row.waiting, due_at=row.due_at)
        for row in found
        if row.context_id in samples
    ]


def waiting_in(user: User, sample: Sample, at: datetime) -> int:
    """What of one sample waits for this person."""
    return sum(row.count for row in waiting_for(user, at) if row.sample.pk == sample.pk)


def listed(user: User) -> QuerySet[Sample]:
    """The samples for the list: each with ``done``, its answered units, and ``seen``, those that the person may see."""
    own = (
        units_seen_by(user)
        .filter(sample=OuterRef("pk"))
        .order_by()
        .values("sample")
        .annotate(n=Count("pk"))
        .values("n")
    )
    whole = scope_of(user, READ).is_everything
    return (
        samples_seen_by(user)
        .select_related("made_by")
        .annotate(done=Subquery(own.filter(assessed_at__isnull=False)), seen=F("size") if whole else Subquery(own))
    )


def named_like(user: User, words: str, *, most: int) -> list[Sample]:
    """Samples whose name holds these words."""
    return list(samples_seen_by(user).filter(name__icontains=words).order_by("-created_at")[:most])


def unit_of_task(task: Task) -> Unit | None:
    """The unit that a task assesses; None for tasks of other desks and second looks."""
    if task.context_kind != CONTEXT or task.setting != Setting.ASSESSMENT:
        return None
    units = Unit.objects.filter(source=task.about_source, decision_id=task.about_id)
    return units.filter(sample__sample_id=task.context_id).first()


def _counts(rows: QuerySet[Any], name: str) -> dict[str | None, int]:
    return dict(rows.order_by().values(name).annotate(n=Count("pk")).values_list(name, "n"))
