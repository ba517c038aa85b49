"""My tasks by what they belong to, and my judgements as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.selectors.progress import Waiting
from evenhand.ops.judgements.types import Pace
from evenhand.ops.judgements.vocabulary import NONE, UNABLE, Setting
from evenhand.ops.people.models import User
from evenhand.ops.policies.vocabulary import Act
from evenhand.ops.spine import desks
from evenhand.ops.spine.desks import HomeRow
from evenhand.ops.spine.refs import Ref
from evenhand.ui import format as formats
from evenhand.ui import tables
from evenhand.ui.tables import Column, Filter, Table
from evenhand.ui.types import Cell, WorkRow


@dataclass(frozen=True, kw_only=True)
class MinePage:
    """What waits for this person, what they have in hand, and how far they are today."""

    rows: tuple[WorkRow, ...]
    held: tuple[WorkRow, ...]
    next_url: str
    today: str


def home_rows(user: User, waiting: Sequence[Waiting]) -> list[HomeRow]:
    """One row for each context in which something waits."""
    return [
        HomeRow(
            title=_("%(setting)s: %(context)s") % {"setting": _setting(row), "context": context},
            detail=_count(row.waiting),
            url=context_url(row.context_kind, row.context_id),
            desk=_("My tasks"),
            due_at=row.due_at,
        )
        for row, context in _named(user, waiting)
    ]


def mine_page(user: User, *, waiting: Sequence[Waiting], held: Sequence[Task], pace: Pace, at: datetime) -> MinePage:
    """The page of my tasks."""
    return MinePage(
        rows=tuple(_row(row, context, at) for row, context in _named(user, waiting)),
        held=tuple(_held(task, at) for task in held),
        next_url=reverse("judgements:next"),
        today=_today(pace),
    )


def history_table(user: User) -> Table[Judgement]:
    """The list of one's own judgements."""
    return Table(
        name="my-judgements",
        caption=_("My judgements"),
        columns=(
            Column("judged", _("Judged"), lambda row: row.judged_at, sort="judged_at"),
            Column("item", _("Item"), lambda row: tables.code(row.task.item.external_id)),
            Column("label", _("Judged as"), _label, sort="label"),
            Column("action", _("Action"), _action),
            Column("setting", _("Setting"), lambda row: str(row.task.get_setting_display())),
            Column("policy", _("Policy version"), lambda row: row.task.policy_version.name),
            Column("version", _("Changed"), _changed),
            Column("seconds", _("Active time"), _seconds, numeric=True, sort="seconds", nullable=True),
        ),
        order="-judged",
        filters=(
            Filter(
                "setting",
                _("Setting"),
                "task__setting",
                choices=_settings,
            ),
            Filter("label", _("Judged as"), "label__istartswith", kind="text"),
            Filter("from", _("From"), "judged_at__gte", kind="date"),
        ),
        row_url=lambda row: reverse("judgements:task", kwargs={"uuid": row.task.uuid}),
    )


def label_words(label: str) -> str:
    """A label as people say it: a clause keeps its code."""
    return {NONE: _("no violation"), UNABLE: _("cannot be judged")}.get(label, label)


def context_url(kind: str, identity: str) -> str:
    """Where the next task of a context is taken."""
    return f"{reverse('judgements:next')}?{urlencode({'context': f'{kind}:{identity}'})}"


def _named(user: User, waiting: Sequence[Waiting]) -> list[tuple[Waiting, str]]:
    shown = desks.show((Ref(row.context_kind, row.context_id) for row in waiting), to=user)
    return [(row, shown[Ref(row.context_kind, row.context_id)].title) for row in waiting]


def _setting(row: Waiting) -> str:
    return str(row.setting.label).capitalize()


def _count(waiting: int) -> str:
    return ngettext("%(count)s task waits for you", "%(count)s tasks wait for you", waiting) % {
        "count": formats.number(waiting)
    }


def _row(row: Waiting, context: str, at: datetime) -> WorkRow:
    due = row.due_at
    return WorkRow(
        title=context,
        url=context_url(row.context_kind, row.context_id),
        why=_count(row.waiting),
        kind=_setting(row),
        due=formats.due(due, now=at) if due else None,
        due_title=formats.moment(due) if due else None,
        tone=formats.due_tone(due, now=at) if due else "neutral",
    )


def _held(task: Task, at: datetime) -> WorkRow:
    left = formats.duration(task.held_until - at) if task.held_until else ""
    return WorkRow(
        title=_("%(setting)s: %(item)s")
        % {"setting": str(task.get_setting_display()).capitalize(), "item": task.item.external_id},
        url=reverse("judgements:task", kwargs={"uuid": task.uuid}),
        why=_("You have it in hand for another %(span)s.") % {"span": left},
        kind=task.policy_version.name,
        due=formats.due(task.due_at, now=at) if task.due_at else None,
        due_title=formats.moment(task.due_at) if task.due_at else None,
        tone=formats.due_tone(task.due_at, now=at) if task.due_at else "neutral",
    )


def _today(pace: Pace) -> str:
    if not pace.judged:
        return _("Nothing judged yet today.")
    judged = ngettext("%(count)s judged today", "%(count)s judged today", pace.judged) % {"count": pace.judged}
    if pace.seconds is None:
        return _("%(judged)s.") % {"judged": judged}
    return _("%(judged)s, half of them within %(span)s each.") % {
        "judged": judged,
        "span": formats.duration(pace.seconds),
    }


def _label(row: Judgement) -> Cell:
    more = [label for label in row.labels if label != row.label]
    note = _("also %(labels)s") % {"labels": _(", ").join(more)} if more else None
    if row.label == UNABLE:
        note = str(row.get_unable_reason_display())
    return tables.strong(label_words(row.label), note=note)


def _action(row: Judgement) -> str | None:
    return str(Act(row.action).label) if row.action in Act.values else row.action or None


def _changed(row: Judgement) -> Cell | None:
    return tables.tag(_("changed")) if row.version > 1 else None


def _seconds(row: Judgement) -> Cell | None:
    return None if row.seconds is None else tables.number(row.seconds, formats.duration(row.seconds))


def _settings() -> tuple[tuple[str, str], ...]:
    return tuple((each.value, str(each.label)) for each in Setting)
