"""The quality report as JSON-ready values: codes and shares, for programs; the same in every language."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

from evenhand.assess.types import Case, QualityReport, Sample, SliceTable, Tally
from evenhand.measure.result import Estimate, Note

SCHEMA = "evenhand.report-quality/1"


def render(report: QualityReport) -> str:
    """The report as one JSON document. Only ASCII is written, so hostile text cannot act on a terminal."""
    return json.dumps({"schema": SCHEMA} | to_dict(report), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def to_dict(report: QualityReport) -> dict[str, object]:
    """The report as JSON-ready values: shares in 0..1, times in ISO 8601 UTC, remarks in English with their code."""
    return {
        "sample": _sample(report.sample),
        "made_at": _time(report.made_at),
        "timezone": report.timezone,
        "period": [_time(at) for at in report.period] if report.period else None,
        "target": report.target,
        "progress": asdict(report.progress)
        | {"open": report.progress.open, "unable_reasons": dict(report.progress.unable_reasons)},
        "overall": [_figure(figure) for figure in report.overall],
        "slices": [row for table in report.slices for row in _slice_rows(table)],
        "slice_tables": [
            {"by": table.by, "expected_low_by_luck": table.expected_low_by_luck} for table in report.slices
        ],
        "confusion": asdict(report.confusion),
        "error_types": [_tally(tally) for tally in report.error_types],
        "root_causes": [_tally(tally) for tally in report.root_causes],
        "findings": report.findings,
        "cases": [_case(case) for case in report.cases],
        "unable_bounds": asdict(report.unable_bounds) if report.unable_bounds else None,
        "second_review": _figure(report.second_review) if report.second_review else None,
        "previous": [_figure(figure) for figure in report.previous],
        "previous_name": report.previous_name,
        "disputes_open": report.disputes_open,
        "cannot_say": [_note(note) for note in report.cannot_say],
    }


def _slice_rows(table: SliceTable) -> list[dict[str, object]]:
    return [{"by": table.by, "value": part.value} | _figure(figure) for part in table.slices for figure in part.figures]


def _figure(figure: Estimate) -> dict[str, object]:
    return figure.to_dict()


def _sample(sample: Sample) -> dict[str, object]:
    values = asdict(sample)
    values["drawn_at"] = _time(sample.drawn_at)
    values["strata_columns"] = list(sample.strata_columns)
    values["strata"] = [asdict(stratum) for stratum in sample.strata]
    values["plan"] = json.loads(json.dumps(dict(sample.plan), default=str))
    return values


def _case(case: Case) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(case, name) for name in case.__dataclass_fields__}
    values["slice_values"] = dict(case.slice_values)
    return values


def _tally(tally: Tally) -> dict[str, object]:
    return asdict(tally)


def _note(note: Note) -> dict[str, object]:
    return {"code": note.code, "text": note.text, "values": dict(note.values)}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
