"""A sample as a store shows it that holds back a part of the facts: fewer units, from the population that is shown.

Within a stratum the units that are shown are a random sample of the decisions that are shown, so the figures of a part
are estimated as those of the whole. Not here: what is held back (``Facts.within``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from evenhand.assess.types import Sample
from evenhand.facts.draw_queries import Frame
from evenhand.facts.population import Population
from evenhand.facts.store import Facts

TOLD = ("name", "target", "level", "timezone", "allocation", "strata")  # of the plan, to those who see a part


def as_shown(facts: Facts, sample: Sample, units: pa.Table) -> Sample:
    """The sample itself, or the part that the store shows: strata, sizes and populations counted anew.

    ``units`` has a row, with its ``stratum``, for each drawn unit that is shown. The plan's filters name what is held
    back, and are left out of the part's plan.
    """
    if not facts.within:
        return sample
    population = _population(facts, sample)
    sizes = Counter(units["stratum"].to_pylist())
    strata = tuple(
        replace(s, population=population[s.name], size=sizes[s.name]) for s in sample.strata if s.name in population
    )
    return replace(
        sample,
        strata=strata,
        population=sum(s.population for s in strata),
        size=sum(s.size for s in strata),
        plan={key: value for key, value in sample.plan.items() if key in TOLD},
    )


def population_of(plan: Mapping[str, Any]) -> Population:
    """The population of a drawn sample's plan, as ``Plan.to_dict`` wrote it."""
    told = plan["population"]
    since, until = (None if told[key] is None else datetime.fromisoformat(told[key]) for key in ("since", "until"))
    where = {column: tuple(values) for column, values in told["where"].items()}
    return Population(setting=told["setting"], source=told["source"], since=since, until=until, where=where)


def _population(facts: Facts, sample: Sample) -> dict[str, int]:
    """Units per stratum among what is shown, as it stood when the sample was drawn."""
    select, parameters = Frame(population_of(sample.plan), sample.strata_columns).select()
    counted = facts.query(
        f"SELECT stratum, count(*) AS units FROM {select} AS frame GROUP BY stratum",
        parameters,
        at_batch=sample.frame_batch,
    )
    return {str(row["stratum"]): int(row["units"]) for row in counted.to_pylist()}
