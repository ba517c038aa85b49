"""The list of items. It shows no content: a list is no place to be surprised by it, and downloads hold no words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.items.contents import OWN_SOURCE
from evenhand.ops.items.models import Item
from evenhand.ops.items.presenters.passages import one_line
from evenhand.ops.items.presenters.words import what
from evenhand.ops.items.vocabulary import ContentType, Kind
from evenhand.ui import format as formats
from evenhand.ui.tables import Column, Filter, Table, absent, plain
from evenhand.ui.types import Cell

ITEMS: Table[Item] = Table(
    name="items",
    caption=gettext_lazy("Items"),
    order="-added",
    row_url=lambda item: reverse("items:item", kwargs={"uuid": item.uuid}),
    columns=(
        Column("id", gettext_lazy("Item"), lambda item: _named(item), sort="external_id"),
        Column("source", gettext_lazy("Source"), lambda item: _known(item.source), sort="source"),
        Column("kind", gettext_lazy("Kind"), lambda item: _kind(item)),
        Column("language", gettext_lazy("Language"), lambda item: _known(item.language), sort="language"),
        Column("market", gettext_lazy("Market"), lambda item: _known(item.market), sort="market"),
        Column("posted", gettext_lazy("Posted"), lambda item: _day(item.created_at), sort="created_at", nullable=True),
        Column("added", gettext_lazy("Added"), lambda item: _day(item.added_at), sort="added_at"),
    ),
    filters=(
        Filter("q", gettext_lazy("Id starts with"), "external_id__startswith", kind="text"),
        Filter("source", gettext_lazy("Source"), "source", kind="text"),
        Filter("kind", gettext_lazy("Kind"), "kind", choices=tuple(Kind.choices)),
        Filter("type", gettext_lazy("Content type"), "content_type", choices=tuple(ContentType.choices)),
        Filter("language", gettext_lazy("Language"), "language__istartswith", kind="text"),
        Filter("market", gettext_lazy("Market"), "market", kind="text"),
    ),
)


def _named(item: Item) -> Cell:
    """An id that we gave ourselves is long and says nothing, so that its end will do; downloads hold all of it."""
    shown = one_line(item.external_id) if item.source != OWN_SOURCE else f"…{item.external_id[-12:]}"
    return Cell(shown, "strong", item.external_id, title=item.external_id if item.source == OWN_SOURCE else None)


def _day(at: datetime | None) -> Cell:
    return Cell(formats.day(at), "time", at) if at else absent()


def _known(text: str) -> Cell:
    return Cell(one_line(text), "text", text) if text else absent()


def _kind(item: Any) -> Cell:
    return plain(what(item), note=None if item.has_content else _("erased"))
