"""The files of an invented team, which the guide's examples call decisions.csv and posts.csv, and its assessor.

Not here: the examples.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow as pa

from evenhand import simulate

NAMES = {
    "judgement_id": "decision_id",
    "item_id": "content_id",
    "judge_id": "moderator",
    "judge_kind": "judge_type",
    "label": "verdict",
    "queue": "queue",
    "market": "country",
    "language": "language",
    "partner": "vendor",
    "reach": "views",
    "policy_version": "policy",
    "judged_at": "decided_at",
}
POSTS = {"item_id": "content_id", "text": "text", "language": "language", "content_type": "type"}


@cache
def operation() -> simulate.Operation:
    """The invented team's decisions."""
    return simulate.operation("small", seed=7)


def write_files(folder: Path) -> None:
    """Puts decisions.csv and posts.csv into a folder."""
    tables = operation().tables
    live = tables["judgements"].filter(pa.compute.equal(tables["judgements"]["setting"], "live"))
    _write(folder / "decisions.csv", live, NAMES)
    _write(folder / "posts.csv", tables["items"], POSTS)


def fill_in(sheet: Path, *, first: int | None = None, accuracy: float = 0.98, seed: int = 1) -> None:
    """Fills in a blind sheet (the ``first`` rows of it) as an assessor would who sees the item and not the decision."""
    rows = _read(sheet)
    answers = simulate.assess(operation().truth.items, [row["item_id"] for row in rows], accuracy=accuracy, seed=seed)
    for row, answer in list(zip(rows, answers, strict=True))[:first]:
        row |= {"label": answer.label, "unable_reason": answer.unable_reason or ""}
    _save(sheet, rows)


def _write(path: Path, table: pa.Table, names: dict[str, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names.values())
        rows = zip(*(table[name].to_pylist() for name in names), strict=True)
        writer.writerows([["" if value is None else str(value) for value in row] for row in rows])


def _read(sheet: Path) -> list[dict[str, str]]:
    if sheet.suffix == ".csv":
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    head, *rows = openpyxl.load_workbook(sheet)["Assess"].iter_rows(values_only=True)
    return [{str(name): str(value or "") for name, value in zip(head, row, strict=True)} for row in rows]


def _save(sheet: Path, rows: list[dict[str, str]]) -> None:
    if sheet.suffix == ".csv":
        with sheet.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return
    book = openpyxl.load_workbook(sheet)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row.values(), start=1):
            book["Assess"].cell(number, column).value = value or None
    book.save(sheet)
