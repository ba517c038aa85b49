"""Small stores and filled sheets for the assessing tests: made by hand, so that every right answer is known."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from evenhand.assess import Load, Plan, Sample, draw_sample, load_sheet, read_plan, write_sheet
from evenhand.facts.spreadsheet import guard
from evenhand.facts.store import Facts

START = datetime(2026, 11, 2, tzinfo=UTC)
Row = dict[str, Any]


def decision(number: int, label: str = "none", **more: Any) -> Row:
    """A live decision d0001 on item i0001, one per hour from the start."""
    return {
        "judgement_id": f"d{number:04}",
        "item_id": f"i{number:04}",
        "source": "desk",
        "label": label,
        "language": "en",
        "judge_id": "ben",
        "judged_at": START + timedelta(hours=number),
    } | more


def item(number: int, text: str, **more: Any) -> Row:
    """The item i0001."""
    return {"item_id": f"i{number:04}", "source": "desk", "text": text} | more


def store(home: Path, judgements: Sequence[Row], items: Sequence[Row] = (), **tables: Sequence[Row]) -> Facts:
    """Adds rows to the facts of a home, as one batch."""
    facts = Facts.open(home, create=True)
    with facts.writing("test") as batch:
        for table, rows in {"judgements": judgements, "items": items, **tables}.items():
            if rows:
                columns = sorted({name for row in rows for name in row})
                made = pa.table({name: [row.get(name) for row in rows] for name in columns})
                batch.connection.register("made", made)
                batch.add(table, "made")
                batch.connection.unregister("made")
    return facts


def plan(**fields: Any) -> Plan:
    """A plan of the desk's decisions; all of them unless a size is given."""
    population = {"source": "desk"} | fields.pop("population", {})
    size = {} if "half_width" in fields else {"size": 1000}
    return read_plan(size | fields | {"population": population})


def drawn(facts: Facts, **fields: Any) -> Sample:
    """The sample of ``plan``."""
    return draw_sample(facts, plan(**fields))


def unit_ids(facts: Facts, sample: Sample) -> list[str]:
    """Ids of the decisions drawn, sorted."""
    found = facts.query(
        "SELECT unit_id FROM samples WHERE sample_id = $sample ORDER BY unit_id", {"sample": sample.sample_id}
    )
    return [str(value) for value in found["unit_id"].to_pylist()]


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV sheet."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(path: Path, rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8-sig", **style: Any) -> Path:
    """Rows as a CSV sheet."""
    listed = list(rows)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]), **style)
        writer.writeheader()
        writer.writerows(listed)
    return path


def sheet_of(facts: Facts, sample: Sample, folder: Path) -> list[dict[str, str]]:
    """The blind sheet of a sample, in its order."""
    write_sheet(facts, sample.sample_id, folder / "blind.csv")
    return read_csv(folder / "blind.csv")


def filled(rows: Iterable[dict[str, str]], answers: Mapping[str, str | Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows with the answers by item id filled in: a label, or several columns."""
    done = []
    for row in rows:
        answer = answers.get(row["item_id"], {})
        columns = {"label": answer} if isinstance(answer, str) else dict(answer)
        done.append(row | {name: guard(value) for name, value in columns.items()})
    return done


def assess(
    facts: Facts, sample: Sample, folder: Path, answers: Mapping[str, str | Mapping[str, str]], **how: Any
) -> Load:
    """Fills the sheet with these answers by item id and loads it."""
    path = write_csv(folder / "filled.csv", filled(sheet_of(facts, sample, folder), answers))
    return load_sheet(facts, sample.sample_id, path, **how)
