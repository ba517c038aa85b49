"""The values that cross from assessment to documents: a sample, and the quality figures drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from evenhand.measure.result import Estimate, Note


@dataclass(frozen=True)
class Stratum:
    """One stratum of a drawn sample: how many units it has, how many were taken, with what chance."""

    name: str
    population: int
    size: int
    inclusion_probability_min: float
    inclusion_probability_max: float


@dataclass(frozen=True)
class Sample:
    """A drawn sample: what it speaks about and how it can be repeated."""

    sample_id: str
    name: str
    source: str | None
    population: int
    size: int
    seed: int
    allocation: str
    strata_columns: tuple[str, ...]
    strata: tuple[Stratum, ...]
    drawn_at: datetime
    frame_batch: int
    frame_digest: str
    plan: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """How far the assessing is: planned = assessed + unable + open."""

    planned: int
    assessed: int
    unable: int
    unable_reasons: tuple[tuple[str, int], ...]

    @property
    def open(self) -> int:
        """Units that nobody has judged yet."""
        return self.planned - self.assessed - self.unable


@dataclass(frozen=True)
class Slice:
    """One value of a slice (a language, a partner) with its figures, accuracy first."""

    value: str | None
    figures: tuple[Estimate, ...]

    @property
    def accuracy(self) -> Estimate:
        """The slice's accuracy."""
        return self.figures[0]


@dataclass(frozen=True)
class SliceTable:
    """All values of one column; ``expected_low_by_luck`` slices would lie wholly below target by chance alone."""

    by: str
    slices: tuple[Slice, ...]
    expected_low_by_luck: float | None


@dataclass(frozen=True)
class Confusion:
    """Decision label (rows) against assessed label (columns): raw counts, and the population they stand for."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    weighted: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Tally:
    """How many findings have one error type or root cause: raw count and the estimated number in the population."""

    code: str
    count: int
    weighted: float


@dataclass(frozen=True)
class Case:
    """A disagreement worth discussing."""

    task: str
    item_id: str
    text: str | None
    slice_values: Mapping[str, str | None]
    decided: str
    assessed: str
    error_type: str | None
    root_cause: str | None
    note: str | None
    stands_for: float
    reach: int | None = None


@dataclass(frozen=True)
class Bounds:
    """What accuracy could be at most and at least, were all units that could not be judged right or wrong."""

    low: float
    high: float


@dataclass(frozen=True)
class QualityReport:
    """Everything the quality report says; ``documents`` renders it, in any format and language.

    ``overall`` holds, in this order and always: accuracy, precision, recall, over_enforcement (wrong removals
    among removals), under_enforcement (missed among decisions to keep), verdict_accuracy (which counts only
    violation against no violation). Figures are undefined, with the reason, where the data cannot say.
    """

    sample: Sample
    made_at: datetime
    timezone: str
    period: tuple[datetime, datetime] | None
    target: float | None
    progress: Progress
    overall: tuple[Estimate, ...]
    slices: tuple[SliceTable, ...]
    confusion: Confusion
    error_types: tuple[Tally, ...]
    root_causes: tuple[Tally, ...]
    findings: int
    cases: tuple[Case, ...]
    unable_bounds: Bounds | None
    second_review: Estimate | None
    previous: tuple[Estimate, ...]
    previous_name: str | None
    disputes_open: int
    cannot_say: tuple[Note, ...]

    def figure(self, metric: str) -> Estimate:
        """The overall figure of this metric."""
        return next(figure for figure in self.overall if figure.metric == metric)
