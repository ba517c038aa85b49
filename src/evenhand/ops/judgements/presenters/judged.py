"""A judgement that somebody gave, as they may look at it again, and change it for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.ops.items.presenters import SeenItem
from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.presenters.content import content_of, facts_of
from evenhand.ops.judgements.presenters.lists import label_words
from evenhand.ops.judgements.presenters.page import next_url
from evenhand.ops.judgements.services import changeable_until
from evenhand.ops.judgements.vocabulary import ANSWERS
from evenhand.ops.policies.types import ClauseNode
from evenhand.ops.policies.vocabulary import Act
from evenhand.ui import format as formats
from evenhand.ui.types import Definition


@dataclass(frozen=True, kw_only=True)
class JudgedPage:
    """What was judged, and until when it can be changed."""

    title: str
    content: SeenItem
    facts: tuple[Definition, ...]
    given: tuple[Definition, ...]
    reason: str
    change_url: str | None
    change_until: str
    next_url: str


def judged_page(task: Task, judgement: Judgement, *, clauses: Mapping[str, ClauseNode], at: datetime) -> JudgedPage:
    """The page of a judgement of one's own."""
    until = changeable_until(task)
    changes = until is not None and at <= until
    return JudgedPage(
        title=_("Judged: %(label)s") % {"label": label_words(judgement.label)},
        content=content_of(task),
        facts=facts_of(task),
        given=tuple(_given(task, judgement, clauses)),
        reason=judgement.reason.text if hasattr(judgement, "reason") else "",
        change_url=reverse("judgements:change", kwargs={"uuid": judgement.public_id}) if changes else None,
        change_until=formats.clock(until) if until and changes else "",
        next_url=next_url(task),
    )


def _given(task: Task, judgement: Judgement, clauses: Mapping[str, ClauseNode]) -> list[Definition]:
    more = [_named(label, clauses) for label in judgement.labels if label != judgement.label]
    rows = (
        (_("Judged as"), _named(judgement.label, clauses)),
        (_("Also"), _(", ").join(more)),
        (_("Because"), str(judgement.get_unable_reason_display())),
        (_("Action"), str(Act(judgement.action).label) if judgement.action in Act.values else judgement.action),
        (_("How sure"), "" if judgement.confidence is None else f"{judgement.confidence:.0%}".replace("%", " %")),
        (_("Under"), f"{task.policy_version.policy.code} {task.policy_version.name}"),
        (_("Setting"), str(task.get_setting_display())),
        (_("Given"), formats.moment(judgement.judged_at)),
        (_("Active time"), "" if judgement.seconds is None else formats.duration(judgement.seconds)),
    )
    return [Definition(term=term, value=value) for term, value in rows if value]


def _named(label: str, clauses: Mapping[str, ClauseNode]) -> str:
    clause = clauses.get(label)
    if clause is None or label in ANSWERS:
        return label_words(label)
    return f"{clause.code} {clause.title(get_language() or '')}"
