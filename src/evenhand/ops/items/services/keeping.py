"""Keeps items in bulk, each with a snapshot of its content: the same content is kept once, other content beside it.

Safe to repeat and to run twice at once. Snapshots are evidence and never changed here. Not here: media (``attaching``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.items.contents import Content, content_of, erased_digest, storable
from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.items.protection import WORST_TIER
from evenhand.ops.items.types import NewItem
from evenhand.ops.items.vocabulary import ContentType, Kind
from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.spine.errors import Invalid
from evenhand.ops.spine.refs import Ref

AT_ONCE = 900  # keys in one statement; SQLite takes 999 parameters
KEY = ("source", "external_id")
KNOWN_WHERE_IT_FITS = ("author_id", "parent_id", "thread_id", "language", "market")
LONGEST = {
    field.name: field.max_length or 0
    for field in Item._meta.concrete_fields
    if field.name in (*KEY, *KNOWN_WHERE_IT_FITS)
}

Key = tuple[str, str]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class _Row:
    new: NewItem
    content: Content
    digest: str


@transaction.atomic
def keep(
    rows: Iterable[NewItem], *, at: datetime, by: str = SYSTEM, about: Ref | None = None
) -> dict[Key, tuple[int, int]]:
    """Keeps items and snapshots where they are not kept yet: the keys of both, by (source, external_id).

    Of several rows with one key the last counts. ``about`` is what they are kept for, such as a sample; ``by`` is who
    wants it.

    Raises:
        Invalid: a key is empty or too long, or a kind, content type or tier is none.

    """
    given = {(row.source, row.external_id): _fitted(row) for row in rows}
    wanted = {(row.new.source, row.new.external_id): row for row in given.values()}
    items, new_items = _items(wanted, at=at)
    snapshots, new_snapshots = _snapshots({items[key]: row for key, row in wanted.items()}, at=at)
    if new_items or new_snapshots:
        counts = {"items": new_items, "snapshots": new_snapshots}
        record("items.kept", actor=by, subject=about or Ref("items", "kept"), payload=counts, at=at)
    ids = {key: items[row.new.source, row.new.external_id] for key, row in given.items()}
    return {key: (identity, snapshots[identity]) for key, identity in ids.items()}


def _fitted(row: NewItem) -> _Row:
    """The row as its columns can hold it; what is too long to be an id or a name is not known."""
    _check(row)
    content = content_of(row)
    texts = {name: storable(getattr(row, name)) for name in KNOWN_WHERE_IT_FITS}
    fitting: dict[str, Any] = {name: text if len(text) <= LONGEST[name] else "" for name, text in texts.items()}
    key: dict[str, Any] = {name: storable(getattr(row, name)) for name in KEY}
    return _Row(new=replace(row, **fitting, **key), content=content, digest=content.digest)


def _check(row: NewItem) -> None:
    for name in KEY:
        value, longest = getattr(row, name), LONGEST[name]
        if not 0 < len(value) <= longest:
            message = _("An item cannot be kept: its %(field)s has %(length)s characters.")
            raise Invalid(
                message % {"field": name, "length": len(value)},
                field=name,
                hint=_("Give it between 1 and %(longest)s.") % {"longest": longest},
            )
    for name, value, allowed in (
        ("kind", row.kind, Kind.values),
        ("content_type", row.content_type, ContentType.values),
        ("tier", row.tier, range(WORST_TIER + 1)),
    ):
        if value not in allowed:
            message = _("An item cannot be kept: there is no %(field)s %(value)s.") % {"field": name, "value": value}
            hint = _("Use one of %(allowed)s.") % {"allowed": ", ".join(map(str, allowed))}
            raise Invalid(message, field=name, hint=hint)


def _items(wanted: Mapping[Key, _Row], *, at: datetime) -> tuple[dict[Key, int], int]:
    """The keys of the items, kept now where they were not; and how many of them were not."""
    known = _known_items(wanted)
    missing = sorted(wanted.keys() - known.keys())  # in one order, so that two at once do not wait for each other
    Item.objects.bulk_create((_item(wanted[key].new, at=at) for key in missing), ignore_conflicts=True)
    _learn(known, wanted)
    added = _known_items(missing)
    return {key: item.pk for key, item in (known | added).items()}, len(missing)


def _item(new: NewItem, *, at: datetime) -> Item:
    return Item(
        source=new.source,
        external_id=new.external_id,
        kind=new.kind,
        content_type=new.content_type,
        created_at=new.created_at,
        added_at=at,
        **{name: getattr(new, name) for name in KNOWN_WHERE_IT_FITS},
    )


def _known_items(keys: Iterable[Key]) -> dict[Key, Item]:
    found: dict[Key, Item] = {}
    for source, own in groupby(sorted(keys), key=lambda key: key[0]):
        for chunk in _chunks(own):
            rows = Item.objects.filter(source=source, external_id__in=[identity for _source, identity in chunk])
            found |= {(source, item.external_id): item for item in rows}
    return found


def _learn(known: Mapping[Key, Item], wanted: Mapping[Key, _Row]) -> None:
    """Fills in what was not known of an item before; what is known stays."""
    fields = (*KNOWN_WHERE_IT_FITS, "created_at")
    learned = []
    for key, item in known.items():
        news = {name: getattr(wanted[key].new, name) for name in fields if not getattr(item, name)}
        news = {name: value for name, value in news.items() if value}
        for name, value in news.items():
            setattr(item, name, value)
        if news:
            learned.append(item)
    Item.objects.bulk_update(learned, fields, batch_size=100)


def _snapshots(wanted: Mapping[int, _Row], *, at: datetime) -> tuple[dict[int, int], int]:
    """The snapshot of the content of each item, taken now where there was none; and how many there were not."""
    known = _known_snapshots(wanted)
    missing = sorted(wanted.keys() - known.keys())
    Snapshot.objects.bulk_create((_snapshot(item, wanted[item], at=at) for item in missing), ignore_conflicts=True)
    return known | _known_snapshots({item: wanted[item] for item in missing}), len(missing)


def _snapshot(item: int, row: _Row, *, at: datetime) -> Snapshot:
    content = row.content
    return Snapshot(
        item_id=item,
        digest=row.digest,
        text=content.text,
        translation=content.translation,
        media_uri=content.media_uri,
        context=content.context,
        attributes=content.attributes,
        tier=row.new.tier,
        taken_at=at,
    )


def _known_snapshots(wanted: Mapping[int, _Row]) -> dict[int, int]:
    """Those taken of this content before, erased ones too: what was erased does not come back by itself."""
    found: dict[int, int] = {}
    for chunk in _chunks(sorted(wanted)):
        for item, digest, pk in Snapshot.objects.filter(item__in=chunk).values_list("item_id", "digest", "pk"):
            sought = wanted[item].digest
            if digest in (sought, erased_digest(sought)):
                found[item] = pk
    return found


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(values)
    while chunk := list(islice(remaining, AT_ONCE)):
        yield chunk
