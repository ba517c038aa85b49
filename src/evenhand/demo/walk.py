"""Walks the main job on simulated decisions: facts, plan, draw, blind sheet, a simulated assessor, report.

It touches only a home that it made itself.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evenhand.assess import QualityReport, draw_sample, load_plan, load_sheet, quality, write_sheet
from evenhand.assess.samples import find_sample, show_units
from evenhand.documents import quality_report
from evenhand.facts.errors import RequestError
from evenhand.facts.spreadsheet import guard
from evenhand.facts.store import Facts
from evenhand.simulate import Operation, fill_sheet, operation

MARK = ".made-by-evenhand-demo"
PLAN = """\
name = "Weekly, all queues"
size = 900
strata = ["language", "partner"]
floor = 20
seed = {seed}
target = 0.95
minutes = 2

[population]
source = "simulation"
"""


@dataclass(frozen=True)
class Demo:
    """Where everything is."""

    home: Path
    plan: Path
    sample: str
    sheet: Path
    reports: tuple[Path, ...]
    quality: QualityReport
    planted: tuple[str, ...]


def run_demo(home: Path, *, size: str, seed: int, tell: Callable[[str], None]) -> Demo:
    """Makes the home anew and does the main job in it; RequestError for a folder that the demo did not make."""
    _fresh(home)
    tell(f"Simulating a {size} operation")
    simulated = operation("medium" if size == "medium" else "small", seed=seed)
    facts = Facts.open(home, create=True)
    _store(facts, simulated)
    plan = home / "plan.toml"
    plan.write_text(PLAN.format(seed=seed), encoding="utf-8")
    tell("Drawing a probability sample")
    sample = draw_sample(facts, load_plan(plan))
    sheet = home / "sheet.xlsx"
    write_sheet(facts, sample.sample_id, sheet)
    tell("Assessing it blind, by a simulated assessor")
    filled = _fill(facts, simulated, sample.sample_id, home / "sheet-filled.csv", seed=seed)
    load_sheet(facts, sample.sample_id, filled, assessor="assessor-1")
    tell("Writing the report")
    result = quality(facts, sample.sample_id)
    reports = tuple(home / name for name in ("report.html", "report-zh.html", "report.pdf", "report.xlsx"))
    for path in reports:
        quality_report(result, path, language="zh" if "-zh" in path.name else "en")
    planted = tuple(trouble.sentence for trouble in simulated.planted)
    return Demo(home, plan, sample.sample_id, sheet, reports, result, planted)


def _fresh(home: Path) -> None:
    """Empties the demo's own folder, or makes it."""
    if home.exists() and not home.is_dir():
        raise RequestError(f"{home} is a file.", hint="Name another folder with --data.")
    held = list(home.iterdir()) if home.exists() else []
    if held and not (home / MARK).exists():
        raise RequestError(f"{home} holds something that the demo did not make.", hint="Name another with --data.")
    for path in held:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARK:
            path.unlink()
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).touch()


def _store(facts: Facts, simulated: Operation) -> None:
    with facts.writing("demo") as batch:
        for table, rows in simulated.tables.items():
            batch.connection.register("simulated", rows)
            batch.add(table, "simulated")
            batch.connection.unregister("simulated")


def _fill(facts: Facts, simulated: Operation, sample_id: str, path: Path, *, seed: int) -> Path:
    """Fills the sheet as an assessor would who sees the item and not the decision."""
    with facts.connection() as connection:
        show_units(facts, find_sample(facts, sample_id), connection)
        units = connection.execute("SELECT task, judgement_id FROM units ORDER BY task").fetchall()
    rows = fill_sheet(
        simulated, [judgement_id for _, judgement_id in units], accuracy=0.98, unable_rate=0.01, seed=seed
    )
    tasks = {judgement_id: task for task, judgement_id in units}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("task", "item_id", "label", "unable_reason", "error_type", "root_cause", "note"))
        for row in rows:
            answer = (row.label, row.unable_reason, row.error_type, row.root_cause, row.note)
            writer.writerow(
                [tasks[row.judgement_id], row.item_id, *(guard(value) if value else "" for value in answer)]
            )
    return path
