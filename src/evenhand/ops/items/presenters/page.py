"""The page of an item: its content as one snapshot holds it, what is known of it, its evidence, and what is near it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand.ops.items.contents import FILES, OWN_SOURCE, Content
from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.items.presenters.passages import Passage, one_line, passage
from evenhand.ops.items.presenters.seen import SeenItem, protection_of, seen
from evenhand.ops.items.presenters.words import what
from evenhand.ops.items.protection import floor
from evenhand.ops.items.selectors import Around, Neighbour
from evenhand.ops.spine.desks import ItemSection
from evenhand.ui import format as formats
from evenhand.ui.tables import code, simple_table
from evenhand.ui.types import Cell, Crumb, Definition, Row, TableView

COVERED_FROM = 2  # the words of a neighbour of this exposure tier and worse are not shown in passing
MOST_ATTRIBUTES = 50
LONGEST_ATTRIBUTE = 500


@dataclass(frozen=True, kw_only=True)
class Near:
    """An item nearby: its id and time, and its first words unless they are better not met in passing."""

    title: str
    url: str
    when: str
    words: Passage | None


@dataclass(frozen=True, kw_only=True)
class ItemPage:
    """An item as its page shows it; ``near`` is (heading, items)."""

    title: str
    lead: str
    crumbs: tuple[Crumb, ...]
    now: str
    seen: SeenItem | None
    facts: tuple[Definition, ...]
    attributes: tuple[tuple[str, Passage], ...]
    evidence: TableView
    intact: bool
    near: tuple[tuple[str, tuple[Near, ...]], ...]
    sections: tuple[ItemSection, ...]
    blind: bool
    attach_url: str | None


def item_page(
    item: Item,
    snapshots: Sequence[Snapshot],
    shown: Snapshot | None,
    *,
    around: Around,
    sections: Iterable[ItemSection],
    blind: bool,
    may_add: bool,
) -> ItemPage:
    """Everything that the page of an item shows; attributes of the platform may hold a verdict, so not to the blind."""
    own = {"uuid": item.uuid}
    still_there = shown is not None and shown.erased_at is None
    return ItemPage(
        title=_title(item),
        lead=_lead(snapshots, shown),
        crumbs=(Crumb(_("Items"), reverse("items:index")),),
        now=_taken(shown) if shown else "",
        seen=seen(shown, protection=protection_of(shown)) if shown else None,
        facts=tuple(_facts(item)),
        attributes=() if blind or shown is None else tuple(_attributes(shown)),
        evidence=_evidence(item, snapshots, shown),
        intact=not still_there or shown is None or _is_intact(shown),
        near=tuple((title, tuple(map(_near, rows))) for title, rows in _headings(around) if rows),
        sections=tuple(sections),
        blind=blind,
        attach_url=reverse("items:attach", kwargs=own) if may_add and still_there else None,
    )


def _title(item: Item) -> str:
    if item.source == OWN_SOURCE:  # its id says nothing to anybody
        return _("%(kind)s, added by hand") % {"kind": what(item).capitalize()}
    return _("%(kind)s %(id)s") % {"kind": what(item).capitalize(), "id": one_line(item.external_id, limit=80)}


def _lead(snapshots: Sequence[Snapshot], shown: Snapshot | None) -> str:
    if shown is None:
        return _("Nothing of its content was kept.")
    if shown.erased_at is not None:
        return _("Its content was erased on %(day)s; that it was there is kept.") % {
            "day": formats.day(shown.erased_at)
        }
    if shown is not snapshots[0]:
        return _("As it was on %(when)s, not as it is now.") % {"when": formats.moment(shown.taken_at)}
    return _("As it was on %(when)s.") % {"when": formats.moment(shown.taken_at)}


def _taken(snapshot: Snapshot) -> str:
    return formats.moment(snapshot.taken_at)


def _facts(item: Item) -> Iterable[Definition]:
    rows = (
        (_("Id"), item.external_id),
        (_("Source"), item.source),
        (_("Kind"), what(item)),
        (_("Language"), item.language),
        (_("Market"), item.market),
        (_("Author"), item.author_id),
        (_("Answers"), item.parent_id),
        (_("Thread"), item.thread_id),
        (_("Posted"), formats.moment(item.created_at) if item.created_at else ""),
        (_("Added"), formats.moment(item.added_at)),
        (_("Added by"), item.added_by.name if item.added_by else ""),
    )
    return (Definition(term=term, value=one_line(value)) for term, value in rows if value)


def _attributes(snapshot: Snapshot) -> Iterable[tuple[str, Passage]]:
    """What the platform says beyond our fields; which files belong to an item of our own is seen above."""
    theirs = [(name, value) for name, value in snapshot.attributes.items() if name != FILES]
    for name, value in theirs[:MOST_ATTRIBUTES]:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield one_line(name), passage(text, limit=LONGEST_ATTRIBUTE)


def _evidence(item: Item, snapshots: Sequence[Snapshot], shown: Snapshot | None) -> TableView:
    address = reverse("items:item", kwargs={"uuid": item.uuid})
    rows = [
        Row(
            cells=(
                Cell(_taken(each), "time", each.taken_at),
                Cell(_state(each)),
                code(each.digest),
            ),
            url=f"{address}?snapshot={each.uuid}",
            current=each is shown,
        )
        for each in snapshots
    ]
    return simple_table("evidence", _("Snapshots"), [_("Taken"), _("State"), _("SHA-256 of the content")], rows)


def _state(snapshot: Snapshot) -> str:
    if snapshot.erased_at is not None:
        return _("erased on %(day)s") % {"day": formats.day(snapshot.erased_at)}
    files = sum(medium.erased_at is None for medium in snapshot.media.all())
    return (
        ngettext("kept, with %(count)s file", "kept, with %(count)s files", files) % {"count": files}
        if files
        else _("kept")
    )


def _is_intact(snapshot: Snapshot) -> bool:
    """Whether the content is what the digest was made of; what answers an erased item has lost a part on purpose."""
    if any(isinstance(part, dict) and part.get("erased") is True for part in snapshot.context):
        return True
    content = Content(
        text=snapshot.text,
        translation=snapshot.translation,
        media_uri=snapshot.media_uri,
        context=snapshot.context,
        attributes=snapshot.attributes,
    )
    return content.digest == snapshot.digest


def _headings(around: Around) -> tuple[tuple[str, tuple[Neighbour, ...]], ...]:
    return (
        (_("It answers"), around.parent),
        (_("Answers to it"), around.answers),
        (_("In the same thread"), around.thread),
        (_("By the same author"), around.author),
    )


def _near(neighbour: Neighbour) -> Near:
    item = neighbour.item
    quiet = neighbour.excerpt and (neighbour.tier or 0) < COVERED_FROM and not floor(neighbour.tier).text_covered
    return Near(
        title=one_line(item.external_id),
        url=reverse("items:item", kwargs={"uuid": item.uuid}),
        when=formats.moment(item.created_at or item.added_at),
        words=passage(neighbour.excerpt) if quiet else None,
    )
