"""From a plan to a drawn sample: count the population, share the size, look at what it would give, draw, record.

The draw itself is ``facts.draw``; the arithmetic of sizes is ``measure.design``. A repeated draw of the same plan on
the same frame is the same sample, and is recognised.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.assess.plan import Allocation, Plan
from evenhand.assess.samples import note_of, samples
from evenhand.assess.types import Sample, Stratum
from evenhand.facts import draw
from evenhand.facts.engine import one_row
from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.measure.design import (
    Allotment,
    Rule,
    allocate,
    assessing_hours,
    expected_half_width,
    size_for_half_width,
    smoothed_rates,
)
from evenhand.measure.result import Note

FEWEST_RATES = 1  # assessments of a stratum from which its own earlier rate counts
MOST_STRATA = 20_000


@dataclass(frozen=True)
class StratumPreview:
    """One stratum of a plan: its population, the size it would get, the half-width of its own accuracy."""

    name: str
    population: int
    size: int
    expected: float
    half_width: float | None


@dataclass(frozen=True)
class Preview:
    """What a plan would give: nothing is drawn. Half-widths are in shares, ``hours`` of assessing."""

    plan: Plan
    population: int
    size: int
    strata: tuple[StratumPreview, ...]
    half_width: float
    hours: float
    undated: int
    notes: tuple[Note, ...]


def preview(facts: Facts, plan: Plan) -> Preview:
    """Counts the population of a plan and says what its sample would cost and show."""
    with facts.connection() as connection:
        return _Frame(facts, plan, connection).preview()


def draw_sample(facts: Facts, plan: Plan, *, now: datetime | None = None) -> Sample:
    """Draws the sample of a plan and records it; the same plan on the same frame gives the sample that is there."""
    with facts.writing("sample") as batch:
        frame = _Frame(facts, plan, batch.connection)
        sample_id = frame.sample_id
        known = {sample.sample_id: sample for sample in samples(facts)}
        if sample_id in known:
            return known[sample_id]
        units = frame.draw()
        sample = frame.sample(units, drawn_at=now or datetime.now(UTC), batch=batch.state.batch)
        batch.connection.register("drawn", _rows(units, sample))
        batch.add("samples", "drawn")
        batch.connection.unregister("drawn")
        batch.note = note_of(sample)
    return sample


class _Frame:
    """A plan's frame on one connection: counted, with the sizes that follow."""

    def __init__(self, facts: Facts, plan: Plan, connection: duckdb.DuckDBPyConnection) -> None:
        self.plan, self.connection = plan, connection
        power = 0.5 if plan.score == "score" else 1.0
        self.frame = draw.Frame(plan.population, plan.cells, plan.score, power)
        self.counted = draw.count(self.frame, connection)
        self._require_units(facts)
        self.names = list(self.counted.strata)
        self.population = np.array(list(self.counted.strata.values()), dtype=np.int64)
        self.rates = _rates(self.frame, plan, self.names, connection)
        self.allotment, self.notes = self._allot()

    @property
    def sample_id(self) -> str:
        """Names the sample by all that it follows from."""
        made_of = json.dumps(
            [self.counted.digest, self.counted.units, self.plan.to_dict(), self.plan.seed], sort_keys=True
        )
        return "s" + hashlib.sha256(made_of.encode()).hexdigest()[:10]

    def preview(self) -> Preview:
        """The strata with their sizes and expected half-widths."""
        sizes, plan = self.allotment.sizes, self.plan
        strata = tuple(
            StratumPreview(
                name,
                int(total),
                int(size),
                float(rate),
                expected_half_width([total], [size], float(rate), plan.level) if size else None,
            )
            for name, total, size, rate in zip(self.names, self.population, sizes, self.rates, strict=True)
        )
        return Preview(
            plan=plan,
            population=self.counted.units,
            size=self.allotment.size,
            strata=strata,
            half_width=expected_half_width(self.population, sizes, self.rates, plan.level),
            hours=assessing_hours(self.allotment.size, plan.minutes),
            undated=self._undated(),
            notes=self.notes,
        )

    def draw(self) -> pa.Table:
        """The units, by the plan's rule."""
        sizes = {name: int(size) for name, size in zip(self.names, self.allotment.sizes, strict=True)}
        if self.plan.allocation is Allocation.SCORE:
            return draw.systematic(
                self.frame,
                sizes,
                self.counted,
                uniform_floor=self.plan.uniform_floor,
                seed=self.plan.seed,
                connection=self.connection,
            )
        return draw.smallest(self.frame, sizes, self.counted, seed=self.plan.seed, connection=self.connection)

    def sample(self, units: pa.Table, *, drawn_at: datetime, batch: int) -> Sample:
        """The drawn sample, with the strata that were really drawn from."""
        plan = self.plan
        return Sample(
            sample_id=self.sample_id,
            name=plan.name,
            source=plan.population.source,
            population=self.counted.units,
            size=units.num_rows,
            seed=plan.seed,
            allocation=str(plan.allocation),
            strata_columns=plan.cells,
            strata=_strata(units, self.names, self.population),
            drawn_at=drawn_at,
            frame_batch=batch,
            frame_digest=self.counted.digest,
            plan=plan.to_dict(),
        )

    def _require_units(self, facts: Facts) -> None:
        if not self.counted.units:
            held = facts.query("SELECT DISTINCT source, setting FROM judgements ORDER BY ALL LIMIT 20").to_pylist()
            here = ", ".join(f"{row['source']} ({row['setting']})" for row in held) or "none"
            raise RequestError(
                "The population of the plan is empty.",
                hint=f"Check setting, source, period and filters. Sources here, with their settings: {here}.",
            )
        if len(self.counted.strata) > MOST_STRATA:
            raise RequestError(
                f"The plan cuts the population into {len(self.counted.strata):,} strata.",
                hint=f"Choose columns with fewer values; {MOST_STRATA:,} strata are the most.",
            )

    def _allot(self) -> tuple[Allotment, tuple[Note, ...]]:
        plan = self.plan
        rule = Rule.PROPORTIONAL if plan.allocation is Allocation.SCORE else Rule(str(plan.allocation))
        floor = max(plan.floor, plan.person_floor, 1)  # a stratum without a unit would be outside every figure
        if plan.size is not None:
            allotment = allocate(self.population, plan.size, rule=rule, rates=self.rates, floor=floor)
            return allotment, allotment.notes
        found = size_for_half_width(
            self.population, plan.half_width or 0.0, rates=self.rates, rule=rule, floor=floor, level=plan.level
        )
        return found.allotment, found.notes

    def _undated(self) -> int:
        """Decisions left out because they carry no time, where the plan names a period."""
        population = self.plan.population
        if population.since is None and population.until is None:
            return 0
        (count,) = one_row(
            self.connection,
            "SELECT count(*) FROM judgements WHERE setting = $setting AND judged_at IS NULL "
            "AND ($source IS NULL OR source = $source)",
            {"setting": population.setting, "source": population.source},
        )
        return int(count)


