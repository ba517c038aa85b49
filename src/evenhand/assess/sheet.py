"""The blind sheet: what an assessor fills in, with everything needed to judge and nothing of the verdict.

Columns, order and task ids give the decision away in no cell: no label, action, judge, score, queue or stratum. The
findings sheet is its second half, for afterwards: only what was assessed and differs, with both labels shown.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from evenhand.assess.samples import find_sample, show_units
from evenhand.facts.errors import RequestError
from evenhand.facts.spreadsheet import guard
from evenhand.facts.store import Facts
from evenhand.facts.tables import ERROR_TYPES, ROOT_CAUSES, UNABLE_REASONS

SEEN = ("task", "item_id", "content_type", "language", "market", "policy_version", "text", "media_uri")
ASKED = ("label", "unable_reason", "error_type", "root_cause", "note")
SHOWN_AFTERWARDS = ("task", "item_id", "language", "text", "decided", "assessed")
ASKED_AFTERWARDS = ("error_type", "root_cause", "note")
LONGEST_CELL = 32_000  # UTF-16 units; a workbook cell holds 32,767
MOST_OFFERED = 10_000  # labels in a drop-down; others can still be typed
UNPRINTABLE = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
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


def write_sheet(facts: Facts, sample_id: str, path: Path, *, without: Collection[str] = ()) -> Sheet:
    """Writes the blind sheet of a sample, as XLSX with drop-downs or as CSV, in an order that tells nothing.

    ``without`` names tasks to leave out: those that are answered already, or being judged elsewhere.
    """
    statement = (
        "SELECT u.task, u.item_id, i.content_type, coalesce(i.language, u.language) AS language, u.market, "
        "u.policy_version, i.text, i.media_uri, NULL AS label, NULL AS unable_reason, NULL AS error_type, "
        "NULL AS root_cause, NULL AS note "
        "FROM units u LEFT JOIN items i ON i.source = u.source AND i.item_id = u.item_id ORDER BY u.task"
    )
    return _write(facts, sample_id, path, statement, seen=SEEN, asked=ASKED, without=without)


def write_findings_sheet(facts: Facts, sample_id: str, path: Path, *, without: Collection[str] = ()) -> Sheet:
    """Writes what was assessed and differs from the decision, for error type and root cause to be named.

    ``without`` names tasks whose verdicts the reader must not see.
    """
    statement = (
        "SELECT u.task, u.item_id, coalesce(i.language, u.language) AS language, i.text, u.label AS decided, "
        "a.label AS assessed, f.error_type, f.root_cause, a.attributes ->> 'note' AS note "
        "FROM units u JOIN judgements a ON a.about_source = u.source AND a.about_id = u.judgement_id "
        "AND a.setting = 'assessment' AND a.context_id = $sample AND a.label NOT IN ('unable', u.label) "
        "LEFT JOIN findings f ON f.source = a.source AND f.assessment_id = a.judgement_id "
        "LEFT JOIN items i ON i.source = u.source AND i.item_id = u.item_id ORDER BY u.task"
    )
    return _write(facts, sample_id, path, statement, seen=SHOWN_AFTERWARDS, asked=ASKED_AFTERWARDS, without=without)


def known_labels(connection: duckdb.DuckDBPyConnection, source: str | None) -> tuple[str, ...]:
    """The labels that judgements of a source use, ``none`` and ``unable`` always among them and last."""
    found = connection.execute(
        "SELECT DISTINCT label FROM judgements WHERE $source IS NULL OR source = $source", {"source": source}
    ).fetchall()
    labels = {str(label) for (label,) in found} - {"none", "unable"}
    return (*sorted(labels), "none", "unable")


@dataclass(frozen=True)
class _Content:
    """What is written: a heading, rows of texts, the columns to fill in, and the values that a column may have."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    asked: Sequence[str]
    choices: Mapping[str, Sequence[str]]
    drawn_at: datetime


