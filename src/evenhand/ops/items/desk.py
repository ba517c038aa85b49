"""What the items desk declares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evenhand.ops.items.keys import CONTENT, ITEMS
from evenhand.ops.items.models import Item
from evenhand.ops.items.permissions import ADD, LOOK, READ, items_within
from evenhand.ops.items.presenters.passages import one_line
from evenhand.ops.items.services import erase_subject
from evenhand.ops.items.vocabulary import Kind
from evenhand.ops.people.models import User
from evenhand.ops.spine.desks import Desk, NavigationEntry, Periodic, SearchHit
from evenhand.ops.spine.refs import RefKind, Shown

MOST_HITS = 10


def find(user: User, text: str) -> Iterable[SearchHit]:
    """Items of exactly this id, or whose author or thread has it."""
    sought = text.replace("\x00", "").strip()[:300]
    named = Q(external_id=sought) | Q(author_id=sought) | Q(thread_id=sought)
    if not sought:
        return
    if (uuid := _uuid(sought)) is not None:
        named |= Q(uuid=uuid)
    for item in items_within(user, READ).filter(named).order_by("-added_at", "-id")[:MOST_HITS]:
        yield SearchHit(_title(item), str(Kind(item.kind).label), _address(item), "item")


def show(user: User, ids: frozenset[str]) -> dict[str, Shown]:
    """How items show to those who may see them."""
    known = [uuid for uuid in map(_uuid, ids) if uuid is not None]
    items = items_within(user, READ).filter(uuid__in=known)
    return {str(item.uuid): Shown(_title(item), _address(item)) for item in items}


def _title(item: Item) -> str:
    return f"{one_line(item.source)} {one_line(item.external_id, limit=80)}"


def _address(item: Item) -> str:
    return reverse("items:item", kwargs={"uuid": item.uuid})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


desk = Desk(
    app="items",
    title=_("Items"),
    urls="evenhand.ops.items.urls",
    prefix="items/",
    capabilities={
        READ: _("See items and what is known of them"),
        LOOK: _("Look at the content of what one works on"),
        ADD: _("Add items by hand"),
    },
    navigation=(NavigationEntry("knowledge", _("Items"), "items:index", READ, order=40),),
    search=(find,),
    keys=(CONTENT, ITEMS),
    refs={"item": RefKind(_("Item"), show)},
    erasers=(erase_subject,),
    periodic=(Periodic("tidy_files", "evenhand.ops.items.tasks.tidy_files", timedelta(hours=6)),),
)
