"""Adds an item by hand: its content is kept as of now, and the facts are told.

Not here: items of other tools (``keeping``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.items.contents import FILES, OWN_SOURCE
from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.items.permissions import require_may_add
from evenhand.ops.items.services.attaching import drop_unused, keep_file, take_into_use
from evenhand.ops.items.services.keeping import keep
from evenhand.ops.items.types import NewItem
from evenhand.ops.people.models import User
from evenhand.ops.spine import outbox
from evenhand.ops.spine.errors import Invalid
from evenhand.ops.spine.ids import new_id
from evenhand.ops.spine.refs import Ref


def add(new: NewItem, uploads: Sequence[BinaryIO] = (), *, by: User, at: datetime) -> Item:
    """An item of our own with its files; ``source`` and ``external_id`` are given here.

    Raises:
        Denied: the person may not add items of this market.
        Invalid: there is neither text nor a link nor a file.
        RequestError: a file is empty, too big, or a picture that cannot be opened.

    """
    require_may_add(by, new.market)
    if not (new.text.strip() or new.media_uri.strip() or uploads):
        message = _("There is nothing to judge: no text, no link and no file.")
        raise Invalid(message, field="text", hint=_("Give one of them."))
    kept = [keep_file(upload) for upload in uploads]
    digests = [each.sha256 for each in kept]
    own = replace(new, source=OWN_SOURCE, external_id=str(new_id()))
    if digests:
        own = replace(own, attributes={**own.attributes, FILES: digests})
    try:
        with transaction.atomic():
            ((item_id, snapshot_id),) = keep([own], at=at, by=str(by.uuid), about=Ref("item", own.external_id)).values()
            snapshot = Snapshot.objects.select_related("item").get(pk=snapshot_id)
            for each in kept:
                take_into_use(snapshot, each, by=by, at=at)
            Item.objects.filter(pk=item_id).update(added_by=by, uuid=own.external_id)
            outbox.publish("items", [_fact(snapshot)], at=at)
    except BaseException:
        drop_unused(digests)
        raise
    return Item.objects.get(pk=item_id)


def _fact(snapshot: Snapshot) -> dict[str, object]:
    item = snapshot.item
    given = {
        "source": item.source,
        "item_id": item.external_id,
        "kind": item.kind,
        "content_type": item.content_type,
        "text": snapshot.text,
        "media_uri": snapshot.media_uri,
        "author_id": item.author_id,
        "created_at": item.created_at or item.added_at,
        "language": item.language,
        "parent_id": item.parent_id,
        "thread_id": item.thread_id,
    }
    return {name: value for name, value in given.items() if value != ""}
