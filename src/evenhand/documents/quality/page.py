"""What a quality report shows, in the reader's words and with numbers already written; every format renders this.

Not here: how it is worded (the presenter's modules) or drawn (the formats).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.documents.whisker import Tick, Whisker
from evenhand.documents.words import Language
from evenhand.measure.result import Estimate


@dataclass(frozen=True)
class Sentence:
    """One line of "so what": the statement, and what it rests on."""

    head: str
    body: str


@dataclass(frozen=True)
class Card:
    """An overall figure; ``value`` is None where it is undefined and ``why`` says so. ``state``: ok, bad or ""."""

    label: str
    term: str
    value: str | None
    interval: str
    raw: str
    verdict: str
    state: str
    why: str
    method: str
    figure: Estimate


@dataclass(frozen=True)
class Bar:
    """A labelled bar: ``start`` and ``share`` of the full length, 0..1."""

    code: str
    label: str
    count: str
    weighted: str
    start: float
    share: float
    raw_count: int
    stands_for: float | None


@dataclass(frozen=True)
class ProgressPart:
    """How far the assessing is, as parts of one bar, and what the undecided part could change."""

    title: str
    planned: str
    parts: tuple[Bar, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class SliceRow:
    """One group: its accuracy on the line, or why there is none; ``more`` are its other figures, written out."""

    name: str
    code: str
    n: str
    few: bool
    whisker: Whisker | None
    point: str
    interval: str
    why: str
    more: tuple[str, ...]
    figures: tuple[Estimate, ...]


@dataclass(frozen=True)
class SliceBlock:
    """All groups of one column."""

    title: str
    column: str
    caption: str
    interval_head: str
    ticks: tuple[Tick, ...]
    rows: tuple[SliceRow, ...]
    remarks: tuple[str, ...]
    more_title: str
    more_heads: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One cell of the table of decisions against assessments. ``kind``: agree, differ or empty."""

    count: str
    weighted: str
    kind: str
    text: str
    raw_count: int
    stands_for: float


@dataclass(frozen=True)
class ConfusionPart:
    """Decisions (rows) against assessments (columns), largest labels first; ``codes`` are the labels of the data.

    The last code is None where it stands for several labels together.
    """

    labels: tuple[str, ...]
    codes: tuple[str | None, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[str, ...]
    column_totals: tuple[str, ...]
    total: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class WrongPart:
    """Error types and root causes with their counts."""

    findings: str
    error_types: tuple[Bar, ...]
    root_causes: tuple[Bar, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class CaseCard:
    """A disagreement; ``text`` is clipped, and ``clipped`` says so. ``facts`` are label and value."""

    number: str
    decided: str
    assessed: str
    summary: str
    aside: str
    text: str | None
    clipped: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ChangeRow:
    """An overall figure now and before; ``method`` is that of the interval before. ``state``: ok, bad or ""."""

    label: str
    method: str
    before: str
    now: str
    change: str
    verdict: str
    state: str


@dataclass(frozen=True)
class ChangePart:
    """The comparison with the previous sample."""

    title: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True)
class FullFigure:
    """A figure with everything behind it: its group, name, method and remarks."""

    group: str
    label: str
    method: str
    remarks: str
    estimate: str
    low: str
    high: str
    level: str
    n: str
    events: str
    effective: str
    population: str
    design: str
    figure: Estimate


@dataclass(frozen=True)
class StratumRow:
    """One stratum: how many units, how many drawn, with what chance."""

    name: str
    population: str
    size: str
    chance: str
    numbers: tuple[int, int, float, float]


@dataclass(frozen=True)
class HowPart:
    """How the figures came about, and how to repeat the draw."""

    facts: tuple[tuple[str, str], ...]
    figures: tuple[FullFigure, ...]
    strata: tuple[StratumRow, ...]
    command: str
    plan: str


@dataclass(frozen=True)
class Page:
    """The whole report; ``labels`` are the fixed words under their keys. Empty parts are None or ()."""

    language: Language
    title: str
    lead: tuple[str, ...]
    printed: str
    waiting: str
    waiting_command: str
    so_what: tuple[Sentence, ...]
    cards: tuple[Card, ...]
    small_cards: tuple[Card, ...]
    progress: ProgressPart
    slices: tuple[SliceBlock, ...]
    confusion: ConfusionPart | None
    wrong: WrongPart
    cases: tuple[CaseCard, ...]
    change: ChangePart | None
    limits: tuple[str, ...]
    how: HowPart
    labels: Mapping[str, str]
