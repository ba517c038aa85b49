"""The draw in the background: units from the facts, items and tasks from the units, a batch at a time.

Run again after a crash it goes on where it stopped: the sample's id is kept as soon as there is one, and units that
are there already are passed over. Not here: how units are drawn (``evenhand.assess``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from evenhand import assess
from evenhand.assess.verdicts import verdicts
from evenhand.facts.errors import RequestError
from evenhand.ops.items.contents import storable
from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.quality.models import Sample, Unit
from evenhand.ops.quality.services.opening import Opener
from evenhand.ops.quality.services.planning import plan_behind
from evenhand.ops.quality.vocabulary import MOVES, SampleState
from evenhand.ops.spine import facts
from evenhand.ops.spine.refs import Ref
from evenhand.ops.spine.sentences import kept

AT_ONCE = 2_048
TEXTS = {
    "source": "source",
    "decision_id": "judgement_id",
    "item_key": "item_id",
    "label": "label",
    "action": "action",
    "judge_id": "judge_id",
    "policy_version": "policy_version",
    "partner": "partner",
    "market": "market",
    "queue": "queue",
    "language": "language",
}
KEYS = frozenset({"source", "decision_id", "item_key"})
LONGEST = {field.name: field.max_length for field in Unit._meta.fields}
Row = Mapping[str, Any]


def draw(uuid: UUID, *, at: datetime) -> None:
    """Draws a planned sample and opens its tasks; nothing happens when that is done already."""
    sample = Sample.objects.select_related("made_by").filter(uuid=uuid, state=SampleState.DRAWING).first()
    if sample is None:
        return
    try:
        drawn = _drawn(sample, at)
        _prepare(sample, drawn, at)
    except RequestError as error:
        _fail(sample, kept(error), at)
    else:
        _open(sample, at)


def _drawn(sample: Sample, at: datetime) -> assess.Sample:
    """The sample in the facts: the one that was drawn before a crash, or a new one."""
    whole = facts.whole()
    if sample.sample_id:
        return assess.find_sample(whole, sample.sample_id)
    drawn = assess.draw_sample(whole, plan_behind(sample), now=at)
    with whole.connection() as connection:
        known = dict(verdicts(connection, drawn.source))
    sample.sample_id, sample.violations = drawn.sample_id, known
    sample.population, sample.size, sample.drawn_at = drawn.population, drawn.size, at
    try:
        with transaction.atomic():
            sample.save(update_fields=("sample_id", "violations", "population", "size", "drawn_at"))
    except IntegrityError as error:
        raise RequestError(_("The same sample has been drawn already, under another name.")) from error
    return drawn


def _prepare(sample: Sample, drawn: assess.Sample, at: datetime) -> None:
    opener = Opener.of(sample)
    for table in assess.drawn_units(facts.whole(), drawn, size=AT_ONCE):
        _prepare_some(sample, table.to_pylist(), opener, at)


@transaction.atomic
def _prepare_some(sample: Sample, rows: Sequence[Row], opener: Opener, at: datetime) -> None:
    """Units, items and tasks of one batch, all or none."""
    keys = [row["task"] for row in rows]
    known = set(Unit.objects.filter(sample=sample, task_key__in=keys).values_list("task_key", flat=True))
    new = [_fitted(row) for row in rows if row["task"] not in known]
    if not new:
        return
    items = opener.keep_items(new, at=at)
    Unit.objects.bulk_create((_unit(sample, row, items) for row in new), batch_size=1_000)
    opener.open_tasks(new, items, at=at)
    Sample.objects.filter(pk=sample.pk).update(prepared=F("prepared") + len(new))


def _unit(sample: Sample, row: Row, items: Mapping[tuple[str, str], tuple[int, int]]) -> Unit:
    kept = items.get((row["source"], row["item_id"]))
    return Unit(
        sample=sample,
        task_key=row["task"],
        item_id=kept[0] if kept else None,
        violating=row["violating"],
        judge_kind=row["judge_kind"],
        decided_at=row["judged_at"],
        reach=row["reach"],
        **{field: row[column] for field, column in TEXTS.items()},
    )


def _fitted(row: Row) -> Row:
    """The row with its texts as our columns hold them."""
    return {**row, **{column: _fitting(row[column], field) for field, column in TEXTS.items()}}


def _fitting(value: str | None, field: str) -> str:
    """A text that is too long to be a name here is not known; without its key nothing can be assessed."""
    text = storable(value or "")
    longest = LONGEST[field]
    if longest is None or len(text) <= longest:
        return text
    if field in KEYS:
        raise RequestError(_("A decision cannot be assessed here: its id is too long."))
    return ""


@transaction.atomic
def _open(sample: Sample, at: datetime) -> None:
    MOVES.check(SampleState.DRAWING, SampleState.OPEN, what=f"The sample {sample.name}")
    opened = Sample.objects.filter(pk=sample.pk, state=SampleState.DRAWING).update(state=SampleState.OPEN)
    if opened:
        payload = {"sample_id": sample.sample_id, "size": sample.size, "population": sample.population}
        record("sample.drawn", actor=SYSTEM, subject=Ref("sample", str(sample.uuid)), payload=payload, at=at)


@transaction.atomic
def _fail(sample: Sample, problem: str, at: datetime) -> None:
    MOVES.check(SampleState.DRAWING, SampleState.FAILED, what=f"The sample {sample.name}")
    Sample.objects.filter(pk=sample.pk).update(state=SampleState.FAILED, problem=problem)
    record("sample.failed", actor=SYSTEM, subject=Ref("sample", str(sample.uuid)), payload={}, at=at)
