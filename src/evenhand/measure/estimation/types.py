"""What an estimate looks like: a share with its interval, how it was made, and why so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evenhand.measure.chart import Bar
from evenhand.measure.estimation.corrected import Corrected
from evenhand.measure.estimation.totals import Total
from evenhand.measure.result import Estimate, Method, Note, Result, json_ready


class Estimator(StrEnum):
    """How the point estimate was made, by the name that the methods pages use."""

    STRATIFIED = "stratified-ratio"
    HANSEN_HURWITZ = "hansen-hurwitz"
    HORVITZ_THOMPSON = "horvitz-thompson"
    TUNED = "score-tuned"
    REACH = "reach-weighted"
    TWO_PHASE = "two-phase"


@dataclass(frozen=True)
class Estimation(Result):
    """A share with its interval, and how it was made.

    ``figure`` is the share as assessed, with interval, method, n, design and warnings. ``corrected`` is the share
    corrected for the assessors' errors, where these are known; ``estimate``, ``low`` and ``high`` are then its.
    ``total`` is the number of events, where the population's size is known. ``why`` says what led to the estimator;
    ``columns`` which column was read as what.
    """

    figure: Estimate
    estimator: Estimator
    why: tuple[Note, ...]
    corrected: Corrected | None
    total: Total | None
    columns: Mapping[str, str]

    @property
    def estimate(self) -> float | None:
        """The share, corrected where assessors' errors are known."""
        return self._shown.estimate

    @property
    def low(self) -> float | None:
        """The lower end of the interval."""
        return self._shown.low

    @property
    def high(self) -> float | None:
        """The upper end of the interval."""
        return self._shown.high

    @property
    def method(self) -> Method:
        """How the interval was made."""
        return self._shown.method

    @property
    def n(self) -> int:
        """How many units were assessed."""
        return self.figure.n

    @property
    def design(self) -> str:
        """How the units were drawn, and what was done with them."""
        return self._shown.design

    @property
    def warnings(self) -> tuple[Note, ...]:
        """What a reader should know."""
        return self._shown.warnings

    @property
    def _shown(self) -> Estimate | Corrected:
        return self.figure if self.corrected is None else self.corrected

    def rows(self) -> Sequence[Mapping[str, object]]:
        """The share, and the share as assessed where that is another."""
        shown = [self.figure] if self.corrected is None else [self.corrected, self.figure]
        names = ("metric", "estimate", "low", "high", "level", "method", "n")
        return [{name: json_ready(getattr(one, name)) for name in names} for one in shown]

    def bars(self) -> Sequence[Bar]:
        """The share, as assessed and corrected."""
        return self._shown.bars()

    def to_dict(self) -> dict[str, object]:
        """The figure's own values first, then how it was made, notes in English."""
        own = self.figure.to_dict() | ({} if self.corrected is None else self.corrected.to_dict())
        return own | {
            "estimator": str(self.estimator),
            "why": json_ready(self.why),
            "total": json_ready(self.total),
            "columns": dict(self.columns),
        }

    def __repr__(self) -> str:
        return f"{self._shown!r} by {self.estimator}"
