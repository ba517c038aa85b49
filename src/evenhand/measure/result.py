"""The result types every statistic returns: an estimate never travels without n, interval, method and population.

Not here: any computation, and any wording beyond plain English (other languages live in ``documents``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from evenhand.measure.notes import NOTES


class Method(StrEnum):
    """How an interval was made, by the name that the methods pages use."""

    WILSON = "wilson"
    MID_P = "mid-p"
    WILSON_MID_P = "wilson-mid-p"
    KORN_GRAUBARD = "korn-graubard"
    CENSUS = "census"
    NONE = "none"


@dataclass(frozen=True)
class Note:
    """A remark that travels with a number: a code that documents translate, and its values."""

    code: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The remark in plain English."""
        return NOTES[self.code].format(**self.values)


@dataclass(frozen=True)
class Estimate:
    """A design-based estimate of a share in a population, with everything needed to read it.

    ``estimate``, ``low`` and ``high`` are shares in 0..1, or None when the share is undefined, and then
    ``undefined`` says why. ``events`` of ``n`` is the raw count behind it, before any weighting. ``population`` is
    the number of units it speaks about (estimated when the slice is not a stratum). ``n_effective`` is the
    size of the simple random sample that would be as certain.
    """

    metric: str
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    method: Method
    n: int
    events: int
    population: float | None
    n_effective: float | None
    design: str
    undefined: Note | None = None
    warnings: tuple[Note, ...] = ()

    @property
    def half_width(self) -> float | None:
        """Half the length of the interval, in shares."""
        if self.low is None or self.high is None:
            return None
        return (self.high - self.low) / 2

    def to_dict(self) -> dict[str, object]:
        """The result as JSON-ready values, notes in English."""
        values = asdict(self)
        values["method"] = str(self.method)
        values["undefined"] = self.undefined.text if self.undefined else None
        values["warnings"] = [note.text for note in self.warnings]
        return values

    def __repr__(self) -> str:
        if self.estimate is None or self.low is None or self.high is None:
            why = self.undefined.text if self.undefined else "no data"
            return f"<{self.metric}: undefined ({why})>"
        return (
            f"<{self.metric}: {self.estimate:.1%}, {self.level:.0%} interval {self.low:.1%} to {self.high:.1%}; "
            f"n {self.n:,}, {self.method}>"
        )