def _rates(
    frame: draw.Frame, plan: Plan, names: list[str], connection: duckdb.DuckDBPyConnection
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Accuracy expected per stratum: from earlier assessments of its decisions, smoothed, else the plan's."""
    select, parameters = frame.select()
    found = connection.execute(
        f"SELECT u.stratum, count(*), count(*) FILTER (WHERE a.label = d.label) FROM {select} u "
        "JOIN judgements a ON a.about_source = u.unit_source AND a.about_id = u.unit_id "
        "AND a.setting = 'assessment' AND a.label <> 'unable' "
        "JOIN judgements d ON d.source = u.unit_source AND d.judgement_id = u.unit_id GROUP BY ALL",
        parameters,
    ).fetchall()
    rates = {name: float(smoothed_rates(right, n)) for name, n, right in found if n >= FEWEST_RATES}
    return np.array([rates.get(name, plan.expected) for name in names], dtype=np.float64)


def _strata(units: pa.Table, names: list[str], population: np.ndarray) -> tuple[Stratum, ...]:
    grouped = units.group_by("stratum").aggregate(
        [("unit_id", "count"), ("inclusion_probability", "min"), ("inclusion_probability", "max")]
    )
    drawn = {row["stratum"]: row for row in grouped.to_pylist()}
    nothing = {"unit_id_count": 0, "inclusion_probability_min": 0.0, "inclusion_probability_max": 0.0}
    rows = [(name, int(total), drawn.get(name, nothing)) for name, total in zip(names, population, strict=True)]
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
