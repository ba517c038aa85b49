"""What stands around an item: what it answers, what answers it, its thread, and what else its author made.

Bounded in number, one query each, and only what the person may see. Not here: the context as it was when a snapshot
was taken, which the snapshot holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr

from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.items.selectors.seeing import items_seen_by
from evenhand.ops.people.models import User

MOST = 10
EXCERPT = 280  # characters


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """An item near another, with the first words of its newest snapshot and how it is to be shown."""

    item: Item
    excerpt: str
    tier: int | None


@dataclass(frozen=True, kw_only=True)
class Around:
    """What stands around an item; at most ``MOST`` of each, ``author`` the newest ones."""

    parent: tuple[Neighbour, ...]
    answers: tuple[Neighbour, ...]
    thread: tuple[Neighbour, ...]
    author: tuple[Neighbour, ...]


def context_of(item: Item, *, user: User) -> Around:
    """What stands around this item, as far as the person may see it."""
    near = items_seen_by(user).filter(source=item.source).exclude(pk=item.pk)
    return Around(
        parent=_neighbours(near.filter(external_id=item.parent_id)) if item.parent_id else (),
        answers=_neighbours(_in_time(near.filter(parent_id=item.external_id))),
        thread=_neighbours(_in_time(_others_of_thread(near, item))) if item.thread_id else (),
        author=_neighbours(near.filter(author_id=item.author_id).order_by("-added_at", "-id"))
        if item.author_id
        else (),
    )


def _others_of_thread(near: QuerySet[Item], item: Item) -> QuerySet[Item]:
    """Without what is shown already: what the item answers, and what answers it."""
    others = near.filter(thread_id=item.thread_id).exclude(parent_id=item.external_id)
    return others.exclude(external_id=item.parent_id) if item.parent_id else others


def _in_time(items: QuerySet[Item]) -> QuerySet[Item]:
    return items.order_by(F("created_at").asc(nulls_last=True), "id")


def _neighbours(items: QuerySet[Item]) -> tuple[Neighbour, ...]:
    newest = Snapshot.objects.filter(item=OuterRef("pk")).order_by("-taken_at", "-id")
    rows = items.annotate(
        excerpt=Subquery(newest.annotate(start=Substr("text", 1, EXCERPT)).values("start")[:1]),
        tier=Subquery(newest.values("tier")[:1]),
    )[:MOST]
    return tuple(Neighbour(item=row, excerpt=row.excerpt or "", tier=row.tier) for row in rows)
