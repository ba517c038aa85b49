"""The background half of an import: reading a file for its preview, and storing it. Each may run twice."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from evenhand.facts.errors import RequestError
from evenhand.facts.importing import Outcome, Preview, Request, import_path, preview_path
from evenhand.facts.reading import Mapping
from evenhand.ops.exchange import files
from evenhand.ops.exchange.models import Import
from evenhand.ops.exchange.vocabulary import ImportState
from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.spine import clock, facts
from evenhand.ops.spine.refs import Ref
from evenhand.ops.spine.sentences import kept

FIRST_ROWS = 5
LONGEST_CELL = 300
COUNTS = ("accepted", "duplicates", "conflicts", "rejected", "superseded")


@task()
def read_file(uuid: str, version: int) -> None:
    """Reads a file without storing anything, and keeps what a person should see before it is stored."""
    brought = Import.objects.filter(uuid=UUID(uuid), version=version, state=ImportState.CHECKING).first()
    if brought is None:  # read again in another way, or dropped, meanwhile
        return
    try:
        previews = preview_path(facts.whole(), request_of(brought), first=FIRST_ROWS)
        change = {"state": ImportState.READY, "preview": [_as_json(each) for each in previews], "problem": ""}
    except RequestError as error:
        change = {"state": ImportState.REFUSED, "problem": _in_their_words(error, brought)}
    Import.objects.filter(pk=brought.pk, version=version, state=ImportState.CHECKING).update(**change)


@task()
def store_file(uuid: str) -> None:
    """Stores a file. Run again after a crash it finds its rows in the facts, and counts them as known."""
    brought = Import.objects.filter(uuid=UUID(uuid), state=ImportState.STORING).first()
    if brought is None:
        return
    try:
        outcome = import_path(facts.whole(), request_of(brought))
    except RequestError as error:
        Import.objects.filter(pk=brought.pk).update(state=ImportState.REFUSED, problem=_in_their_words(error, brought))
        return
    _finish(brought, outcome, at=clock.now())
    files.drop(brought)


def request_of(brought: Import) -> Request:
    """What is asked of the facts."""
    return Request(
        path=files.path_of(brought),
        into=tuple(brought.into.split(",")),
        source=brought.source or None,
        mapping=Mapping(columns=dict(brought.columns)),
        reading=brought.reading or None,
        timezone=brought.time_zone or None,
        encoding=brought.encoding or None,
        sheet=brought.sheet or None,
        supersede=brought.supersede,
    )


@transaction.atomic
def _finish(brought: Import, outcome: Outcome, *, at: datetime) -> None:
    counts = {"rows": outcome.rows, **{name: outcome.total(name) for name in COUNTS}}
    Import.objects.filter(pk=brought.pk).update(
        state=ImportState.DONE,
        finished_at=at,
        preview=[],
        rejects=outcome.rejects_file.name if outcome.rejects_file else "",
        outcome={**counts, "notes": list(outcome.notes), "known": bool(outcome.known_files), "batch": outcome.batch},
    )
    told = {**counts, "batch": outcome.batch, "into": brought.into}
    record("exchange.stored", actor=SYSTEM, subject=Ref("import", str(brought.uuid)), payload=told, at=at)


def _in_their_words(error: RequestError, brought: Import) -> str:
    """The error with the name that the file came with, not the one it lies under."""
    path = files.path_of(brought)
    return kept(error).replace(str(path), brought.name).replace(path.name, brought.name)


def _as_json(preview: Preview) -> dict[str, Any]:
    tables = [
        {
            "table": table.table,
            "columns": table.columns,
            "aside": list(table.kept_aside),
            "rows": table.rows,
            "rejected": table.rejected,
            "reasons": [list(reason) for reason in table.reasons[:20]],
            "first": [_row(row) for row in table.first],
            "notes": list(table.notes),
        }
        for table in preview.tables
    ]
    return {"format": preview.format, "encoding": preview.encoding, "delimiter": preview.delimiter, "tables": tables}


def _row(row: dict[str, Any]) -> dict[str, str | None]:
    shown = {name: value for name, value in row.items() if not name.startswith("_")}
    return {name: None if value is None else str(value)[:LONGEST_CELL] for name, value in shown.items()}


def rejects_path(brought: Import) -> Path | None:
    """The rejects file of an import, while it is there."""
    if not brought.rejects:
        return None
    path = facts.whole().home / "rejects" / brought.rejects
    return path if path.is_file() else None
