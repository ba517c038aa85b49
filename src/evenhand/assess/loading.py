"""Takes a filled sheet back in: each row becomes an assessment, a difference becomes a finding.

Half-filled sheets are welcome and a second load adds what is new: a cell that was changed supersedes the earlier
answer, an unchanged one is counted and skipped. Rows that cannot be taken are listed with the reason. Not here:
what the figures then say (``quality``).
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from evenhand.assess.answers import Answer, Refusal, Rules, checked
from evenhand.assess.kept import Kept
from evenhand.assess.records import Records, records_of
from evenhand.assess.samples import find_sample, show_units
from evenhand.assess.sheet import known_labels
from evenhand.assess.types import Sample
from evenhand.assess.verdicts import verdicts
from evenhand.facts import reading, sql, views
from evenhand.facts.entries import State
from evenhand.facts.errors import RequestError
from evenhand.facts.spreadsheet import guard, unguard
from evenhand.facts.store import Facts
from evenhand.facts.tables import FINDINGS
from evenhand.facts.writing import Batch

DEFAULT_ASSESSOR = "assessor"
DECISION = (
    "task",
    "source",
    "judgement_id",
    "item_id",
    "label",
    "judge_id",
    "language",
    "market",
    "policy_version",
)


@dataclass(frozen=True)
class Load:
    """What a sheet brought: ``accepted`` answers are new or changed; ``unchanged`` and ``empty`` ones say nothing.

    ``tasks`` are those that it answers, the unchanged included.
    """

    rows: int
    accepted: int
    unchanged: int
    empty: int
    refused: tuple[Refusal, ...]
    rejects_file: Path | None
    tasks: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        """Rows that could not be taken."""
        return len(self.refused)


@dataclass(frozen=True)
class Hand:
    """Whose answers a sheet holds. ``assessor`` is their id in the facts, ``known_as`` others under which they decide.

    ``closed`` names tasks that take no answer from a sheet, each with the reason.
    """

    assessor: str = DEFAULT_ASSESSOR
    known_as: frozenset[str] = frozenset()
    closed: Mapping[str, str] = field(default_factory=dict)
    new_labels: tuple[str, ...] = ()


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
    return load_by(facts, sample_id, path, hand=Hand(assessor, new_labels=tuple(new_labels)), now=now)


def load_by(facts: Facts, sample_id: str, path: Path, *, hand: Hand, now: datetime | None = None) -> Load:
    """Loads the sheet of one assessor, with what is known of them beside it."""
    sample = find_sample(facts, sample_id)
    rows = _read(path, facts)
    with facts.writing("assess") as batch:
        checked_ = _checked(facts, sample, rows, batch.connection, batch.state, hand, now or datetime.now(UTC))
        _store(batch, checked_.records)
    return _load(rows, checked_, rejects_file=_write_rejects(path, rows, checked_.refused, home=facts.home))


def check_sheet(facts: Facts, sample_id: str, path: Path, *, hand: Hand, now: datetime | None = None) -> Load:
    """What loading the sheet would bring; nothing is stored or written."""
    sample = find_sample(facts, sample_id)
    rows = _read(path, facts)
    with facts.connection() as connection:
        checked_ = _checked(facts, sample, rows, connection, facts.state(), hand, now or datetime.now(UTC))
    return _load(rows, checked_, rejects_file=None)


@dataclass(frozen=True)
class _Checked:
    """The rows of a sheet, checked: what would be stored, and what is refused."""

    records: Records
    tasks: tuple[str, ...]
    refused: tuple[Refusal, ...]
    empty: int


def _checked(
    facts: Facts,
    sample: Sample,
    rows: Sequence[Mapping[str, str | None]],
    connection: duckdb.DuckDBPyConnection,
    state: State,
    hand: Hand,
    now: datetime,
) -> _Checked:
    show_units(facts, sample, connection)
    kept = _kept(facts, connection, state, sample)
    labels = known_labels(connection, sample.source)
    rules = Rules(labels, hand.new_labels, hand.assessor, hand.known_as, hand.closed)
    answers, refused, empty = _sorted(rows, kept, rules)
    violation = verdicts(connection, sample.source)
    records = records_of(answers, kept, sample=sample, assessor=hand.assessor, violation=violation, now=now)
    return _Checked(records, tuple(answer.task for answer in answers), refused, empty)


def _load(rows: Sequence[Mapping[str, str | None]], checked_: _Checked, *, rejects_file: Path | None) -> Load:
    changed = checked_.records.changed
    return Load(
        rows=len(rows),
        accepted=changed,
        unchanged=len(checked_.tasks) - changed,
        empty=checked_.empty,
        refused=checked_.refused,
        rejects_file=rejects_file,
        tasks=checked_.tasks,
    )


def _store(batch: Batch, records: Records) -> None:
    for table, rows in (("judgements", records.judgements), ("findings", records.findings)):
        if rows.num_rows:
            batch.connection.register("loaded", rows)
            batch.add(table, "loaded")
            batch.connection.unregister("loaded")


def _read(path: Path, facts: Facts) -> list[dict[str, str | None]]:
    """The rows of a sheet as texts, each with its ``_row`` as a spreadsheet numbers it: the heading is row 1.

    RequestError when a needed column is absent.
    """
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
    guarded = path.suffix.lower() != ".xlsx"
    rows = [{name: _cell(value, guarded=guarded) for name, value in zip(names, row, strict=True)} for row in found]
    return [row | {"_row": str(int(str(row["_row"])) + 1)} for row in rows]


def _cell(value: object, *, guarded: bool) -> str | None:
    text = "" if value is None else str(value)
    return (unguard(text) if guarded else text).strip() or None


def _kept(facts: Facts, connection: duckdb.DuckDBPyConnection, state: State, sample: Sample) -> dict[str, Kept]:
    """What is known of each task: its decision, and the assessments and findings already in."""
    every_finding = views.rows(FINDINGS, state.of_table(FINDINGS.table), folder=facts.folder)
    versions = connection.execute(f"SELECT finding_id, max(version) FROM {every_finding} GROUP BY ALL").fetchall()
    units = connection.execute(f"SELECT {sql.names(DECISION)} FROM units").fetchall()
    known = dict(versions)
    kept = {row[0]: Kept(**dict(zip(DECISION, row, strict=True)), finding_versions=known) for row in units}
    earlier = connection.execute(
        "WITH answers AS (SELECT * FROM judgements WHERE context_kind = 'sample' AND context_id = $sample), "
        "first AS (SELECT u.task, a.* FROM answers a JOIN (SELECT task, source, judgement_id AS unit FROM units) u "
        "ON a.about_source = u.source AND a.about_id = u.unit AND a.setting = 'assessment'), "
        "second AS (SELECT f.task, a.* FROM answers a JOIN first f "
        "ON a.source = f.source AND a.about_id = f.judgement_id AND a.setting = 'second_review') "
        "SELECT a.task, a.judge_id, a.setting, a.judgement_id, a.label, a.unable_reason, a.attributes ->> 'note', "
        "a.version, f.error_type, f.root_cause FROM (FROM first UNION ALL FROM second) a "
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


def _write_rejects(
    path: Path, rows: Sequence[Mapping[str, str | None]], refused: Sequence[Refusal], *, home: Path
) -> Path | None:
    """The refused rows as a sheet of their own, which can be corrected and loaded again.

    It lies beside the sheet, or in the home where that folder takes no file.
    """
    if not refused:
        return None
    columns = [name for name in rows[0] if name != "_row" and not name.startswith("reject_")]
    by_row = {str(row["_row"]): row for row in rows}
    lines: list[Sequence[str | None]] = [("reject_row", "reject_column", "reject_value", "reject_reason", *columns)]
    for refusal in refused:
        values = [by_row[refusal.row][name] for name in columns]
        lines.append([refusal.row, refusal.column, refusal.value, refusal.reason, *values])
    name = f"{path.stem.removesuffix('.rejects')}.rejects.csv"
    try:
        return _write_csv(path.with_name(name), lines)
    except OSError:
        (home / "rejects").mkdir(parents=True, exist_ok=True)
        return _write_csv(home / "rejects" / name, lines)


def _write_csv(path: Path, lines: Sequence[Sequence[str | None]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([guard(value) if value else "" for value in line] for line in lines)
    return path
