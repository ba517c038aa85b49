"""The result types every statistic returns: an estimate never travels without n, interval, method and population.

Not here: any computation, and any wording beyond plain English (other languages live in ``documents``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum, StrEnum
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.measure.chart import Bar, interval_chart
from evenhand.measure.notes import NOTES


class Method(StrEnum):
    """How an interval was made, by the name that the methods pages use."""

    WILSON = "wilson"
    MID_P = "mid-p"
    NEAR_EXACT = "near-exact"
    KORN_GRAUBARD = "korn-graubard"
    LINEARISED = "linearised"
    BOOTSTRAP = "bootstrap"
    MOVER = "mover"
    FIELLER = "fieller"
    SCORE = "score"
    MIXTURE = "beta-binomial-mixture"
    BETTING = "hedged-betting"
    CLUSTERED = "clustered"
    RESTRICTED_LIKELIHOOD = "restricted-likelihood"
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


class Result:
    """What every result can do: give itself as values, as a table and as a picture.

    A result is a frozen dataclass that says in ``rows`` what its table holds, and in ``bars`` what its picture shows.
    """

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per figure, JSON-ready."""
        return [self.to_dict()]

    def bars(self) -> Sequence[Bar]:
        """The figures of the picture, from top to bottom."""
        return ()

    def to_dict(self) -> dict[str, object]:
        """The result as JSON-ready values, notes in English."""
        return {one.name: json_ready(getattr(self, one.name)) for one in fields(self)}  # type: ignore[arg-type]

    def to_frame(self) -> pa.Table:
        """The rows as an Arrow table; ``.to_pandas()`` and ``polars.from_arrow`` take it further."""
        return pa.Table.from_pylist([dict(row) for row in self.rows()])

    def chart(self) -> str:
        """The figures with their intervals as one SVG picture, to write to a file or to show in a notebook."""
        return interval_chart(self.bars())


def json_ready(value: object) -> Any:
    """A value as JSON has it: notes as their text, names of closed sets as text, results and arrays opened up."""
    if isinstance(value, Note):
        return value.text
    if isinstance(value, Result):
        return value.to_dict()
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, np.ndarray | np.generic):
        return json_ready(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): json_ready(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [json_ready(one) for one in value]
    if is_dataclass(value):
        return {one.name: json_ready(getattr(value, one.name)) for one in fields(value)}
    return value


@dataclass(frozen=True)
class Estimate(Result):
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

    def bars(self) -> Sequence[Bar]:
        """The estimate on a line from 0 to 1."""
        return (Bar(self.metric, self.estimate, self.low, self.high, note=f"n {self.n:,}"),)

    def __repr__(self) -> str:
        if self.estimate is None or self.low is None or self.high is None:
            why = self.undefined.text if self.undefined else "no data"
            return f"<{self.metric}: undefined ({why})>"
        return (
            f"<{self.metric}: {self.estimate:.1%}, {self.level:.0%} interval {self.low:.1%} to {self.high:.1%}; "
            f"n {self.n:,}, {self.method}>"
        )
