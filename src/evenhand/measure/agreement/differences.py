"""Whether agreement differs: between two groups of items, or before and after on the same items.

The intervals of the two figures are put together (MOVER), so that the difference keeps their good behaviour near 1;
paired figures use the correlation of their influences over the common items. Source: Zou, Psychological Methods 12
(2007) 399-413. Not here: why it differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.measure.agreement.coefficients import Wanted, linears
from evenhand.measure.agreement.counts import Counts, count
from evenhand.measure.agreement.interval import linearised
from evenhand.measure.agreement.linear import Linear
from evenhand.measure.agreement.types import TITLES, Part
from evenhand.measure.agreement.weights import checked_scale
from evenhand.measure.chart import Bar
from evenhand.measure.labels import Floats, Labels, need_classes, need_judges
from evenhand.measure.result import Method, Note, Result


@dataclass(frozen=True)
class Difference(Result):
    """One figure minus another: second - first, with its interval.

    ``paired`` figures rest on ``n`` common items, whose influences correlate by ``correlation``; otherwise ``n`` counts
    the items of both.
    """

    name: str
    first: float | None
    second: float | None
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    method: Method
    paired: bool
    correlation: float | None
    n: int
    design: str
    undefined: Note | None = None
    warnings: tuple[Note, ...] = ()

    def bars(self) -> Sequence[Bar]:
        """The difference on a line."""
        return (Bar(f"difference of {TITLES.get(self.name, self.name)}", self.estimate, self.low, self.high),)

    def __repr__(self) -> str:
        title = TITLES.get(self.name, self.name)
        if self.estimate is None:
            return f"<difference of {title}: undefined ({self.undefined.text if self.undefined else 'no data'})>"
        told = "no interval" if self.low is None else f"{self.level:.0%} interval {self.low:+.3f} to {self.high:+.3f}"
        items = "common items" if self.paired else "items"
        return f"<difference of {title}: {self.estimate:+.3f}, {told}; n {self.n:,} {items}, {self.method}>"


def agreement_difference(first: Part, second: Part, name: str = "alpha") -> Difference:
    """A figure of one slice minus that of another, for slices without a common item.

    Source: Zou (2007), independent case. Raises RequestError for figures at different levels.
    """
    one, other = first.figure(name), second.figure(name)
    if one.level != other.level:
        raise RequestError(f"The levels differ: {one.level} and {other.level}.", hint="Compute both at one level.")
    before = _Side(one.estimate, one.low, one.high, one.undefined)
    after = _Side(other.estimate, other.low, other.high, other.undefined)
    return _difference(name, before, after, one.level, correlation=None, n=one.n + other.n)


def agreement_change(
    before: Labels, after: Labels, name: str = "alpha", *, scale: str = "nominal", level: float = 0.95
) -> Difference:
    """A figure after minus before, on the items that were labelled both times; items are matched by their name.

    Both are read by ``read_labels`` with the same ``classes``. Raises RequestError for other classes, for no common
    item, and for an unknown name or scale.
    """
    if before.classes != after.classes:
        raise RequestError(
            f"The classes differ: {', '.join(before.classes)} and {', '.join(after.classes)}.",
            hint="Read both with the same classes=[…].",
        )
    for labels in (before, after):
        need_judges(labels)
        need_classes(labels)
    known = checked_scale(scale, before.columns["label"], before.values, stated=before.stated)
    wanted = Wanted.checked(known, before.values, None, level=level, interval="linearised", times=100, seed=1)
    first, second = _common(before, after)
    one, other = _named(first, wanted, name), _named(second, wanted, name)
    correlation = _correlation(_by_item(first, one), _by_item(second, other))
    return _difference(
        name,
        _Side.of(one, level),
        _Side.of(other, level),
        level,
        correlation=correlation,
        n=min(one.items, other.items),
    )


@dataclass(frozen=True)
class _Side:
    estimate: float | None
    low: float | None
    high: float | None
    undefined: Note | None

    @classmethod
    def of(cls, found: Linear, level: float) -> _Side:
        ends = linearised([found], level)[0] or (None, None)
        return cls(found.value, ends[0], ends[1], found.undefined)


def _common(before: Labels, after: Labels) -> tuple[Counts, Counts]:
    """The counts of the items that both have, under the same numbers."""
    place = {name: k for k, name in enumerate(before.items.to_pylist())}
    to = np.array([place.get(name, -1) for name in after.items.to_pylist()], dtype=np.int32)
    number = to[after.item]
    both = np.intersect1d(before.item, number[number >= 0])
    if not both.size:
        raise RequestError("No item was labelled both before and after.", hint="Items are matched by their id.")
    return _counts(before, before.item, both), _counts(after, number, both)


def _counts(labels: Labels, number: np.ndarray, both: np.ndarray) -> Counts:
    keep = np.isin(number, both)
    item, label = np.searchsorted(both, number[keep]).astype(np.int32), labels.label[keep]
    order = np.argsort(item, kind="stable")
    return count(item[order], label[order], len(labels.classes))


def _named(counts: Counts, wanted: Wanted, name: str) -> Linear:
    found = linears(counts, wanted)
    if name not in found:
        raise RequestError(f"There is no figure {name!r}.", hint=f"Give one of {', '.join(found)}.")
    return found[name]


def _by_item(counts: Counts, found: Linear) -> Floats:
    return np.where(found.used, found.influence, 0.0)[counts.row_of]


def _correlation(one: Floats, other: Floats) -> float:
    length = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / length if length > 0 else 0.0


def _difference(
    name: str, first: _Side, second: _Side, level: float, *, correlation: float | None, n: int
) -> Difference:
    paired = correlation is not None
    why = first.undefined or second.undefined
    estimate = None if first.estimate is None or second.estimate is None else second.estimate - first.estimate
    ends = _mover(first, second, correlation or 0.0)
    return Difference(
        name=name,
        first=first.estimate,
        second=second.estimate,
        estimate=estimate,
        low=ends[0] if ends else None,
        high=ends[1] if ends else None,
        level=level,
        method=Method.MOVER if ends else Method.NONE,
        paired=paired,
        correlation=correlation,
        n=n,
        design="the same items twice" if paired else "two groups of different items",
        undefined=why,
    )


def _mover(first: _Side, second: _Side, correlation: float) -> tuple[float, float] | None:
    """The ends of second - first, each from the ends of both."""
    if first.estimate is None or first.low is None or first.high is None:
        return None
    if second.estimate is None or second.low is None or second.high is None:
        return None
    estimate = second.estimate - first.estimate
    below, above = second.estimate - second.low, first.high - first.estimate
    up, down = second.high - second.estimate, first.estimate - first.low
    low = estimate - np.sqrt(max(below**2 + above**2 - 2 * correlation * below * above, 0.0))
    high = estimate + np.sqrt(max(up**2 + down**2 - 2 * correlation * up * down, 0.0))
    return float(low), float(high)
