"""From a plan to a drawn sample: look at what it would give, or draw it and record it.

The draw itself is ``facts.draw``. A repeated draw of the same plan on the same frame is the same sample, and is
recognised. Not here: counting the population and sharing the size (``frame``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.assess.frame import PlannedFrame, Preview, tally
from evenhand.assess.plan import Plan
from evenhand.assess.samples import note_of, samples
from evenhand.assess.types import Sample, Stratum
from evenhand.facts.store import Facts


def preview(facts: Facts, plan: Plan) -> Preview:
    """Counts the population of a plan and says what its sample would cost and show."""
    with facts.connection() as connection:
        return PlannedFrame(plan, connection, count=tally).preview()


def draw_sample(facts: Facts, plan: Plan, *, now: datetime | None = None) -> Sample:
    """Draws the sample of a plan and records it; the same plan on the same frame gives the sample that is there."""
    with facts.writing("sample") as batch:
        frame = PlannedFrame(plan, batch.connection)
        known = {sample.sample_id: sample for sample in samples(facts)}
        if frame.sample_id in known:
            return known[frame.sample_id]
        units = frame.draw()
        sample = _sample(frame, units, drawn_at=now or datetime.now(UTC), batch=batch.state.batch)
        batch.connection.register("drawn", _rows(units, sample))
        batch.add("samples", "drawn")
        batch.connection.unregister("drawn")
        batch.note = note_of(sample)
    return sample


def _sample(frame: PlannedFrame, units: pa.Table, *, drawn_at: datetime, batch: int) -> Sample:
    """The drawn sample, with what each stratum really gave."""
    plan = frame.plan
    return Sample(
        sample_id=frame.sample_id,
        name=plan.name,
        source=plan.population.source,
        population=frame.counted.units,
        size=units.num_rows,
        seed=plan.seed,
        allocation=str(plan.allocation),
        strata_columns=plan.cells,
        strata=_strata(units, frame.names, frame.population.tolist()),
        drawn_at=drawn_at,
        frame_batch=batch,
        frame_digest=frame.counted.digest,
        plan=plan.to_dict(),
    )


def _strata(units: pa.Table, names: Sequence[str], population: Sequence[int]) -> tuple[Stratum, ...]:
    grouped = units.group_by("stratum").aggregate(
        [("unit_id", "count"), ("inclusion_probability", "min"), ("inclusion_probability", "max")]
    )
    drawn = {row["stratum"]: row for row in grouped.to_pylist()}
    nothing = {"unit_id_count": 0, "inclusion_probability_min": 0.0, "inclusion_probability_max": 0.0}
    rows = [(name, total, drawn.get(name, nothing)) for name, total in zip(names, population, strict=True)]
    return tuple(
        Stratum(name, total, row["unit_id_count"], row["inclusion_probability_min"], row["inclusion_probability_max"])
        for name, total, row in rows
    )


def _rows(units: pa.Table, sample: Sample) -> pa.Table:
    """The units as rows of ``samples``."""
    size = units.num_rows
    same = {
        "sample_id": sample.sample_id,
        "unit_kind": "judgement",
        "drawn_at": sample.drawn_at,
        "seed": sample.seed,
        "method": sample.allocation,
        "frame_batch": sample.frame_batch,
        "frame_digest": sample.frame_digest,
        "source": "evenhand",
    }
    rows = units.append_column("weight", pc.divide(1.0, units["inclusion_probability"]))
    for name, value in same.items():
        rows = rows.append_column(name, pa.array([value] * size))
    return rows
