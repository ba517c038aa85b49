"""From drawn decisions to items that can be looked at and tasks that somebody owes, each with who may not take it.

Nobody assesses a decision of their own. Tasks that are shared out go, among those who may take them and read the
language, to whoever has the fewest. Not here: the draw (``drawing``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count

from evenhand.ops.items.contents import storable
from evenhand.ops.items.protection import TIER_WHEN_UNKNOWN
from evenhand.ops.items.services import keep
from evenhand.ops.items.types import NewItem
from evenhand.ops.items.vocabulary import ContentType, Kind
from evenhand.ops.judgements.models import Task
from evenhand.ops.judgements.services import open_tasks
from evenhand.ops.judgements.types import NewTask
from evenhand.ops.judgements.vocabulary import Setting
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import scope_of
from evenhand.ops.people.selectors import users_of_judges
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.vocabulary import ASSESS, CONTEXT, WITH_TASKS, Mode
from evenhand.ops.spine.scope import Scope

Row = Mapping[str, Any]
Kept = Mapping[tuple[str, str], tuple[int, int]]
LONGEST_LANGUAGE = Task._meta.get_field("language").max_length
GRAPHIC = frozenset({ContentType.IMAGE, ContentType.VIDEO, ContentType.AUDIO})  # may be, until somebody has looked


@dataclass
class Opener:
    """Opens the tasks of one sample; ``load`` counts what each of ``assessors`` has been given."""

    sample: Sample
    assessors: tuple[User, ...]
    scopes: Mapping[int, Scope]
    load: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, sample: Sample) -> Opener:
        """The opener of a sample, with what was shared out before a crash."""
        assessors = tuple(sample.assessors.filter(is_active=True).prefetch_related("grants").order_by("pk"))
        given = Task.objects.filter(context_kind=CONTEXT, context_id=sample.sample_id, assigned_to__isnull=False)
        load = Counter(dict(given.values_list("assigned_to").annotate(n=Count("pk"))))
        return cls(sample, assessors, {user.pk: scope_of(user, ASSESS) for user in assessors}, load)

    @property
    def with_tasks(self) -> bool:
        """Whether anything is judged here at all."""
        return Mode(self.sample.mode) in WITH_TASKS

    def keep_items(self, rows: Sequence[Row], *, at: datetime) -> Kept:
        """The items of these units with a snapshot each, where somebody will look at them here."""
        return keep([_item(row) for row in rows], at=at) if self.with_tasks else {}

    def open_tasks(self, rows: Sequence[Row], items: Kept, *, at: datetime) -> None:
        """A task for each unit."""
        if not self.with_tasks:
            return
        own = _deciders(rows)
        tasks = [self._task(row, items[row["source"], row["item_id"]], own.get(_judge(row))) for row in rows]
        open_tasks(tasks, at=at, by=self.sample.made_by)

    def _task(self, row: Row, kept: tuple[int, int], decider: int | None) -> NewTask:
        item_id, snapshot_id = kept
        return NewTask(
            setting=Setting.ASSESSMENT,
            item_id=item_id,
            snapshot_id=snapshot_id,
            policy_version_id=self.sample.policy_version_id,
            context_kind=CONTEXT,
            context_id=self.sample.sample_id,
            about_source=row["source"],
            about_id=row["judgement_id"],
            partner=row["partner"],
            market=row["market"],
            queue=row["queue"],
            language=_language(row),
            due_at=self.sample.due_at,
            assigned_to_id=self._share(row, decider),
            barred=() if decider is None else (decider,),
        )

    def _share(self, row: Row, decider: int | None) -> int | None:
        """Whose it is to assess, None for whoever may."""
        where = {name: row[name] for name in ("partner", "market", "queue")}
        able = [u for u in self.assessors if u.pk != decider and self.scopes[u.pk].covers(**where)]
        readers = [user for user in able if _reads(user, _language(row))] or able
        if not readers:
            return None
        chosen = min(readers, key=lambda user: (self.load[user.pk], user.pk)).pk
        self.load[chosen] += 1
        return chosen


def _item(row: Row) -> NewItem:
    parent = row["item_parent_text"]
    content_type = row["item_content_type"] or ContentType.TEXT
    return NewItem(
        source=row["source"],
        external_id=row["item_id"],
        kind=row["item_kind"] or Kind.CONTENT,
        content_type=content_type,
        text=row["item_text"] or "",
        media_uri=row["item_media_uri"] or "",
        author_id=row["item_author_id"] or "",
        parent_id=row["item_parent_id"] or "",
        thread_id=row["item_thread_id"] or "",
        language=_language(row),
        market=row["market"],
        created_at=row["item_created_at"],
        context=({"role": "parent", "text": parent},) if parent else (),
        tier=TIER_WHEN_UNKNOWN if content_type in GRAPHIC else 1,
    )


def _language(row: Row) -> str:
    return storable(row["item_language"] or "")[:LONGEST_LANGUAGE] or str(row["language"])


def _reads(user: User, language: str) -> bool:
    tag = language.lower()
    return (
        not user.languages
        or not tag
        or any(tag == own.lower() or tag.startswith(f"{own.lower()}-") for own in user.languages)
    )


def _judge(row: Row) -> tuple[str, str]:
    return row["source"], row["judge_id"]


def _deciders(rows: Sequence[Row]) -> dict[tuple[str, str], int]:
    """Who of us made these decisions, by source and id there."""
    judges = sorted({_judge(row) for row in rows if row["judge_id"]})
    found: dict[tuple[str, str], int] = {}
    for source, pairs in groupby(judges, key=lambda pair: pair[0]):
        known = users_of_judges(source, [judge for _, judge in pairs])
        found |= {(source, judge): user for judge, user in known.items()}
    return found
