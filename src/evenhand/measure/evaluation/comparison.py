"""Two models on the same items: who is right more often, and by how much.

Items on which both are right or both are wrong say nothing of the difference; those where one alone is right do. Not
here: models that saw different items, which cannot be paired.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.stats import binomtest

from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.figures import DESIGN, counted
from evenhand.measure.evaluation.holm import holm
from evenhand.measure.evaluation.joining import Joined
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import Flags
from evenhand.measure.result import Estimate, Method, Note, Result
from evenhand.measure.share import FEW


@dataclass(frozen=True)
class Comparison(Result):
    """The accuracy of the first model minus that of the second, on the items of one ``part``.

    ``by`` and ``part`` name the part: ("gold", a label) for recall on that label, a column and its value for a slice,
    both empty for all items. ``difference``, ``low`` and ``high`` are in -1..1. ``only_first`` and ``only_second``
    count items that one model alone got right. ``p_value`` is McNemar's exact one, ``p_adjusted`` the same after Holm
    over all parts of its ``by``. ``parts`` of a comparison of all items are those by gold label and by slice.
    """

    by: str
    part: str
    n: int
    both_right: int
    only_first: int
    only_second: int
    both_wrong: int
    first: Estimate
    second: Estimate
    difference: float
    low: float
    high: float
    level: float
    p_value: float
    p_adjusted: float
    method: Method = Method.SCORE
    design: str = DESIGN
    warnings: tuple[Note, ...] = ()
    parts: tuple[Comparison, ...] = ()

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row for all items, then one per part."""
        return [{name: value for name, value in one.to_dict().items() if name in _ROW} for one in (self, *self.parts)]

    def bars(self) -> Sequence[Bar]:
        """The difference on a line, then that of each part."""
        return [
            Bar(f"{one.by} {one.part}".strip() or "difference", one.difference, one.low, one.high, note=f"n {one.n:,}")
            for one in (self, *self.parts)
        ]

    def __repr__(self) -> str:
        return (
            f"<difference of accuracy: {self.difference:+.1%}, {self.level:.0%} interval {self.low:+.1%} to "
            f"{self.high:+.1%}; n {self.n:,} pairs, exact McNemar p {self.p_value:.3g}>"
        )


_ROW = (
    *("by", "part", "n", "both_right", "only_first", "only_second", "both_wrong"),
    *("difference", "low", "high", "level", "p_value", "p_adjusted"),
)


def compared(joined: Joined, level: float) -> Comparison:
    """The first two models of ``joined``: on all items, then on those of each gold label and of each slice."""
    right = [said == joined.gold for said in joined.predicted[:2]]
    found: list[Comparison] = []
    columns = {"gold": (joined.gold, joined.classes)} | {
        name: (column.codes, column.names) for name, column in joined.by.items()
    }
    for by, (codes, names) in columns.items():
        inside = [(name, codes == k) for k, name in enumerate(names) if (codes == k).any()]
        parts = [paired(right[0][rows], right[1][rows], level, by=by, part=name) for name, rows in inside]
        adjusted = holm([one.p_value for one in parts])
        found += [replace(one, p_adjusted=p) for one, p in zip(parts, adjusted, strict=True) if p is not None]
    return replace(paired(right[0], right[1], level), parts=tuple(found), warnings=joined.warnings)


def paired(first: Flags, second: Flags, level: float, *, by: str = "", part: str = "") -> Comparison:
    """The comparison of two columns that say whether each model is right; at least one item.

    Sources: McNemar, Psychometrika 12 (1947) 153-157, with the exact binomial chance; for the interval Tango,
    Statistics in Medicine 17 (1998) 891-908.
    """
    n = int(first.size)
    ahead, behind = int(np.count_nonzero(first & ~second)), int(np.count_nonzero(~first & second))
    both = int(np.count_nonzero(first & second))
    low, high = paired_interval(ahead, behind, n, level)
    p = float(binomtest(ahead, ahead + behind).pvalue) if ahead + behind else 1.0
    accuracies = counted("accuracy", [both + ahead, both + behind], [n, n], level, "no_common_items")
    return Comparison(
        by=by,
        part=part,
        n=n,
        both_right=both,
        only_first=ahead,
        only_second=behind,
        both_wrong=n - both - ahead - behind,
        first=accuracies[0],
        second=accuracies[1],
        difference=(ahead - behind) / n,
        low=low,
        high=high,
        level=level,
        p_value=p,
        p_adjusted=p,
        warnings=(Note("few", {"n": n}),) if n < FEW else (),
    )


def paired_interval(ahead: int, behind: int, n: int, level: float) -> tuple[float, float]:
    """Tango's score interval of (ahead - behind) / n: all differences that a score test would not reject."""
    z = normal_quantile(level)
    point = (ahead - behind) / n

    def distance(difference: float) -> float:
        return float(paired_score(ahead, behind, n, difference))

    low = -1.0 if point <= -1 else brentq(lambda at: distance(at) - z, -1 + 1e-12, point, xtol=1e-12)
    high = 1.0 if point >= 1 else brentq(lambda at: distance(at) + z, point, 1 - 1e-12, xtol=1e-12)
    return float(low), float(high)


def paired_score(ahead: ArrayLike, behind: ArrayLike, n: int, difference: float) -> NDArray[np.float64]:
    """Tango's score statistic of one difference, with the chance of ``behind`` that fits it best; arrays broadcast."""
    one, other = np.asarray(ahead, dtype=np.float64), np.asarray(behind, dtype=np.float64)
    linear = -one - other + (2 * n - one + other) * difference
    constant = -other * difference * (1 - difference)
    fitting = (np.sqrt(np.maximum(linear * linear - 8 * n * constant, 0.0)) - linear) / (4 * n)
    variance = n * (2 * fitting + difference * (1 - difference))
    away = one - other - n * difference
    certain = np.where(away == 0, 0.0, np.copysign(np.inf, away))
    return np.where(variance > 0, away / np.sqrt(np.where(variance > 0, variance, 1.0)), certain)
