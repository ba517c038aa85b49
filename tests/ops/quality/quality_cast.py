"""What the tests of the quality desk share: decisions in the facts, a policy, samples, and assessing without a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import pyarrow as pa

from evenhand.assess import Allocation
from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.services import claim, judge
from evenhand.ops.judgements.types import Given
from evenhand.ops.people.models import User
from evenhand.ops.policies.models import Clause, Policy, PolicyVersion
from evenhand.ops.policies.vocabulary import VersionState
from evenhand.ops.quality import services
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.types import Asked
from evenhand.ops.quality.vocabulary import CONTEXT, Mode
from evenhand.ops.spine import facts
from evenhand.ops.spine.publisher import publish_waiting

SOURCE = "reviews"
DAY = datetime(2026, 2, 23, 8, tzinfo=UTC)
LABELS = ("none", "spam", "hate", "none", "none")
PARTNERS = ("lisbon", "kuala")
LANGUAGES = ("en", "es", "zh")


def store(table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Commits rows of a fact table."""
    with facts.whole().writing("test") as batch:
        batch.connection.register("given", pa.Table.from_pylist(list(rows)))
        batch.add(table, "given")
        batch.connection.unregister("given")


def decision(number: int, **other: Any) -> dict[str, Any]:
    """A live decision; its label, partner and language follow from its number."""
    return {
        "source": SOURCE,
        "judgement_id": f"d{number}",
        "item_id": f"i{number}",
        "judge_id": f"judge-{number % 4}",
        "setting": "live",
        "label": LABELS[number % len(LABELS)],
        "policy_version": "2026-01",
        "partner": PARTNERS[number % 2],
        "market": "MY",
        "queue": "general",
        "language": LANGUAGES[number % len(LANGUAGES)],
        "reach": 10 * (number % 7),
        "judged_at": DAY + timedelta(minutes=7 * number),
        **other,
    }


def item(number: int, **other: Any) -> dict[str, Any]:
    """The item of a decision."""
    return {
        "source": SOURCE,
        "item_id": f"i{number}",
        "kind": "content",
        "content_type": "text",
        "text": f"What somebody wrote, number {number}",
        "language": LANGUAGES[number % len(LANGUAGES)],
        **other,
    }


def store_decisions(count: int, **other: Any) -> None:
    """So many decisions with their items."""
    store("items", [item(number) for number in range(count)])
    store("judgements", [decision(number, **other) for number in range(count)])


def policy(labels: Iterable[str] = ("spam", "hate")) -> PolicyVersion:
    """A published policy with these clauses."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = Policy.objects.create(code="rules", title_en="Rules", title_zh="规则", created_at=at)
    version = PolicyVersion.objects.create(
        policy=made, name="2026-01", state=VersionState.PUBLISHED, created_at=at, published_at=at
    )
    Clause.objects.bulk_create(
        Clause(version=version, code=label, order=number, title_en=label.title(), title_zh=label)
        for number, label in enumerate(labels)
    )
    return version


def asked(version: PolicyVersion | None, **other: Any) -> Asked:
    """A plan of 12 decisions, by language."""
    given: dict[str, Any] = {
        "name": "Weekly",
        "source": SOURCE,
        "size": 12,
        "strata": ("language",),
        "allocation": Allocation.PROPORTIONAL,
        "target": 0.9,
        "policy_version": version,
        "mode": Mode.TASKS,
    }
    return Asked(**{**given, **other})


def drawn(by: User, version: PolicyVersion, *, at: datetime, uuid: UUID | None = None, **other: Any) -> Sample:
    """A sample that has been planned and drawn; the seed comes from the identifier, which is the same each time."""
    same = uuid5(NAMESPACE_OID, f"sample {Sample.objects.count()}")
    made = services.plan_sample(asked(version, **other), uuid=uuid or same, by=by, at=at)
    services.draw(made.uuid, at=at)
    made.refresh_from_db()
    return made


def assess_next(user: User, sample: Sample, *, at: datetime, label: str | None = None) -> Judgement:
    """Judges the next task of a sample; without a label the answer is that of the decision."""
    task = claim(user, at=at, context_kind=CONTEXT, context_id=sample.sample_id)
    assert task is not None
    said = label if label is not None else decided(sample, task)
    given = Given(label=said, unable_reason="gone" if said == "unable" else "", seconds=30)
    return judge(task.uuid, user, given=given, version=task.version, at=at)


def decided(sample: Sample, task: Task) -> str:
    """The label of the decision that a task is about."""
    return str(sample.units.get(source=task.about_source, decision_id=task.about_id).label)


def assess_all(user: User, sample: Sample, *, at: datetime, wrong: int = 0) -> None:
    """Assesses everything: the first ``wrong`` otherwise than decided."""
    for number in range(sample.size):
        assess_next(user, sample, at=at, label="hate" if number < wrong else None)
    publish(at)


def publish(at: datetime) -> None:
    """Brings everything that waits into the facts."""
    while publish_waiting(at=at).rows:
        pass
