"""The list of items, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand.ops.items import selectors
from evenhand.ops.items.forms import AttachForm
from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.items.permissions import ADD, READ
from evenhand.ops.items.presenters import ITEMS, ItemPage, item_page
from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import may
from evenhand.ops.spine import clock, events
from evenhand.ops.spine.desks import ItemSection, all_desks
from evenhand.ops.spine.errors import NotFound
from evenhand.ui.tables import download, page, read


@requires(READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The items that this person may see."""
    user = me(request)
    rows, given = selectors.items_seen_by(user), read(ITEMS, request.path, request.GET)
    if file := download(ITEMS, rows, given):
        return file
    return render(request, "items/index.html", {"items": page(ITEMS, rows, given), "may_add": may(user, ADD)})


@requires(READ)
@require_safe
def item(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """One item, as its newest snapshot holds it or as ``snapshot`` names."""
    user = me(request)
    shown = page_of(user, selectors.item_of(user, uuid), chosen=request.GET.get("snapshot", ""))
    return render(request, "items/item.html", {"page": shown, "form": AttachForm()})


def page_of(user: User, found: Item, *, chosen: str = "") -> ItemPage:
    """The page of an item for this person; that they look at it is told to whoever counts exposure."""
    snapshots, blind = selectors.snapshots_of(found), selectors.is_blind(user, found)
    shown = _chosen(snapshots, chosen)
    if shown is not None:
        events.tell("items.looked_at", user=user, snapshot=shown, at=clock.now())
    return item_page(
        found,
        snapshots,
        shown,
        around=selectors.context_of(found, user=user),
        sections=() if blind else _sections(user, found),
        blind=blind,
        may_add=may(user, ADD),
    )


def _chosen(snapshots: Sequence[Snapshot], chosen: str) -> Snapshot | None:
    if not chosen:
        return snapshots[0] if snapshots else None
    found = next((each for each in snapshots if str(each.uuid) == chosen), None)
    if found is None:
        raise NotFound(_("This item has no such snapshot."))
    return found


def _sections(user: User, found: Item) -> list[ItemSection]:
    parts = (section(user, found) for desk in all_desks() for section in desk.item_sections)
    return [part for part in parts if part is not None]
