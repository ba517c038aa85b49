"""A plan's frame: its population counted by stratum, and the sizes that follow from the plan.

The arithmetic of sizes is ``measure.design``; counting is ``facts.draw``. Not here: drawing the units (``drawing``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.assess.plan import Allocation, Plan
from evenhand.facts import draw
from evenhand.facts.engine import one_row
from evenhand.facts.errors import RequestError
from evenhand.facts.population import relation
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
    """What a plan would give: nothing is drawn. Half-widths are in shares, ``hours`` of assessing.

    ``undated`` counts the decisions that the period leaves out because they carry no time.
    """

    plan: Plan
    population: int
    size: int
    strata: tuple[StratumPreview, ...]
    half_width: float
    hours: float
    undated: int
    notes: tuple[Note, ...]


Count = Callable[[draw.Frame, duckdb.DuckDBPyConnection], draw.Counted]


def tally(frame: draw.Frame, connection: duckdb.DuckDBPyConnection) -> draw.Counted:
    """The strata of a frame with their units; no digest, so nothing can be drawn from it."""
    select, parameters = frame.select()
    found = connection.execute(
        f"SELECT stratum, count(*) FROM {select} AS frame GROUP BY stratum ORDER BY stratum", parameters
    ).fetchall()
    return draw.Counted(dict(found), "")


class PlannedFrame:
    """A plan's frame on one connection: counted, with the sizes that follow.

    ``count`` counts it: with its digest for a draw, without for a look (``tally``), which is several times quicker.
    """

    def __init__(self, plan: Plan, connection: duckdb.DuckDBPyConnection, *, count: Count = draw.count) -> None:
        self.plan, self.connection = plan, connection
        power = 0.5 if plan.score == "score" else 1.0
        self.frame = draw.Frame(plan.population, plan.cells, plan.score, power)
        self.counted = count(self.frame, connection)
        self._require_units()
        self.names = list(self.counted.strata)
        self.population = np.array(list(self.counted.strata.values()), dtype=np.int64)
        self.rates = self._rates()
        self.allotment = self._allot()

    @property
    def sample_id(self) -> str:
        """Names the sample by the frame, its strata, the plan and the seed.

        Earlier assessments may move Neyman's sizes; the plan asked for again is still the sample that was drawn.
        """
        frame = [self.counted.digest, dict(self.counted.strata)]
        made_of = json.dumps([frame, self.plan.to_dict(), self.plan.seed], sort_keys=True)
        return "s" + hashlib.sha256(made_of.encode()).hexdigest()[:10]

    def preview(self) -> Preview:
        """The strata with their sizes and expected half-widths."""
        sizes, plan = self.allotment.sizes, self.plan
        cells = zip(self.names, self.population, sizes, self.rates, strict=True)
        return Preview(
            plan=plan,
            population=self.counted.units,
            size=self.allotment.size,
            strata=tuple(self._stratum(*cell) for cell in cells),
            half_width=expected_half_width(self.population, sizes, self.rates, plan.level),
            hours=assessing_hours(self.allotment.size, plan.minutes),
            undated=self._undated(),
            notes=self.allotment.notes,
        )

    def draw(self) -> pa.Table:
        """The units, by the plan's rule."""
        plan = self.plan
        sizes = {name: int(size) for name, size in zip(self.names, self.allotment.sizes, strict=True)}
        if plan.allocation is Allocation.SCORE:
            return draw.systematic(
                self.frame,
                sizes,
                self.counted,
                uniform_floor=plan.uniform_floor,
                seed=plan.seed,
                connection=self.connection,
            )
        return draw.smallest(self.frame, sizes, self.counted, seed=plan.seed, connection=self.connection)

    def _stratum(self, name: str, total: int, size: int, rate: float) -> StratumPreview:
        width = expected_half_width([total], [size], float(rate), self.plan.level) if size else None
        return StratumPreview(name, int(total), int(size), float(rate), width)

    def _require_units(self) -> None:
        if not self.counted.units:
            held = self.connection.execute("SELECT DISTINCT source, setting FROM judgements ORDER BY ALL LIMIT 20")
            here = ", ".join(f"{source} ({setting})" for source, setting in held.fetchall()) or "none"
            undated = self._undated()
            outside = f"{undated:,} decisions that fit otherwise carry no time. " if undated else ""
            raise RequestError(
                "The population of the plan is empty.",
                hint=f"{outside}Check setting, source, period and filters. Sources here, with their settings: {here}.",
            )
        if len(self.counted.strata) > MOST_STRATA:
            raise RequestError(
                f"strata cuts the population into {len(self.counted.strata):,} strata.",
                hint=f"Choose columns with fewer values; {MOST_STRATA:,} strata are the most.",
            )

    def _allot(self) -> Allotment:
        plan = self.plan
        rule = Rule.PROPORTIONAL if plan.allocation is Allocation.SCORE else Rule(str(plan.allocation))
        floor = max(plan.floor, plan.person_floor, 1)  # a stratum without a unit would be outside every figure
        if plan.size is not None:
            return allocate(self.population, plan.size, rule=rule, rates=self.rates, floor=floor)
        width = plan.half_width or 0.0
        found = size_for_half_width(self.population, width, rates=self.rates, rule=rule, floor=floor, level=plan.level)
        return found.allotment

    def _rates(self) -> NDArray[np.float64]:
        """Accuracy expected per stratum: from earlier assessments of its decisions, smoothed, else the plan's."""
        select, parameters = self.frame.select()
        found = self.connection.execute(
            f"SELECT u.stratum, count(*), count(*) FILTER (WHERE a.label = d.label) FROM {select} u "
            "JOIN judgements a ON a.about_source = u.unit_source AND a.about_id = u.unit_id "
            "AND a.setting = 'assessment' AND a.label <> 'unable' "
            "JOIN judgements d ON d.source = u.unit_source AND d.judgement_id = u.unit_id GROUP BY ALL",
            parameters,
        ).fetchall()
        rates = {name: float(smoothed_rates(right, n)) for name, n, right in found}
        return np.array([rates.get(name, self.plan.expected) for name in self.names], dtype=np.float64)

    def _undated(self) -> int:
        population = self.plan.population
        if population.since is None and population.until is None:
            return 0
        condition, parameters = replace(population, since=None, until=None).condition()
        decisions = relation(with_items=population.needs_items)
        undated = f"SELECT count(*) FROM {decisions} WHERE {condition} AND j.judged_at IS NULL"
        (count,) = one_row(self.connection, undated, parameters)
        return int(count)
