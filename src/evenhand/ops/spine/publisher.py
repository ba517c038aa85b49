"""The way from work to facts, second half: waiting outbox rows become one batch, once.

The manifest entry names the outbox rows it holds. After a crash between the entry and the mark the next run finds the
entry and only marks; rows are found as waiting, never as "above the last id", since ids commit out of order. Who comes
next settles the newest entry under the writer's lock before it adds one, so that no older entry can be unmarked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import pyarrow as pa
import structlog
from django.db import models, transaction
from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Cast

from evenhand.facts.entries import State
from evenhand.facts.errors import RequestError
from evenhand.facts.writing import Batch
from evenhand.ops.spine import fitting, numbering
from evenhand.ops.spine.facts import PUBLISHER, whole
from evenhand.ops.spine.fitting import Misfit
from evenhand.ops.spine.models import Heartbeat, OutboxRow, SetAsideRow

log = structlog.get_logger("evenhand.ops.spine")

KIND = "publish"  # of a manifest entry; its note is {"outbox": [[first, last], …], "batch": number}
MOST_ROWS = 5_000
WAIT_FOR_WRITER = 1.0  # seconds: an import may hold the facts for long, and the next pass comes soon
PATIENCE = timedelta(seconds=4)
KEPT = timedelta(days=1)
AT_ONCE = 2_000  # rows deleted, or ranges marked, in one statement

Range = tuple[int, int]


@dataclass(frozen=True)
class Published:
    """What one run brought: how many rows, and the batch that holds them (None: nothing fitted, or nothing waited)."""

    rows: int
    batch: int | None
    set_aside: int = 0


def publish_waiting(*, at: datetime, most: int = MOST_ROWS) -> Published:
    """Brings waiting outbox rows into the facts as one batch, and renews the publisher's sign of life.

    Rows that do not fit their table are set aside and do not stop the others.

    Raises:
        RequestError: another process writes the facts now, the disk is full, or the facts are behind the work.

    """
    done = _publish(at=at, most=most) if _waiting().exists() else Published(0, None)
    show_alive(at=at)
    return done


def show_alive(*, at: datetime) -> None:
    """Renews the publisher's sign of life: up to this moment, or the oldest row that waits, work has become facts."""
    Heartbeat.objects.update_or_create(role=PUBLISHER, defaults={"beat_at": at, "process": ""})


def is_due(*, at: datetime) -> bool:
    """Whether rows have waited long enough: a batch costs a file and an entry, so that a few seconds are gathered."""
    oldest = _oldest()
    return oldest is not None and not at - PATIENCE < oldest <= at  # a time to come is of a clock that was set back


def lag(*, at: datetime) -> timedelta:
    """How long the oldest waiting row has waited; nothing when none waits."""
    oldest = _oldest()
    return max(at - oldest, timedelta(0)) if oldest else timedelta(0)


def settle_all() -> int:
    """Marks what any entry of the facts holds already, and numbers coming rows above; returns how many were marked.

    For a work database older than its facts, such as one that was restored alone. Not while services write.
    """
    facts = whole()
    with facts.writing(KIND) as batch:
        notes = list(_notes(batch.state))
        marked = sum(_mark(_ranges_of(note), batch=note["batch"]) for note in notes)
        highest = max((last for note in notes for _, last in _ranges_of(note)), default=0)
    numbering.start_above(OutboxRow, highest)
    return marked


def delete_published(*, at: datetime) -> int:
    """Deletes rows that a batch has brought a day ago; returns how many."""
    deleted = 0
    while True:
        old = OutboxRow.objects.filter(batch__isnull=False, written_at__lt=at - KEPT).order_by("id").values("id")
        count, _ = OutboxRow.objects.filter(id__in=list(old[:AT_ONCE].values_list("id", flat=True))).delete()
        deleted += count
        if count < AT_ONCE:
            return deleted


