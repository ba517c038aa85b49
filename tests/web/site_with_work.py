"""A partner with a person, and with one of everything that the desks keep: made straight in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from evenhand.ops.exchange.models import Import
from evenhand.ops.items.models import Item, Medium, Snapshot
from evenhand.ops.judgements.models import Task
from evenhand.ops.judgements.vocabulary import Setting
from evenhand.ops.ledger.models import Event
from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.people.models import Grant, Partner, User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.models import Clause, Policy, PolicyVersion
from evenhand.ops.quality.models import Finding, Sample, Unit
from evenhand.ops.spine.refs import Ref

BEFORE = datetime(2026, 3, 1, tzinfo=UTC)
PLAN = {"name": "daily"}


@dataclass(frozen=True)
class SiteWithWork:
    """What belongs to one partner."""

    partner: Partner
    person: User
    item: Item
    snapshot: Snapshot
    medium: Medium
    task: Task
    sample: Sample
    unit: Unit
    finding: Finding
    brought: Import
    event: Event
    policy: Policy
    version: PolicyVersion
    clause: Clause


def site_with_work(code: str) -> SiteWithWork:
    """A site whose every row names it."""
    partner = Partner.objects.create(code=code, name=code.title())
    person = User.objects.create(username=f"of-{code}", name=f"Of {code}", partner=partner)
    Grant.objects.create(user=person, role=Role.REVIEWER)
    version = _version()
    item = Item.objects.create(source="coop", external_id=f"post of {code}", added_at=BEFORE)
    snapshot = Snapshot.objects.create(item=item, digest=code, text="Words.", taken_at=BEFORE)
    sample = _sample(code, person, version)
    unit = _unit(code, sample, person)
    return SiteWithWork(
        partner=partner,
        person=person,
        item=item,
        snapshot=snapshot,
        medium=_medium(snapshot),
        task=_task(code, snapshot, version, sample),
        sample=sample,
        unit=unit,
        finding=Finding.objects.create(
            unit=unit, finding_id=f"finding of {code}", error_type="over_enforcement", found_at=BEFORE
        ),
        brought=Import.objects.create(
            name=f"{code}.csv", suffix=".csv", bytes=1, into="judgements", by=person, created_at=BEFORE
        ),
        event=_event(code),
        policy=version.policy,
        version=version,
        clause=version.clauses.get(),
    )


def _event(code: str) -> Event:
    record("tried.made", actor=SYSTEM, subject=Ref("partner", code), payload={}, at=BEFORE)
    return Event.objects.latest("id")


def _version() -> PolicyVersion:
    policy, _ = Policy.objects.get_or_create(
        code="guidelines", defaults={"title_en": "Guidelines", "title_zh": "准则", "created_at": BEFORE}
    )
    version, made = PolicyVersion.objects.get_or_create(policy=policy, name="4.2", defaults={"created_at": BEFORE})
    if made:
        Clause.objects.create(version=version, code="HA.1", order=1, title_en="Insult", title_zh="侮辱", is_label=True)
        PolicyVersion.objects.filter(pk=version.pk).update(state="published", published_at=BEFORE)
    return version


def _task(code: str, snapshot: Snapshot, version: PolicyVersion, sample: Sample) -> Task:
    return Task.objects.create(
        setting=Setting.ASSESSMENT,
        about_source="coop",
        about_id=f"decision of {code}",
        item=snapshot.item,
        snapshot=snapshot,
        policy_version=version,
        context_kind="tried",
        context_id=str(sample.uuid),
        partner=code,
        created_at=BEFORE,
    )


def _medium(snapshot: Snapshot) -> Medium:
    return Medium.objects.create(
        snapshot=snapshot,
        sha256="0" * 64,
        kind="image",
        mime="image/png",
        bytes=1,
        width=1,
        height=1,
        frames=1,
        attached_at=BEFORE,
    )


def _sample(code: str, person: User, version: PolicyVersion) -> Sample:
    return Sample.objects.create(
        sample_id=f"sample of {code}",
        name=f"Daily sample of {code}",
        plan=PLAN,
        policy_version=version,
        mode="mixed",
        state="open",
        minutes=3,
        made_by=person,
        created_at=BEFORE,
        drawn_at=BEFORE,
        size=1,
        population=1,
    )


def _unit(code: str, sample: Sample, person: User) -> Unit:
    return Unit.objects.create(
        sample=sample,
        task_key="k-1",
        source="coop",
        decision_id=f"decision of {code}",
        item_key=f"assessed post of {code}",
        label="HA.1",
        partner=code,
        market="IE",
        queue="text",
        assessed="none",
        assessment_id=f"assessment of {code}",
        assessor=person,
        assessed_at=BEFORE,
    )
