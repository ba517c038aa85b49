"""Samples, their reports and findings by the REST API, to somebody's eyes as the pages show them.

Not here: planning, assessing, and the notes of findings, which may name persons.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema
from pydantic import AwareDatetime

from evenhand.documents.quality import json_form
from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.operations import DeskRouter, Listed, Paging, part_of
from evenhand.ops.quality.models import Finding, Sample
from evenhand.ops.quality.permissions import sample_seen_by, samples_seen_by
from evenhand.ops.quality.presenters.reports import SLICES
from evenhand.ops.quality.selectors import findings as finding_selectors
from evenhand.ops.quality.selectors import reports
from evenhand.ops.quality.selectors import samples as sample_selectors
from evenhand.ops.quality.types import Standing
from evenhand.ops.quality.vocabulary import READ, ErrorType, Mode, RootCause, SampleState
from evenhand.ops.spine import facts
from evenhand.ops.spine.sentences import told

router = DeskRouter()
AS_OF = "Evenhand-As-Of"


class Progress(Schema):
    """How far a sample is, in the decisions that the person may see: planned = judged + unable + open."""

    planned: int
    judged: int
    unable: int = Field(description="Could not be judged.")
    open: int
    differs: int = Field(description="Of those judged, how many were assessed otherwise than decided.")
    second_looks: int


class SampleEntry(Schema):
    """Decisions that are assessed, and how far that is."""

    id: UUID
    sample_id: str | None = Field(description="Its id in the facts; null until it is drawn.")
    name: str
    state: SampleState
    problem: str | None = Field(description="Why it could not be drawn.")
    mode: Mode
    source: str | None
    policy_version: str = Field(description="What its assessors judge under.")
    population: int = Field(description="How many decisions it was drawn from, over all partners.")
    created_at: datetime
    drawn_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    progress: Progress


class FindingEntry(Schema):
    """An assessor saw a decision otherwise."""

    id: UUID
    finding_id: str = Field(description="Its id in the facts.")
    sample: UUID
    source: str
    decision_id: str
    item_id: str
    decided: str
    assessed: str
    error_type: ErrorType
    root_cause: RootCause | None
    severity: int | None = Field(description="0 (note only) to 4 (critical).")
    clause: str | None
    queue: str | None
    market: str | None
    language: str | None
    partner: str | None
    decided_at: datetime | None
    found_at: datetime


class Samples(Listed[SampleEntry]):
    """One page of samples."""


class Findings(Listed[FindingEntry]):
    """One page of findings."""


class SampleQuery(Paging):
    """Which samples."""

    state: SampleState | None = Field(None, description="Only those in this state.")


class FindingQuery(Paging):
    """Which findings."""

    sample: UUID | None = Field(None, description="Only those of this sample.")
    error_type: ErrorType | None = None
    root_cause: RootCause | None = None
    since: AwareDatetime | None = Field(
        None, description="Found at this moment or later, such as 2026-03-01T00:00:00Z."
    )


class ReportQuery(Schema):
    """How the figures are sliced."""

    by: Literal[SLICES] | None = Field(None, description="Slices by this column; without it, by the usual ones.")  # type: ignore[valid-type]  # a tuple of names


@router.get("/samples", response=Samples)
@requires(READ)
def samples(request: HttpRequest, given: Query[SampleQuery]) -> dict[str, object]:
    """The samples that hold decisions of the person's scope, each with its progress there."""
    user = me(request)
    rows = samples_seen_by(user).select_related("policy_version")
    part = part_of(rows.filter(state=given.state) if given.state else rows, given, by="created_at")
    standings = sample_selectors.standings(user, part.rows)
    items = [_sample(row, standings.get(row.pk, sample_selectors.NOTHING)) for row in part.rows]
    return {"items": items, "next": part.next}


@router.get("/samples/{uuid:sample}", response=SampleEntry)
@requires(READ)
def sample(request: HttpRequest, sample: UUID) -> SampleEntry:
    """One sample with its progress."""
    user = me(request)
    row = sample_seen_by(user, sample)
    return _sample(row, sample_selectors.standing(user, row))


@router.get("/samples/{uuid:sample}/report", response=dict[str, Any])
@requires(READ)
def report(request: HttpRequest, sample: UUID, given: Query[ReportQuery]) -> HttpResponse:
    """The quality report: each figure with its interval, n, method and population; `evenhand.report-quality/1`.

    The same document as the page's JSON download and `evenhand report quality --out report.json`, in the person's
    scope. The header `Evenhand-As-Of` says up to when the facts are complete.
    """
    user = me(request)
    made = reports.report(user, sample_seen_by(user, sample), (given.by,) if given.by else ())
    answer = HttpResponse(json_form.render(made), content_type="application/json; charset=utf-8")
    as_of = facts.horizon()
    if as_of is not None:
        answer.headers[AS_OF] = as_of.isoformat()
    return answer


@router.get("/findings", response=Findings)
@requires(READ)
def findings(request: HttpRequest, given: Query[FindingQuery]) -> dict[str, object]:
    """The findings of the person's scope, but for items that they may still have to judge blind themselves."""
    part = part_of(_chosen(finding_selectors.findings(me(request)), given), given, by="found_at")
    return {"items": [_finding(row) for row in part.rows], "next": part.next}


@router.get("/findings/{uuid:finding}", response=FindingEntry)
@requires(READ)
def finding(request: HttpRequest, finding: UUID) -> FindingEntry:
    """One finding."""
    return _finding(finding_selectors.finding_seen_by(me(request), finding))


def _chosen(rows: QuerySet[Finding], given: FindingQuery) -> QuerySet[Finding]:
    wanted = {
        "unit__sample__uuid": given.sample,
        "error_type": given.error_type,
        "root_cause": given.root_cause,
        "found_at__gte": given.since,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def _sample(row: Sample, standing: Standing) -> SampleEntry:
    return SampleEntry(
        id=row.uuid,
        sample_id=row.sample_id or None,
        name=row.name,
        state=SampleState(row.state),
        problem=told(row.problem) or None,
        mode=Mode(row.mode),
        source=row.source or None,
        policy_version=row.policy_version.name,
        population=row.population,
        created_at=row.created_at,
        drawn_at=row.drawn_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        progress=Progress(
            planned=standing.planned,
            judged=standing.judged,
            unable=standing.unable,
            open=standing.open,
            differs=standing.differs,
            second_looks=standing.second_looks,
        ),
    )


def _finding(row: Finding) -> FindingEntry:
    unit = row.unit
    return FindingEntry(
        id=row.uuid,
        finding_id=row.finding_id,
        sample=unit.sample.uuid,
        source=unit.source,
        decision_id=unit.decision_id,
        item_id=unit.item_key,
        decided=unit.label,
        assessed=unit.assessed,
        error_type=ErrorType(row.error_type),
        root_cause=RootCause(row.root_cause) if row.root_cause else None,
        severity=row.severity,
        clause=row.clause or None,
        queue=unit.queue or None,
        market=unit.market or None,
        language=unit.language or None,
        partner=unit.partner or None,
        decided_at=unit.decided_at,
        found_at=row.found_at,
    )
