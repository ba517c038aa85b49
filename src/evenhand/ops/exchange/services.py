"""Brings a file in: kept, read and shown, stored when somebody says so, and recorded.

The reading and the storing run in the background (``tasks``). Not here: how files are read (``evenhand.facts``).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.exchange import files
from evenhand.ops.exchange.models import Import
from evenhand.ops.exchange.tasks import read_file, store_file
from evenhand.ops.exchange.types import HowToRead
from evenhand.ops.exchange.vocabulary import MOVES, ImportState
from evenhand.ops.ledger.services import record
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import require, scope_of
from evenhand.ops.spine.errors import Denied, NotFound
from evenhand.ops.spine.refs import Ref
from evenhand.ui.naming import display_name

CAPABILITY = "exchange.import"


@transaction.atomic
def bring(upload: UploadedFile[Any], how: HowToRead, *, by: User, at: datetime) -> Import:
    """Keeps the file and has it read; nothing is stored yet."""
    _require(by)
    brought = Import(
        name=display_name(upload.name or ""),
        suffix=files.suffix_of(upload),
        bytes=upload.size or 0,
        by=by,
        created_at=at,
        **asdict(how),
    )
    files.keep(brought, upload)
    brought.save(force_insert=True)
    _recorded("exchange.brought", brought, by=by, at=at)
    _read_after_commit(brought)
    return brought


@transaction.atomic
def read_again(uuid: UUID, how: HowToRead, *, by: User, at: datetime) -> Import:
    """Has the file read in another way."""
    _require(by)
    brought = locked(uuid)
    _move(brought, ImportState.CHECKING)
    for name, value in asdict(how).items():
        setattr(brought, name, value)
    brought.problem, brought.preview = "", []
    brought.save()
    _recorded("exchange.read_again", brought, by=by, at=at)
    _read_after_commit(brought)
    return brought


@transaction.atomic
def store(uuid: UUID, *, by: User, at: datetime) -> Import:
    """Has the file stored as it was shown."""
    _require(by)
    brought = locked(uuid)
    if brought.state in (ImportState.STORING, ImportState.DONE):
        return brought
    _move(brought, ImportState.STORING)
    brought.save()
    _recorded("exchange.accepted", brought, by=by, at=at)
    transaction.on_commit(lambda: store_file.enqueue(str(brought.uuid)))
    return brought


@transaction.atomic
def drop(uuid: UUID, *, by: User, at: datetime) -> Import:
    """Drops a file that is not to be stored."""
    _require(by)
    brought = locked(uuid)
    if brought.state == ImportState.DROPPED:
        return brought
    _move(brought, ImportState.DROPPED)
    brought.preview, brought.finished_at = [], at
    brought.save()
    _recorded("exchange.dropped", brought, by=by, at=at)
    transaction.on_commit(lambda: files.drop(brought))
    return brought


def locked(uuid: UUID) -> Import:
    """The import, locked until the transaction ends."""
    brought = Import.objects.select_for_update().filter(uuid=uuid).first()
    if brought is None:
        raise NotFound(_("There is no such import."))
    return brought


def _require(by: User) -> None:
    require(by, CAPABILITY)
    if not scope_of(by, CAPABILITY).is_everything:
        message = _("An import may hold rows of any partner or market.")
        raise Denied(message, hint=_("Ask someone whose role is not limited."))


def _move(brought: Import, then: ImportState) -> None:
    MOVES.check(ImportState(brought.state), then, what=f"The import of {brought.name}")
    brought.state, brought.version = then, brought.version + 1


def _read_after_commit(brought: Import) -> None:
    uuid, version = str(brought.uuid), brought.version
    transaction.on_commit(lambda: read_file.enqueue(uuid, version))


def _recorded(kind: str, brought: Import, *, by: User, at: datetime) -> None:
    payload = {"into": brought.into, "bytes": brought.bytes, "supersede": brought.supersede}
    record(kind, actor=str(by.uuid), subject=Ref("import", str(brought.uuid)), payload=payload, at=at)
