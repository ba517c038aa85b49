"""Takes a filled sheet back in: each row becomes an assessment, a difference becomes a finding.

Half-filled sheets are welcome and a second load adds what is new: a cell that was changed supersedes the earlier
answer, an unchanged one is counted and skipped. Rows that cannot be taken are listed with the reason. Not here:
what the figures then say (``quality``).
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evenhand.assess.answers import Answer, Refusal, Rules, checked
from evenhand.assess.records import Kept, records_of
from evenhand.assess.samples import find_sample, show_units
from evenhand.assess.sheet import known_labels
from evenhand.assess.types import Sample
from evenhand.facts import reading
from evenhand.facts.errors import RequestError
from evenhand.facts.spreadsheet import guard, unguard
from evenhand.facts.store import Facts

DEFAULT_ASSESSOR = "assessor"


@dataclass(frozen=True)
class Load:
    """What a sheet brought: ``accepted`` answers that are new or changed, ``unchanged`` and ``empty`` rows, refusals."""

    rows: int
    accepted: int
    unchanged: int
    empty: int
    refused: tuple[Refusal, ...]
    rejects_file: Path | None

    @property
    def rejected(self) -> int:
        """Rows that could not be taken."""
        return len(self.refused)


def load_sheet(
    facts: Facts,
    sample_id: str,
    path: Path,
    *,
    assessor: str = DEFAULT_ASSESSOR,
    new_labels: Sequence[str] = (),
    now: datetime | None = None,
) -> Load:
    """Loads the sheet of one assessor. A second assessor's answers on the same unit become second reviews."""
    sample = find_sample(facts, sample_id)
    rows = _read(path, facts)
    with facts.writing("assess") as batch:
        show_units(facts, sample, batch.connection)
        kept = _kept(batch.connection, sample)
        rules = Rules(known_labels(facts, sample.source), tuple(new_labels), assessor)
        answers, refused, empty = _sorted(rows, kept, rules)
        judgements, findings = records_of(answers, kept, sample=sample, assessor=assessor, now=now or datetime.now(UTC))
        for table, records in (("judgements", judgements), ("findings", findings)):
            if records.num_rows:
                batch.connection.register("loaded", records)
                batch.add(table, "loaded")
                batch.connection.unregister("loaded")
        accepted = len({*judgements["about_id"].to_pylist(), *findings["judgement_id"].to_pylist()})
    return Load(
        rows=len(rows),
        accepted=accepted,
        unchanged=len(answers) - accepted,
        empty=empty,
        refused=refused,
        rejects_file=_write_rejects(path, rows, refused),
    )


def _read(path: Path, facts: Facts) -> list[dict[str, str | None]]:
    """The rows of a sheet as texts, each with its ``_row``; RequestError when a needed column is absent."""
    with tempfile.TemporaryDirectory() as work, facts.connection(allowed=[path.parent, Path(work)]) as connection:
        raw = reading.open_source(path, workdir=Path(work), connection=connection)
        if "task" not in raw.columns or not {"label", "error_type"} & set(raw.columns):
            raise RequestError(
                f"{path.name} is not a sheet of this sample: it has no column task, or neither label nor error_type.",
                hint="Fill in the sheet that 'evenhand sample export' wrote, and keep its first row.",
            )
        result = connection.execute(f"SELECT * FROM ({raw.relation}) ORDER BY _row")
        names = [column[0] for column in result.description]
        found = result.fetchall()
    plain = path.suffix.lower() == ".xlsx"
    return [{name: _cell(value, plain=plain) for name, value in zip(names, row, strict=True)} for row in found]


def _cell(value: object, *, plain: bool) -> str | None:
    if value is None or not str(value).strip():
        return None
    return str(value).strip() if plain else unguard(str(value)).strip()


def _kept(connection: Any, sample: Sample) -> dict[str, Kept]:
    """What is known of each task: its decision, and the assessments and findings already in."""
    units = connection.execute(
        "SELECT task, source, judgement_id, item_id, label, violating, judge_id, language, market, policy_version FROM units"
    ).fetchall()
    kept = {row[0]: Kept(*row) for row in units}
    earlier = connection.execute(
        "WITH answers AS (SELECT * FROM judgements WHERE context_kind = 'sample' AND context_id = $sample), "
        "first AS (SELECT u.task, a.* FROM answers a JOIN (SELECT task, source, judgement_id AS unit FROM units) u "
        "ON a.about_source = u.source AND a.about_id = u.unit AND a.setting = 'assessment'), "
        "second AS (SELECT f.task, a.* FROM answers a JOIN first f "
        "ON a.source = f.source AND a.about_id = f.judgement_id AND a.setting = 'second_review') "
        "SELECT a.task, a.judge_id, a.setting, a.judgement_id, a.label, a.unable_reason, a.attributes ->> 'note', "
        "a.version, f.error_type, f.root_cause, f.version FROM (FROM first UNION ALL FROM second) a "
        "LEFT JOIN findings f ON f.source = a.source AND f.assessment_id = a.judgement_id ORDER BY a.judged_at",
        {"sample": sample.sample_id},
    ).fetchall()
    for task, *answer in earlier:
        kept[task].add(*answer)
    return kept


def _sorted(
    rows: Sequence[Mapping[str, str | None]], kept: Mapping[str, Kept], rules: Rules
) -> tuple[list[Answer], tuple[Refusal, ...], int]:
    answers: dict[str, Answer] = {}
    refused, empty = [], 0
    for row in rows:
        outcome = checked(row, kept, rules, taken=answers)
        if isinstance(outcome, Refusal):
            refused.append(outcome)
        elif outcome is None:
            empty += 1
        else:
            answers[outcome.task] = outcome
    return list(answers.values()), tuple(refused), empty


def _write_rejects(path: Path, rows: Sequence[Mapping[str, str | None]], refused: Sequence[Refusal]) -> Path | None:
    """The refused rows as a sheet of their own, which can be corrected and loaded again."""
    if not refused:
        return None
    target = path.with_name(f"{path.stem}.rejects.csv")
    columns = [name for name in rows[0] if name != "_row" and not name.startswith("reject_")]
    by_row = {str(row["_row"]): row for row in rows}
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["reject_row", "reject_column", "reject_value", "reject_reason", *columns])
        for refusal in refused:
            row = by_row[refusal.row]
            values = [refusal.row, refusal.column, refusal.value, refusal.reason, *(row[name] for name in columns)]
            writer.writerow([guard(value) if value else "" for value in values])
    return target
