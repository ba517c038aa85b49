"""The blind sheet: what an assessor fills in, with everything needed to judge and nothing of the verdict.

Columns, order and task ids give the decision away in no cell: no label, action, judge, score, queue or stratum. The
findings sheet is its second half, for afterwards: only what was assessed and differs, with both labels shown.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from evenhand.assess.samples import find_sample, show_units
from evenhand.facts.errors import RequestError
from evenhand.facts.spreadsheet import guard
from evenhand.facts.store import Facts
from evenhand.facts.tables import ERROR_TYPES, ROOT_CAUSES, UNABLE_REASONS

SEEN = ("task", "item_id", "content_type", "language", "market", "policy_version", "text", "media_uri")
ASKED = ("label", "unable_reason", "error_type", "root_cause", "note")
SHOWN_AFTERWARDS = ("task", "item_id", "language", "text", "decided", "assessed")
ASKED_AFTERWARDS = ("error_type", "root_cause", "note")
LONGEST_CELL = 32_000
MOST_LABELS = 500
WIDTHS = {
    "text": 70,
    "note": 40,
    "media_uri": 24,
    "label": 24,
    "decided": 24,
    "assessed": 24,
    "task": 18,
    "item_id": 18,
}


@dataclass(frozen=True)
class Sheet:
    """A written sheet."""

    path: Path
    rows: int


def write_sheet(facts: Facts, sample_id: str, path: Path) -> Sheet:
    """Writes the blind sheet of a sample, as XLSX with drop-downs or as CSV, in an order that tells nothing."""
    statement = (
        "SELECT u.task, u.item_id, i.content_type, coalesce(i.language, u.language) AS language, u.market, "
        "u.policy_version, i.text, i.media_uri, NULL AS label, NULL AS unable_reason, NULL AS error_type, "
        "NULL AS root_cause, NULL AS note "
        "FROM units u LEFT JOIN items i ON i.source = u.source AND i.item_id = u.item_id ORDER BY u.task"
    )
    return _write(facts, sample_id, path, statement, seen=SEEN, asked=ASKED)


def write_findings_sheet(facts: Facts, sample_id: str, path: Path) -> Sheet:
    """Writes what was assessed and differs from the decision, for error type and root cause to be named."""
    statement = (
        "SELECT u.task, u.item_id, coalesce(i.language, u.language) AS language, i.text, u.label AS decided, "
        "a.label AS assessed, f.error_type, f.root_cause, a.attributes ->> 'note' AS note "
        "FROM units u JOIN judgements a ON a.about_source = u.source AND a.about_id = u.judgement_id "
        "AND a.setting = 'assessment' AND a.context_id = $sample AND a.label NOT IN ('unable', u.label) "
        "LEFT JOIN findings f ON f.source = a.source AND f.assessment_id = a.judgement_id "
        "LEFT JOIN items i ON i.source = u.source AND i.item_id = u.item_id ORDER BY u.task"
    )
    return _write(facts, sample_id, path, statement, seen=SHOWN_AFTERWARDS, asked=ASKED_AFTERWARDS)


def known_labels(facts: Facts, source: str | None) -> tuple[str, ...]:
    """The labels that judgements of a source use, ``none`` and ``unable`` always among them and last."""
    found = facts.query(
        "SELECT DISTINCT label FROM judgements WHERE $source IS NULL OR source = $source "
        f"ORDER BY label LIMIT {MOST_LABELS}",
        {"source": source},
    )
    labels = {str(label) for label in found["label"].to_pylist()} - {"none", "unable"}
    return (*sorted(labels), "none", "unable")


def _write(
    facts: Facts, sample_id: str, path: Path, statement: str, *, seen: Sequence[str], asked: Sequence[str]
) -> Sheet:
    sample = find_sample(facts, sample_id)
    writers = {".xlsx": _write_workbook, ".csv": _write_csv}
    if path.suffix.lower() not in writers:
        raise RequestError(f"{path.name} is no kind of sheet.", hint="Name it .xlsx or .csv.")
    with facts.connection() as connection:
        show_units(facts, sample, connection)
        parameters = {"sample": sample.sample_id} if "$sample" in statement else {}
        rows = connection.execute(statement, parameters).fetchall()
    choices = {
        "label": known_labels(facts, sample.source),
        "unable_reason": UNABLE_REASONS,
        "error_type": ERROR_TYPES,
        "root_cause": ROOT_CAUSES,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        writers[path.suffix.lower()](
            part, (*seen, *asked), rows, {name: choices[name] for name in asked if name in choices}
        )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Sheet(path, len(rows))


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]], _: dict[str, Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([guard(str(value)) if value is not None else "" for value in row] for row in rows)


def _write_workbook(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]], choices: dict[str, Sequence[str]]
) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Assess")
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        asked = book.add_format(
            {
                "text_wrap": True,
                "valign": "top",
                "num_format": "@",
                "bg_color": "#E3F1EF",
                "border": 1,
                "border_color": "#CFD2CC",
            }
        )
        fill = {name for name in columns if name in ASKED}
        for number, name in enumerate(columns):
            sheet.set_column(number, number, WIDTHS.get(name, 16))
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, columns, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for number, (name, value) in enumerate(zip(columns, row, strict=True)):
                _write_cell(sheet, last, number, value, asked if name in fill else cell)
        _offer(book, sheet, columns, choices, last=max(last, 1))


def _write_cell(sheet: Any, row: int, column: int, value: object, style: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
        return
    written = str(value)
    if len(written) > LONGEST_CELL:
        written = f"{written[:LONGEST_CELL]} … [{len(written):,} characters]"
    sheet.write_string(row, column, written, style)


def _offer(book: Any, sheet: Any, columns: Sequence[str], choices: dict[str, Sequence[str]], *, last: int) -> None:
    """Drop-downs: the allowed values stand on a hidden sheet, where their number has no limit."""
    lists = book.add_worksheet("Lists")
    lists.hide()
    named = list(choices.items())
    for row in range(max(len(values) for _, values in named)):
        for number, (_, values) in enumerate(named):
            if row < len(values):
                lists.write_string(row, number, values[row])
    for number, (name, values) in enumerate(named):
        letter = chr(ord("A") + number)
        at = columns.index(name)
        rule = {
            "validate": "list",
            "source": f"=Lists!${letter}$1:${letter}${len(values)}",
            "error_title": name,
            "error_message": "Choose one of the list, or leave the cell empty.",
        }
        sheet.data_validation(1, at, last, at, rule)
