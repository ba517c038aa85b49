"""Policies, items and tasks for the tests of the judgements desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.judgements.models import Task
from evenhand.ops.judgements.services import open_tasks
from evenhand.ops.judgements.types import NewTask
from evenhand.ops.judgements.vocabulary import Setting
from evenhand.ops.policies.models import Clause, Policy, PolicyVersion

SAMPLE = {"context_kind": "exercise", "context_id": "e-1"}
BEFORE = datetime(2026, 3, 1, tzinfo=UTC)

CLAUSES = (
    # code, parent, English, Chinese, is a label, is a violation, severity, actions
    ("HA", None, "Harassment", "骚扰", False, True, "medium", []),
    ("HA.1", "HA", "Insult aimed at a person", "针对个人的侮辱", True, True, "medium", ["remove", "limit", "warn"]),
    ("HA.2", "HA", "Threat or incitement", "威胁或煽动", True, True, "high", ["remove", "escalate"]),
    ("SH", None, "Self-harm", "自伤", False, True, "high", []),
    ("SH.1", "SH", "Needs help", "需要帮助", True, False, "high", ["escalate"]),
    ("SP", None, "Spam", "垃圾信息", False, True, "low", []),
    ("SP.1", "SP", "Repeated posts", "重复发布", True, True, "low", []),
)


def policy_version(name: str = "4.2") -> PolicyVersion:
    """A published version with three sections."""
    policy = Policy.objects.create(code="guidelines", title_en="Guidelines", title_zh="准则", created_at=BEFORE)
    version = PolicyVersion.objects.create(
        policy=policy, name=name, state="published", created_at=BEFORE, published_at=BEFORE
    )
    made: dict[str, Clause] = {}
    for order, (code, parent, en, zh, label, violation, severity, actions) in enumerate(CLAUSES):
        made[code] = Clause.objects.create(
            version=version,
            parent=made.get(parent or ""),
            code=code,
            order=order,
            title_en=en,
            title_zh=zh,
            definition_en=f"What {en.lower()} means.",
            definition_zh=f"{zh}的含义。",
            is_label=label,
            is_violation=violation,
            severity=severity,
            actions=actions,
        )
    return version


def snapshots(count: int, *, text: str = "Words of post {n}", tier: int = 1, **fields: Any) -> list[Snapshot]:
    """New items with a snapshot each."""
    start = Item.objects.count()
    items = Item.objects.bulk_create(
        Item(source="coop", external_id=f"post-{start + n}", language="en", market="IE", added_at=BEFORE)
        for n in range(count)
    )
    return Snapshot.objects.bulk_create(
        Snapshot(
            item=item, digest=f"{start + n:064}", text=text.format(n=start + n), tier=tier, taken_at=BEFORE, **fields
        )
        for n, item in enumerate(items)
    )


def new_task(snapshot: Snapshot, version: PolicyVersion, **changes: Any) -> NewTask:
    """A task of the sample on this snapshot, about a decision of its own."""
    given = {
        "setting": Setting.ASSESSMENT,
        "item_id": snapshot.item_id,
        "snapshot_id": snapshot.pk,
        "policy_version_id": version.pk,
        "about_source": "coop",
        "about_id": f"decision-on-{snapshot.item_id}",
        "partner": "lisbon",
        "market": "IE",
        "queue": "text",
        "language": "en",
        **SAMPLE,
        **changes,
    }
    return NewTask(**given)


def tasks(count: int, version: PolicyVersion, *, at: datetime, **changes: Any) -> Sequence[Task]:
    """Open tasks on new items, in the order in which they were opened."""
    ids = open_tasks([new_task(snapshot, version, **changes) for snapshot in snapshots(count)], at=at)
    return sorted(Task.objects.filter(uuid__in=ids), key=lambda task: task.pk)
