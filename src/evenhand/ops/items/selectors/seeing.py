"""One item, snapshot or medium, for somebody who may see it; for anybody else there is none."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from evenhand.ops.items.models import Item, Medium, Snapshot
from evenhand.ops.items.permissions import LOOK, READ, items_within
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import scope_of
from evenhand.ops.spine import facts
from evenhand.ops.spine.desks import all_desks
from evenhand.ops.spine.errors import NotFound

JUDGED_WITHIN = "SELECT 1 FROM judgements WHERE source = $source AND item_id = $item LIMIT 1"


def items_seen_by(user: User) -> QuerySet[Item]:
    """The items that a person may see, each with ``has_content``: whether anything of it is still kept."""
    kept = Snapshot.objects.filter(item=OuterRef("pk"), erased_at=None)
    return items_within(user, READ).annotate(has_content=Exists(kept))


def item_of(user: User, uuid: UUID) -> Item:
    """An item that the person may see; NotFound for any other, whether there is one or not."""
    item = Item.objects.select_related("added_by").filter(uuid=uuid).first()
    if item is None or not _reaches(user, READ, item):
        raise NotFound(_("There is no item at this address."), hint=_("Look in the list of items."))
    return item


def snapshot_of(user: User, uuid: UUID) -> Snapshot:
    """A snapshot whose content the person may look at, with its item and media; NotFound for any other."""
    snapshot = _snapshots().filter(uuid=uuid).first()
    if snapshot is None or not _reaches(user, LOOK, snapshot.item):
        raise NotFound(_("There is no content at this address."))
    return snapshot


def snapshot_for_task(snapshot_id: int) -> Snapshot:
    """The snapshot of a task with all that the panel shows of it, for whoever has the task already."""
    return _snapshots().get(pk=snapshot_id)


def snapshots_of(item: Item) -> list[Snapshot]:
    """All snapshots of an item, newest first, with their media."""
    return list(_snapshots().filter(item=item))


def medium_of(user: User, uuid: UUID) -> Medium:
    """A medium that the person may look at and that is still kept; NotFound for any other."""
    medium = Medium.objects.select_related("snapshot__item").filter(uuid=uuid).first()
    if medium is None or not _reaches(user, LOOK, medium.snapshot.item):
        raise NotFound(_("There is no content at this address."))
    if medium.erased_at is not None:
        raise NotFound(_("This file was erased."))
    return medium


def is_blind(user: User, item: Item) -> bool:
    """Whether the person must not see yet what anybody thought of this item."""
    asked: tuple[Callable[..., set[int]], ...] = tuple(ask for desk in all_desks() for ask in desk.blind_items)
    return any(item.pk in ask(user, (item.pk,)) for ask in asked)


def _snapshots() -> QuerySet[Snapshot]:
    return Snapshot.objects.select_related("item").prefetch_related("media")


def _reaches(user: User, capability: str, item: Item) -> bool:
    """By the work database; else by the decisions on it, which may be facts alone."""
    if items_within(user, capability).filter(pk=item.pk).exists():
        return True
    scope = scope_of(user, capability)
    if not scope.parts or scope.is_everything:
        return False
    key = {"source": item.source, "item": item.external_id}
    return len(facts.read(JUDGED_WITHIN, key, scope=scope)) > 0
