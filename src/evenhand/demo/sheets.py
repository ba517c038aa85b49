"""A blind sheet as a simulated assessor hands it back.

Not here: the sheet that is handed out (``assess.write_sheet``), nor the answers (``simulate.fill_sheet``).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from evenhand.facts.spreadsheet import guard
from evenhand.simulate import Operation, fill_sheet

HEADINGS = ("task", "item_id", "label", "unable_reason", "error_type", "root_cause", "note")


def write_filled(path: Path, simulated: Operation, tasks: Mapping[str, str], *, seed: int) -> Path:
    """Writes the answers to these decisions, each with its task, by an assessor who sees the item alone."""
    rows = fill_sheet(simulated, list(tasks), accuracy=0.98, unable_rate=0.01, seed=seed)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for row in rows:
            answer = (row.label, row.unable_reason, row.error_type, row.root_cause, row.note)
            writer.writerow([tasks[row.judgement_id], row.item_id, *(guard(text) if text else "" for text in answer)])
    return path
