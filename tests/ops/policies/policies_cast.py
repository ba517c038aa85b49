"""Policies for the tests of this desk."""

from __future__ import annotations

from datetime import UTC, datetime

from evenhand.ops.policies.models import Policy, PolicyVersion
from evenhand.ops.policies.services import new_draft, publish
from evenhand.ops.policies.types import Content, NewClause

BEFORE = datetime(2026, 2, 1, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> \"'\u202egnp.exe 违规/..\n; DROP TABLE"

CLAUSES = (
    NewClause(code="HA", title_en="Harassment", title_zh="骚扰", is_label=False),
    NewClause(
        code="HA.1",
        parent="HA",
        title_en="Insult aimed at a person",
        title_zh="针对个人的侮辱",
        definition_en="Words that degrade somebody who is named or tagged.",
        definition_zh="贬低被点名或被提及者的言论。",
        severity="high",
        actions=("remove", "warn"),
    ),
    NewClause(
        code="HA.1.a",
        parent="HA.1",
        title_en="Repeated insult",
        title_zh="反复侮辱",
        definition_en="The same, again and again.",
        definition_zh="多次实施上述行为。",
        actions=("remove",),
    ),
    NewClause(code="SH.1", title_en="Needs help", title_zh="需要帮助", is_violation=False, actions=("escalate",)),
)


def content(*more: NewClause, note: str = "") -> Content:
    """Four clauses, and more."""
    return Content(clauses=(*CLAUSES, *more), note_en=note, note_zh=note)


def policy(code: str = "guidelines", title: str = "Guidelines") -> Policy:
    """A policy without versions."""
    return Policy.objects.create(code=code, title_en=title, title_zh="准则", created_at=BEFORE)


def draft(name: str = "4.2", of: Policy | None = None, *more: NewClause, note: str = "") -> PolicyVersion:
    """A draft of the organisation's own work."""
    return new_draft(of or policy(), name, content(*more, note=note), by=None, at=BEFORE)


def version(name: str = "4.2", of: Policy | None = None, *more: NewClause, note: str = "") -> PolicyVersion:
    """A version in force."""
    return publish(draft(name, of, *more, note=note), by=None, at=BEFORE)
