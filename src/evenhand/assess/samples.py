"""Finds drawn samples again: their plan and strata from the manifest, their units from the facts.

Not here: drawing (``drawing``), the sheet (``sheet``), figures (``quality``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from evenhand.assess.shown import population_of
from evenhand.assess.types import Sample, Stratum
from evenhand.facts import sql
from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.facts.tables import JUDGEMENTS

# The letter in front keeps a spreadsheet from reading an id of digits, or of digits and one e, as a number.
TASK = "'t' || substr(md5(concat_ws(chr(31), s.sample_id, s.unit_source, s.unit_id)), 1, 15)"

AT_ONCE = 2_048  # units of one batch; the engine hands them out in vectors of so many
OF_ITEM = (
    "kind",
    "content_type",
    "text",
    "media_uri",
    "author_id",
    "created_at",
    "language",
    "parent_id",
    "thread_id",
    "attributes",
)


def samples(facts: Facts) -> tuple[Sample, ...]:
    """All samples drawn in this home, oldest first."""
    return tuple(map(_sample, facts.state().notes_of("sample")))


def find_sample(facts: Facts, sample_id: str) -> Sample:
    """The sample of this id, or the newest of this name; RequestError that lists what there is."""
    drawn = samples(facts)
    for sample in reversed(drawn):
        if sample_id in (sample.sample_id, sample.name):
            return sample
    known = ", ".join(f"{sample.sample_id} ({sample.name})" for sample in drawn[-10:]) or "none yet"
    raise RequestError(f"There is no sample {sample_id!r}.", hint=f"Samples drawn here: {known}.")


def show_units(facts: Facts, sample: Sample, connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the views ``decisions`` (as they stood when the frame was taken) and ``units`` (task, decision, weight).

    ``units`` has one row per drawn unit: the sample's own columns, ``task`` and every column of its decision. Only the
    plan's period is searched for them.
    """
    population = population_of(sample.plan)
    days = ((">=", population.since), ("<", population.until))
    period = "".join(f" AND d.judged_at {than} TIMESTAMPTZ '{day.isoformat()}'" for than, day in days if day)
    as_drawn = facts.relation(JUDGEMENTS, state=facts.state(), at_batch=sample.frame_batch)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW decisions AS SELECT * FROM {as_drawn}")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE units AS SELECT {TASK} AS task, s.stratum, s.inclusion_probability, s.weight, "
        f"d.* FROM (SELECT * FROM samples WHERE sample_id = {sql.text(sample.sample_id)}) s "
        f"JOIN decisions d ON d.source = s.unit_source AND d.judgement_id = s.unit_id{period}"
    )


def drawn_units(facts: Facts, sample: Sample, *, size: int = AT_ONCE) -> Iterator[pa.Table]:
    """The drawn decisions with their items, as they were drawn, in task order and ``size`` at a time.

    The columns of the decision, ``task``, ``stratum``, and those of its item with ``item_`` in front;
    ``item_parent_text`` is the text that the item answers.
    """
    of_item = ", ".join(f"i.{name} AS item_{name}" for name in OF_ITEM)
    statement = (
        f"SELECT u.*, {of_item}, p.text AS item_parent_text FROM units u "
        "LEFT JOIN items i ON i.source = u.source AND i.item_id = u.item_id "
        "LEFT JOIN items p ON p.source = i.source AND p.item_id = i.parent_id ORDER BY u.task"
    )
    with facts.connection() as connection:
        show_units(facts, sample, connection)
        for batch in connection.sql(statement).to_arrow_reader(size):
            yield pa.Table.from_batches([batch])


def note_of(sample: Sample) -> dict[str, Any]:
    """What the manifest keeps of a sample, beside its units."""
    return {
        "sample": sample.sample_id,
        "name": sample.name,
        "source": sample.source,
        "population": sample.population,
        "size": sample.size,
        "seed": sample.seed,
        "allocation": sample.allocation,
        "strata_columns": list(sample.strata_columns),
        "strata": [
            [s.name, s.population, s.size, s.inclusion_probability_min, s.inclusion_probability_max]
            for s in sample.strata
        ],
        "drawn_at": sample.drawn_at.isoformat(),
        "frame_batch": sample.frame_batch,
        "frame_digest": sample.frame_digest,
        "plan": dict(sample.plan),
    }


def _sample(note: Mapping[str, Any]) -> Sample:
    return Sample(
        sample_id=note["sample"],
        name=note["name"],
        source=note["source"],
        population=note["population"],
        size=note["size"],
        seed=note["seed"],
        allocation=note["allocation"],
        strata_columns=tuple(note["strata_columns"]),
        strata=tuple(Stratum(*stratum) for stratum in note["strata"]),
        drawn_at=datetime.fromisoformat(note["drawn_at"]),
        frame_batch=note["frame_batch"],
        frame_digest=note["frame_digest"],
        plan=note["plan"],
    )