def _publish(*, at: datetime, most: int) -> Published:
    with whole().writing(KIND, wait=WAIT_FOR_WRITER) as batch:
        _settle(batch.state)
        rows = _waiting().order_by("id").annotate(text=Cast("row", models.TextField()))
        added, misfits = _add(batch, list(rows.values_list("table", "id", "text")[:most]))
        if added:
            batch.note = {"outbox": ranges(added), "batch": batch.number}
    _mark(ranges(added), batch=batch.number)
    _set_aside(misfits, at=at)
    return Published(len(added), batch.number if added else None, len(misfits))


def _oldest() -> datetime | None:
    oldest: datetime | None = _waiting().aggregate(first=Min("written_at"))["first"]
    return oldest


def _waiting() -> QuerySet[OutboxRow]:
    return OutboxRow.objects.filter(batch__isnull=True)


def _add(batch: Batch, rows: list[tuple[str, int, str]]) -> tuple[list[int], list[Misfit]]:
    """Stages the rows table by table: the outbox ids of those that fit, and the misfits."""
    added: list[int] = []
    misfits: list[Misfit] = []
    for table, group in groupby(sorted(rows), key=lambda row: row[0]):
        _, ids, texts = zip(*group, strict=True)
        fitted = fitting.add(
            batch, table, pa.table({"id": pa.array(ids, pa.int64()), "row": pa.array(texts, pa.string())})
        )
        added.extend(fitted.added)
        misfits.extend(fitted.misfits)
    return sorted(added), misfits


def _settle(state: State) -> None:
    """Marks what the newest entry of ours holds; refuses facts that lack a batch which the work knows of."""
    newest = next(_notes(state), None)
    if newest is not None:
        _mark(_ranges_of(newest), batch=newest["batch"])
    known: int | None = OutboxRow.objects.aggregate(known=Max("batch"))["known"]
    if known is not None and known > state.batch:
        raise RequestError(
            f"The facts end at batch {state.batch}, but rows were published in batch {known}: the facts are older "
            "than the work database.",
            hint="Restore the facts that belong to it; nothing is published until then.",
        )


def _notes(state: State) -> Iterator[Any]:
    """The notes of our entries, newest first."""
    return reversed(state.notes_of(KIND))


def _ranges_of(note: Any) -> list[Range]:
    return [(first, last) for first, last in note["outbox"]]


def ranges(ids: Iterable[int]) -> list[Range]:
    """Ascending ids as runs without a gap: a row of an id between, committed late, is not among them."""
    runs = groupby(enumerate(ids), key=lambda pair: pair[1] - pair[0])
    found = ([number for _, number in run] for _, run in runs)
    return [(run[0], run[-1]) for run in found]


def _mark(held: Sequence[Range], *, batch: int) -> int:
    """Notes on rows of these ids that a batch holds them; returns how many were not marked before."""
    marked = 0
    with transaction.atomic():
        for start in range(0, len(held), AT_ONCE // 10):
            among = Q()
            for first, last in held[start : start + AT_ONCE // 10]:
                among |= Q(id__gte=first, id__lte=last)
            marked += _waiting().filter(among).update(batch=batch)
    return marked


def _set_aside(misfits: Sequence[Misfit], *, at: datetime) -> None:
    """Moves rows out of the way, and says so in the log without a word of what they hold."""
    for start in range(0, len(misfits), AT_ONCE):
        told = {misfit.id: misfit for misfit in misfits[start : start + AT_ONCE]}
        with transaction.atomic():
            rows = OutboxRow.objects.select_for_update().filter(id__in=told)
            SetAsideRow.objects.bulk_create(_aside(row, told[row.id], at=at) for row in rows)
            OutboxRow.objects.filter(id__in=told).delete()
    if misfits:
        log.error("fact rows set aside", rows=len(misfits))


def _aside(row: OutboxRow, misfit: Misfit, *, at: datetime) -> SetAsideRow:
    return SetAsideRow(
        table=row.table,
        row=row.row,
        written_at=row.written_at,
        fault=misfit.fault,
        column=misfit.column,
        set_aside_at=at,
    )
