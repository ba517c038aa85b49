"""Gives a snapshot a file: kept by its digest on disk, described by its content, and recorded.

A file goes when nothing refers to it any more. Taking one into use and taking one away are done one at a time, so that
neither misses the other. Not here: what files may be (``media``, ``pictures``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from evenhand.ops.items import media
from evenhand.ops.items.kept import Kept, Limits
from evenhand.ops.items.models import Medium, Snapshot
from evenhand.ops.items.permissions import require_may_add
from evenhand.ops.items.sniffing import MediaKind
from evenhand.ops.ledger.services import record
from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Conflict, Invalid
from evenhand.ops.spine.refs import Ref

MOST_FILES = 20  # of one snapshot
FILES_LOCK = 0x6974656D73  # PostgreSQL's advisory lock of this desk's files: "items"
SETTLED = timedelta(hours=1)  # a file without a row that is older belongs to no upload under way


def folder() -> Path:
    """Where files lie: below the data folder."""
    return settings.EVENHAND.home / "media"


def attach(snapshot: Snapshot, upload: BinaryIO, *, by: User, at: datetime, name: str = "") -> Medium:
    """Keeps a file with a snapshot; the same file twice is one.

    Raises:
        Denied: the person may not add to items of this market.
        Conflict: the snapshot is erased, or has as many files as one may have.
        RequestError: the file is empty, too big, or a picture that cannot be opened.

    """
    require_may_add(by, snapshot.item.market)
    kept = keep_file(upload, name=name)
    try:
        with transaction.atomic():
            return take_into_use(snapshot, kept, by=by, at=at)
    except BaseException:
        drop_unused([kept.sha256])
        raise


def keep_file(upload: BinaryIO, *, name: str = "") -> Kept:
    """The file on disk; nothing refers to it yet."""
    return media.keep(upload, folder=folder(), name=name or getattr(upload, "name", "") or "", limits=Limits())


def take_into_use(snapshot: Snapshot, kept: Kept, *, by: User, at: datetime) -> Medium:
    """The medium of a kept file; within a transaction."""
    lock_files()
    _check(snapshot, kept)
    medium, is_new = Medium.objects.get_or_create(
        snapshot=snapshot,
        sha256=kept.sha256,
        erased_at=None,
        defaults={
            "kind": kept.kind.value,
            "mime": kept.mime,
            "name": kept.display_name,
            "bytes": kept.size,
            "width": kept.width,
            "height": kept.height,
            "frames": kept.frames,
            "attached_at": at,
        },
    )
    if is_new:
        told = {"sha256": kept.sha256, "kind": kept.kind.value, "bytes": kept.size, "snapshot": str(snapshot.uuid)}
        record("items.attached", actor=str(by.uuid), subject=Ref("item", str(snapshot.item.uuid)), payload=told, at=at)
    return medium


def kept_of(medium: Medium) -> Kept:
    """The kept file of a medium."""
    return Kept(
        sha256=medium.sha256,
        kind=MediaKind(medium.kind),
        mime=medium.mime,
        size=medium.bytes,
        width=medium.width,
        height=medium.height,
        frames=medium.frames,
        display_name=medium.name,
    )


def drop_unused(digests: Iterable[str]) -> int:
    """Takes those of these files off the disk that no medium refers to; how many that were."""
    asked = {digest for digest in digests if digest}
    with transaction.atomic():
        lock_files()
        used = set(Medium.objects.filter(sha256__in=asked, erased_at=None).values_list("sha256", flat=True))
        for digest in asked - used:
            media.discard_file(digest, folder=folder())
    return len(asked - used)


def drop_leftovers(*, at: datetime) -> int:
    """Takes off the disk what a crash between disk and database left there; of how many files that was."""
    before = (at - SETTLED).timestamp()
    paths = (path for kind in ("originals", "previews") for path in (folder() / kind).glob("??/*"))
    names = sorted({path.name.partition("-")[0] for path in paths if path.stat().st_mtime < before})
    return sum(drop_unused(names[start : start + 500]) for start in range(0, len(names), 500))


def lock_files() -> None:
    """Until the transaction ends nobody else takes files into use or away; on SQLite every transaction is alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FILES_LOCK])


def _check(snapshot: Snapshot, kept: Kept) -> None:
    if Snapshot.objects.filter(pk=snapshot.pk).exclude(erased_at=None).exists():
        raise Conflict(_("The content of this item was erased; nothing can be added to it."))
    if not (folder() / kept.path).exists():
        raise Conflict(_("The file was taken away meanwhile."), hint=_("Send it again."))
    if snapshot.media.filter(erased_at=None).exclude(sha256=kept.sha256).count() >= MOST_FILES:
        message = _("This item has %(count)s files, which is as many as it may have.") % {"count": MOST_FILES}
        raise Invalid(message, field="file", hint=_("Add another item for the others."))
