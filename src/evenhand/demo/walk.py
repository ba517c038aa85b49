"""The main job on simulated decisions without the desks: facts, plan, draw, blind sheet, a simulated assessor.

Not here: the console (``console``), nor the documents that tell of it (``written``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evenhand.assess import draw_sample, load_sheet, read_plan
from evenhand.assess.samples import find_sample, show_units
from evenhand.demo.sheets import write_filled
from evenhand.demo.types import Filled
from evenhand.facts.store import Facts
from evenhand.simulate import SOURCE, Operation, operation

NAME = "Weekly, all queues"


def walk(home: Path, *, size: str, seed: int, tell: Callable[[str], None]) -> Filled:
    """Does the main job in an empty home."""
    tell(f"Simulating a {size} operation")
    simulated = operation("medium" if size == "medium" else "small", seed=seed)
    facts = Facts.open(home, create=True)
    _store(facts, simulated)
    tell("Drawing a probability sample")
    population = {"source": SOURCE}
    asked = {"size": 900, "strata": ["language", "partner"], "floor": 20, "target": 0.95, "minutes": 2}
    sample = draw_sample(facts, read_plan({"name": NAME, "population": population, "seed": seed, **asked}))
    tell("Assessing it blind, by a simulated assessor")
    tasks = _tasks(facts, sample.sample_id)
    filled = write_filled(home / "sheet-filled.csv", simulated, tasks, seed=seed)
    load_sheet(facts, sample.sample_id, filled, assessor="assessor-1")
    planted = tuple(trouble.sentence for trouble in simulated.planted)
    return Filled(sample=sample.sample_id, open_sample=sample.sample_id, planted=planted)


def _store(facts: Facts, simulated: Operation) -> None:
    with facts.writing("demo") as batch:
        for table, rows in simulated.tables.items():
            batch.connection.register("simulated", rows)
            batch.add(table, "simulated")
            batch.connection.unregister("simulated")


def _tasks(facts: Facts, sample_id: str) -> dict[str, str]:
    """The task of each drawn decision, by the decision's id."""
    with facts.connection() as connection:
        show_units(facts, find_sample(facts, sample_id), connection)
        return dict(connection.execute("SELECT judgement_id, task FROM units ORDER BY task").fetchall())
