"""Empties items: snapshots lose their content, media their files; that they were there, and when, stays.

A digest is replaced by one that only this server can make, so that nobody can try which text it was of, and the same
content does not come back by itself. Not here: who may ask for an erasure (``ledger``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q

from evenhand.ops.items.contents import erased_digest
from evenhand.ops.items.models import Item, Medium, Snapshot
from evenhand.ops.items.services.attaching import drop_unused, lock_files
from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.spine.desks import Erasing
from evenhand.ops.spine.refs import Ref

AT_ONCE = 400
GONE = {"role": "parent", "erased": True}
CONTENT = ("text", "translation", "media_uri", "context", "attributes", "digest", "erased_at")


def erase_subject(subject: Erasing, at: datetime) -> int:
    """What the ledger's erasure asks of this desk: the content of an item, or of all items of an account."""
    own = Q(source=subject.source) if subject.source else Q()
    match subject.kind:
        case "item":
            named = Q(external_id=subject.id)
        case "account":
            named = Q(author_id=subject.id) | Q(kind="account", external_id=subject.id)
        case _:
            return 0
    return erase_payload(Item.objects.filter(own & named).values_list("pk", flat=True), rule=subject.kind, at=at)


@transaction.atomic
def erase_payload(items: Iterable[int], *, rule: str, at: datetime) -> int:
    """Empties what is kept of these items, by key, and takes their files off the disk; how many rows that were.

    Safe to repeat. What answers such an item loses its words from the context too.
    """
    lock_files()
    keys = sorted(set(items))
    counts = {"snapshots": 0, "media": 0, "quotes": 0}
    for chunk in _chunks(keys):
        counts["media"] += _empty_media(chunk, at=at)
        counts["snapshots"] += _empty_snapshots(chunk, at=at)
        counts["quotes"] += _empty_quotes(chunk)
    if any(counts.values()):
        told = {"rule": rule, "items": len(keys), **counts}
        record("items.erased", actor=SYSTEM, subject=Ref("items", "erased"), payload=told, at=at)
    return sum(counts.values())


def _empty_snapshots(items: Collection[int], *, at: datetime) -> int:
    snapshots = list(Snapshot.objects.select_for_update().filter(item__in=items, erased_at=None).order_by("pk"))
    for snapshot in snapshots:
        snapshot.text = snapshot.translation = snapshot.media_uri = ""
        snapshot.context, snapshot.attributes = [], {}
        snapshot.digest, snapshot.erased_at = erased_digest(snapshot.digest), at
    Snapshot.objects.bulk_update(snapshots, CONTENT, batch_size=100)
    return len(snapshots)


def _empty_media(items: Collection[int], *, at: datetime) -> int:
    media = Medium.objects.filter(snapshot__item__in=items, erased_at=None)
    digests = set(media.values_list("sha256", flat=True))
    erased = media.update(sha256="", name="", erased_at=at)
    if digests:
        transaction.on_commit(lambda: drop_unused(digests))
    return erased


def _empty_quotes(items: Collection[int]) -> int:
    """Takes the words of these items out of the context of what answers them."""
    keys = list(Item.objects.filter(pk__in=items).values_list("source", "external_id"))
    answers: list[Snapshot] = []
    for source in sorted({source for source, _identity in keys}):
        parents = [identity for own, identity in keys if own == source]
        found = Snapshot.objects.select_for_update(of=("self",)).filter(
            item__source=source, item__parent_id__in=parents, erased_at=None
        )
        answers += [snapshot for snapshot in found if any(map(_quotes_parent, snapshot.context))]
    for snapshot in answers:
        snapshot.context = [GONE if _quotes_parent(part) else part for part in snapshot.context]
        snapshot.digest = erased_digest(snapshot.digest)
    Snapshot.objects.bulk_update(answers, ("context", "digest"), batch_size=100)
    return len(answers)


def _quotes_parent(part: Any) -> bool:
    return isinstance(part, dict) and part.get("role") == "parent" and part != GONE


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(keys)
    while chunk := list(islice(remaining, AT_ONCE)):
        yield chunk
