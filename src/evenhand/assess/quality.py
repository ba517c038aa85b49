"""The quality figures of an assessed sample: how right decisions are, where and why they fail, how sure that is.

One query brings the units with their assessments; everything else is counted from that. Not here: how the figures
are shown (``documents``), the estimator (``measure.share``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from evenhand.assess.assessed import Assessed, read_assessed
from evenhand.assess.figures import METRICS, figure, figures_by
from evenhand.assess.samples import find_sample, samples
from evenhand.assess.tallies import cases_of, confusion_of, tally
from evenhand.assess.types import Bounds, Progress, QualityReport, Sample, Slice, SliceTable
from evenhand.facts.population import require_column
from evenhand.facts.store import Facts
from evenhand.measure.result import Estimate, Note

USUAL_SLICES = ("language", "market", "partner", "queue", "judge_kind", "policy_version")
MOST_SLICES = 40
MOST_CASES = 12


def quality(
    facts: Facts,
    sample_id: str,
    *,
    by: Sequence[str] = (),
    target: float | None = None,
    cases: int = MOST_CASES,
    now: datetime | None = None,
) -> QualityReport:
    """The quality figures of a sample; ``by`` names the columns to slice by, or the usual ones that differ are taken.

    ``target`` is the accuracy aimed at, else the plan's. Raises RequestError when there is no such sample or column.
    """
    sample = find_sample(facts, sample_id)
    columns = tuple(require_column(column, field="--by") for column in by)
    assessed = read_assessed(facts, sample, columns or usual_slices(sample))
    return report_of(facts, assessed, by=columns, target=target, cases=cases, now=now)


def report_of(
    facts: Facts,
    assessed: Assessed,
    *,
    by: Sequence[str] = (),
    target: float | None = None,
    cases: int = MOST_CASES,
    now: datetime | None = None,
) -> QualityReport:
    """The quality figures of units that are read already; ``by`` is among the columns that they were read with."""
    sample, columns = assessed.sample, tuple(by)
    wanted = columns or tuple(
        c for c in assessed.by if c in sample.strata_columns or 2 <= assessed.values(c) <= MOST_SLICES
    )
    level = _level(sample)
    goal = target if target is not None else _number(sample.plan.get("target"))
    previous = _previous(facts, sample)
    return QualityReport(
        sample=sample,
        made_at=now or datetime.now(UTC),
        timezone=str(sample.plan.get("timezone", "UTC")),
        period=assessed.period,
        target=goal,
        progress=_progress(assessed),
        overall=tuple(figure(assessed, metric, level) for metric in METRICS),
        slices=tuple(_slice_table(assessed, column, level, goal) for column in wanted),
        confusion=confusion_of(assessed),
        error_types=tally(assessed, "error_type"),
        root_causes=tally(assessed, "root_cause"),
        findings=assessed.findings,
        cases=cases_of(assessed, most=cases),
        unable_bounds=_bounds(assessed, level),
        second_review=_second_review(assessed, level),
        previous=() if previous is None else previous[1],
        previous_name=None if previous is None else previous[0],
        disputes_open=assessed.disputes_open,
        cannot_say=_cannot_say(assessed),
    )


def usual_slices(sample: Sample) -> tuple[str, ...]:
    """The strata and the usual columns; people are not laid side by side unless somebody asks for it."""
    strata = tuple(column for column in sample.strata_columns if column != "judge_id")
    return (*strata, *(column for column in USUAL_SLICES if column not in sample.strata_columns))


def _level(sample: Sample) -> float:
    return _number(sample.plan.get("level")) or 0.95


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _progress(assessed: Assessed) -> Progress:
    return Progress(
        planned=assessed.planned,
        assessed=int(assessed.judged.sum()),
        unable=int(assessed.unable.sum()),
        unable_reasons=assessed.unable_reasons,
    )


def _slice_table(assessed: Assessed, column: str, level: float, target: float | None) -> SliceTable:
    values, figures = figures_by(assessed, column, level)
    slices = [Slice(value, rows) for value, rows in zip(values, figures, strict=True)]
    slices.sort(key=lambda one: (-one.accuracy.n, str(one.value)))
    known = sum(one.accuracy.estimate is not None for one in slices)
    return SliceTable(column, tuple(slices), None if target is None else known * (1 - level) / 2)


def _bounds(assessed: Assessed, level: float) -> Bounds | None:
    """Accuracy if all that could not be judged were wrong, and if all were right."""
    if not assessed.unable.any():
        return None
    worst = figure(assessed, "accuracy", level, unable_as=False).estimate
    best = figure(assessed, "accuracy", level, unable_as=True).estimate
    return None if worst is None or best is None else Bounds(worst, best)


def _second_review(assessed: Assessed, level: float) -> Estimate | None:
    if not assessed.reviewed.any():
        return None
    return figure(assessed, "second_review", level)


def _previous(facts: Facts, sample: Sample) -> tuple[str, tuple[Estimate, ...]] | None:
    """The figures of the sample of the same name drawn last before this one, when it was assessed.

    Another draw from the very same decisions is no earlier period.
    """
    earlier = [s for s in samples(facts) if s.name == sample.name and s.drawn_at < sample.drawn_at]
    other = [s for s in earlier if s.frame_digest != sample.frame_digest]
    if not other:
        return None
    assessed = read_assessed(facts, other[-1], ())
    if not assessed.judged.any():
        return None
    figures = tuple(figure(assessed, metric, _level(assessed.sample)) for metric in METRICS)
    return f"{assessed.sample.drawn_at:%Y-%m-%d}", figures


def _cannot_say(assessed: Assessed) -> tuple[Note, ...]:
    notes = []
    if assessed.open_units:
        notes.append(Note("open_units", {"count": assessed.open_units, "n": assessed.planned}))
    if assessed.unable.any():
        count = int(assessed.unable.sum())
        notes.append(Note("unable", {"count": count, "n": count + int(assessed.judged.sum())}))
    if assessed.undated:
        notes.append(Note("undated", {"count": assessed.undated}))
    if not assessed.verdicts_known:
        notes.append(Note("verdict_unknown"))
    if not assessed.reviewed.any():
        notes.append(Note("no_second_review"))
    notes.append(Note("only_this_population"))
    return tuple(notes)
