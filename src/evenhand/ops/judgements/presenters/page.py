"""The panel's page: what is to be judged, under what, and what has been filled in so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.ops.items.presenters import SeenItem
from evenhand.ops.judgements.models import Draft, Judgement, Task
from evenhand.ops.judgements.presenters.choices import (
    ClauseView,
    action_options,
    clause_views,
    confidence_options,
    reason_options,
)
from evenhand.ops.judgements.presenters.content import content_of, facts_of
from evenhand.ops.judgements.types import Share
from evenhand.ops.judgements.vocabulary import BLIND
from evenhand.ops.people.models import User
from evenhand.ops.policies.types import ClauseNode
from evenhand.ui.types import Definition, Option


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What stands in the form: from the draft, from a refused submission, or from the judgement that is changed."""

    label: str = ""
    labels: frozenset[str] = frozenset()
    unable_reason: str = ""
    action: str = ""
    confidence: float | None = None
    reason: str = ""

    @classmethod
    def of(cls, values: dict[str, Any]) -> Filled:
        """From the fields of a form or a draft, whatever they hold."""
        labels, confidence = values.get("labels"), values.get("confidence")
        return cls(
            label=str(values.get("label") or ""),
            labels=frozenset(map(str, labels if isinstance(labels, list | tuple) else ())),
            unable_reason=str(values.get("unable_reason") or ""),
            action=str(values.get("action") or ""),
            confidence=confidence if isinstance(confidence, float | int) else None,
            reason=str(values.get("reason") or ""),
        )


@dataclass(frozen=True, kw_only=True)
class PanelPage:
    """Everything that the panel shows; ``urls`` are the addresses that its script calls."""

    task: str
    version: int
    owner: str
    title: str
    language: str
    blind: bool
    policy: str
    due_at: datetime | None
    now: datetime
    content: SeenItem
    facts: tuple[Definition, ...]
    clauses: tuple[ClauseView, ...]
    actions: tuple[Option, ...]
    reasons: tuple[Option, ...]
    confidences: tuple[Option, ...]
    filled: Filled
    saved_at: datetime | None
    seconds: float
    place: int
    total: int
    urls: dict[str, str]
    changes: bool

    @property
    def data(self) -> dict[str, str]:
        """What the script reads from the page."""
        return {
            **{f"data-url-{name}": address for name, address in self.urls.items()},
            "data-task": self.task,
            "data-owner": self.owner,
            "data-version": str(self.version),
            "data-saved": self.saved_at.isoformat() if self.saved_at else "",
            "data-title": self.title,
        }


def panel_page(
    task: Task,
    user: User,
    *,
    clauses: Sequence[ClauseNode],
    share: Share,
    at: datetime,
    draft: Draft | None = None,
    typed: dict[str, Any] | None = None,
    changing: Judgement | None = None,
    before: int = 0,
) -> PanelPage:
    """The page of a task that this person holds, or of a judgement of theirs that they change.

    ``before`` is how many tasks they have in front of them that come before this one.
    """
    values = typed if typed is not None else _known(draft, changing)
    filled = Filled.of(values)
    setting = str(task.get_setting_display())
    return PanelPage(
        task=str(task.uuid),
        version=changing.version if changing else task.version,
        owner=str(user.uuid),
        title=_("%(setting)s: %(item)s") % {"setting": setting.capitalize(), "item": task.item.get_kind_display()},
        language=task.item.language or task.language,
        blind=task.setting in BLIND,
        policy=_("%(policy)s %(version)s") % {"policy": _policy(task), "version": task.policy_version.name},
        due_at=task.due_at,
        now=at,
        content=content_of(task),
        facts=facts_of(task),
        clauses=clause_views(clauses),
        actions=action_options(clauses, filled.action),
        reasons=reason_options(filled.unable_reason),
        confidences=confidence_options(filled.confidence),
        filled=filled,
        saved_at=draft.saved_at if draft else None,
        seconds=draft.seconds if draft else 0.0,
        place=share.done + 1 + before,
        total=share.total,
        urls=_urls(task, changing),
        changes=changing is not None,
    )


def next_url(task: Task) -> str:
    """Where the next task of the same context is taken."""
    return f"{reverse('judgements:next')}?{urlencode({'context': f'{task.context_kind}:{task.context_id}'})}"


def _known(draft: Draft | None, changing: Judgement | None) -> dict[str, Any]:
    if changing is None:
        return dict(draft.body) if draft else {}
    reason = changing.reason.text if hasattr(changing, "reason") else ""
    return {
        "label": changing.label,
        "labels": [label for label in changing.labels if label != changing.label],
        "unable_reason": changing.unable_reason,
        "action": changing.action,
        "confidence": changing.confidence,
        "reason": reason,
    }


def _policy(task: Task) -> str:
    policy = task.policy_version.policy
    return policy.title_zh if (get_language() or "en").startswith("zh") else policy.title_en


def _urls(task: Task, changing: Judgement | None) -> dict[str, str]:
    if changing is not None:
        own = {"uuid": changing.public_id}
        return {"judge": reverse("judgements:change", kwargs=own), "stop": reverse("judgements:history")}
    names = ("draft", "hold", "opened", "release", "ahead", "skip")
    urls = {name: reverse(f"judgements:{name}", kwargs={"uuid": task.uuid}) for name in names}
    panel = reverse("judgements:task", kwargs={"uuid": task.uuid})
    return {**urls, "judge": panel, "panel": panel, "next": next_url(task), "stop": reverse("judgements:mine")}