def _write(
    facts: Facts,
    sample_id: str,
    path: Path,
    statement: str,
    *,
    seen: Sequence[str],
    asked: Sequence[str],
    without: Collection[str],
) -> Sheet:
    sample = find_sample(facts, sample_id)
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise RequestError(f"{path.name} is no kind of sheet.", hint=f"Its name must end in {' or '.join(WRITERS)}.")
    with facts.connection() as connection:
        show_units(facts, sample, connection)
        parameters = {"sample": sample.sample_id} if "$sample" in statement else {}
        left_out = frozenset(without)
        rows = [row for row in connection.execute(statement, parameters).fetchall() if row[0] not in left_out]
        labels = known_labels(connection, sample.source)
    choices = {
        "label": labels,
        "unable_reason": UNABLE_REASONS,
        "error_type": ERROR_TYPES,
        "root_cause": ROOT_CAUSES,
    }
    offered = {name: choices[name] for name in asked if name in choices}
    shown = [[_shown(value) for value in row] for row in rows]
    _write_whole(path, write, _Content((*seen, *asked), shown, asked, offered, sample.drawn_at))
    return Sheet(path, len(rows))


def _write_whole(path: Path, write: Callable[[Path, _Content], None], content: _Content) -> None:
    """Writes beside the place and renames, so that a reader or a full disk never meets half a sheet."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(part, content)
        part.replace(path)
    except (OSError, FileCreateError) as error:
        raise RequestError(
            f"The sheet {path} cannot be written: {error}.", hint="Name a file in a folder that may be written to."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _shown(value: object) -> str | None:
    """A value as a cell can hold it: control characters made visible, a text that is too long cut with a note."""
    if value is None:
        return None
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").translate(UNPRINTABLE)
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return f"{units[: 2 * LONGEST_CELL].decode('utf-16-le', 'ignore')} … [cut: {len(text):,} characters in all]"


def _write_csv(path: Path, content: _Content) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(content.columns)
        writer.writerows([guard(value) if value else "" for value in row] for row in content.rows)


def _write_workbook(path: Path, content: _Content) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": content.drawn_at.replace(tzinfo=None)})  # the same sample, the same bytes
        sheet = book.add_worksheet("Assess")
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        plain = {"text_wrap": True, "valign": "top", "num_format": "@"}
        cell = book.add_format(plain)
        to_fill = book.add_format(plain | {"bg_color": "#E3F1EF", "border": 1, "border_color": "#CFD2CC"})
        styles = [to_fill if name in content.asked else cell for name in content.columns]
        for number, name in enumerate(content.columns):
            sheet.set_column(number, number, WIDTHS.get(name, 16))
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, content.columns, head)
        for place, row in enumerate(content.rows, start=1):
            for number, value in enumerate(row):
                _write_cell(sheet, place, number, value, styles[number])
        _offer(book, sheet, content)


def _write_cell(sheet: Any, row: int, column: int, value: str | None, style: Any) -> None:
    if value:
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_blank(row, column, None, style)


def _offer(book: Any, sheet: Any, content: _Content) -> None:
    """Drop-downs: the allowed values stand on a hidden sheet, where a cell's limit does not cut them."""
    lists = book.add_worksheet("Lists")
    lists.hide()
    offered = [values[:MOST_OFFERED] for values in content.choices.values()]
    for row, across in enumerate(zip_longest(*offered)):
        for number, value in enumerate(across):
            if value is not None:
                lists.write_string(row, number, value)
    last = max(len(content.rows), 1)
    for number, (name, values) in enumerate(zip(content.choices, offered, strict=True)):
        letter = "ABCD"[number]
        column = content.columns.index(name)
        rule = {
            "validate": "list",
            "source": f"=Lists!${letter}$1:${letter}${len(values)}",
            "error_title": name,
            "error_message": "Choose one of the list, or leave the cell empty.",
            "error_type": "stop" if len(values) == len(content.choices[name]) else "warning",
        }
        sheet.data_validation(1, column, last, column, rule)


WRITERS: Mapping[str, Callable[[Path, _Content], None]] = {".xlsx": _write_workbook, ".csv": _write_csv}
