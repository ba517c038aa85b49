"""The results of agreement: a coefficient with its interval, those of a label or a slice, and all of them together.

Not here: any computation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evenhand.measure.agreement.weights import Scale
from evenhand.measure.chart import Bar
from evenhand.measure.result import Method, Note, Result

TITLES = {
    "agreement": "raw agreement",
    "alpha": "Krippendorff's alpha",
    "ac1": "Gwet's AC1",
    "ac2": "Gwet's AC2",
    "fleiss": "Fleiss' kappa",
    "cohen": "Cohen's kappa",
    "specific": "agreement on this label",
    "cross_kappa": "kappa across groups",
    "disputed": "share of disputed items",
    "confusion": "share of all disagreement",
}
DESIGN = "items drawn at random; each pair of judges of an item counts alike"


class Rule(StrEnum):
    """What is compared where an item may have several labels."""

    PRIMARY = "primary"
    ANY = "any"
    EXACT = "exact"
    CLAUSE = "clause"


@dataclass(frozen=True)
class Coefficient(Result):
    """How far judges agree, by one coefficient.

    ``estimate`` is at most 1 (perfect); 0 is what chance alone gives, except for raw agreement, which is a share.
    It is None where it is undefined, and then ``undefined`` says why. ``chance`` is the agreement expected by chance,
    ``se`` the standard error, ``n`` the number of items it rests on.
    """

    name: str
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    method: Method
    se: float | None
    chance: float | None
    n: int
    design: str = DESIGN
    undefined: Note | None = None
    warnings: tuple[Note, ...] = ()

    @property
    def title(self) -> str:
        """Its name in words."""
        return TITLES.get(self.name, self.name)

    def bars(self) -> Sequence[Bar]:
        """The coefficient on a line."""
        return (Bar(self.title, self.estimate, self.low, self.high, note=f"n {self.n:,}"),)

    def __repr__(self) -> str:
        if self.estimate is None:
            return f"<{self.title}: undefined ({self.undefined.text if self.undefined else 'no data'})>"
        told = f"<{self.title}: {self.estimate:.3f}, "
        told += "no interval" if self.low is None else f"{self.level:.0%} interval {self.low:.3f} to {self.high:.3f}"
        return f"{told}; n {self.n:,} items, {self.method}>"


@dataclass(frozen=True)
class Part(Result):
    """The coefficients of one label (against all others) or of one slice.

    ``by`` is "label" or the column sliced by, ``value`` the label or the slice ("" where the column is empty).
    ``share`` is the label's share of all labels, or the slice's.
    """

    by: str
    value: str
    share: float
    labels: int
    coefficients: tuple[Coefficient, ...]

    def figure(self, name: str) -> Coefficient:
        """The coefficient of this name."""
        return next(one for one in self.coefficients if one.name == name)

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per coefficient."""
        return [{"by": self.by, "value": self.value, **one.to_dict()} for one in self.coefficients]

    def bars(self) -> Sequence[Bar]:
        """The coefficients below each other."""
        return [bar for one in self.coefficients for bar in one.bars()]


@dataclass(frozen=True)
class Agreement(Result):
    """How far judges agree: overall, by label and by slice, and what to make of it.

    ``items`` have a label, ``pairable_items`` two or more, which is what is compared. ``explanation`` says in words
    what the coefficients say together.
    """

    coefficients: tuple[Coefficient, ...]
    by_label: tuple[Part, ...]
    slices: tuple[Part, ...]
    scale: Scale
    rule: Rule
    depth: int | None
    items: int
    pairable_items: int
    labels: int
    judges: int | None
    classes: tuple[str, ...]
    columns: Mapping[str, str]
    explanation: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()

    def figure(self, name: str) -> Coefficient:
        """The coefficient of this name: agreement, alpha, ac1 (ac2 with weights), fleiss."""
        return next(one for one in self.coefficients if one.name == name)

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per coefficient: overall, of each label, of each slice."""
        overall = [{"by": None, "value": None, **one.to_dict()} for one in self.coefficients]
        return [*overall, *(row for part in (*self.by_label, *self.slices) for row in part.rows())]

    def bars(self) -> Sequence[Bar]:
        """The overall coefficients below each other."""
        return [bar for one in self.coefficients for bar in one.bars()]

    def __repr__(self) -> str:
        judges = f" by {self.judges:,} judges" if self.judges is not None else ""
        head = f"Agreement: {self.labels:,} labels{judges}, {self.pairable_items:,} items with two labels or more"
        notes = [f"  {note.text}" for note in (*self.explanation, *self.warnings)]
        return "\n".join([head, *(f"  {one!r}" for one in self.coefficients), *notes])
