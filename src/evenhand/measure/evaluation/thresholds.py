"""Where to cut a score: at the lowest cost, or so that a promise holds with a stated confidence.

An item is flagged when its score is at the threshold or above. Not here: making scores better (calibration).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import binom

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.figures import counted
from evenhand.measure.labels import Flags, Floats
from evenhand.measure.result import Estimate, Note, Result

GRID = tuple(round(0.99 - 0.01 * step, 2) for step in range(99))  # from strict to lax, fixed before any label is seen
STARTS = 5  # of the walk for precision, which few items flagged cannot show


class Promise(StrEnum):
    """What is to hold for the items to come."""

    PRECISION = "precision"
    RECALL = "recall"
    FALSE_POSITIVE_RATE = "false_positive_rate"


@dataclass(frozen=True)
class Threshold(Result):
    """One way to cut: ``threshold`` in 0..1, or None where there is none, and then ``undefined`` says why.

    ``rule`` says what was asked for; ``flagged`` items of ``n`` lie at the threshold or above. ``confidence`` is that
    of a promise, None for a threshold by cost. The figures are those of the items it was chosen on.
    """

    rule: str
    threshold: float | None
    flagged: int
    n: int
    precision: Estimate | None
    recall: Estimate | None
    false_positive_rate: Estimate | None
    confidence: float | None
    cost: float | None = None
    undefined: Note | None = None

    def bars(self) -> Sequence[Bar]:
        """Precision, recall and false-positive rate on a line from 0 to 1."""
        held = (self.precision, self.recall, self.false_positive_rate)
        return [bar for one in held if one is not None for bar in one.bars()]


def cheapest(positive: Flags, score: Floats, *, missed: float, wrong: float, level: float) -> Threshold:
    """The threshold with the lowest cost on these items; ``missed`` and ``wrong`` are the costs of one such item.

    The highest of equally cheap ones; None where flagging nothing is cheapest. ``cost`` is the mean per item, and too
    good by what choosing gains: measure it on other items. Raises RequestError for a cost not above 0.
    """
    for name, cost in (("missed", missed), ("wrong", wrong)):
        if not (math.isfinite(cost) and cost > 0):
            raise RequestError(f"The cost {name} is {cost}.", hint="Give a cost above 0; only their ratio matters.")
    at = np.unique(score)[::-1]
    costs = missed * (positive.sum() - _flagged(score[positive], at)) + wrong * _flagged(score[~positive], at)
    best = int(np.argmin(costs))
    nothing = missed * float(positive.sum())
    rule = f"lowest cost: missed {missed:g}, wrong {wrong:g}"
    if nothing <= costs[best]:
        return _none(rule, score.size, None, Note("evaluation_flag_nothing"), nothing / score.size)
    return _cut(rule, positive, score, float(at[best]), level, None, float(costs[best]) / score.size)


def promised(positive: Flags, score: Floats, promise: Promise, target: float, *, confidence: float) -> Threshold:
    """The threshold that flags most (fewest, for recall) among those for which the promise is shown.

    ``promise`` is to be at least ``target`` (at most, for the false-positive rate) on items drawn like these, with
    ``confidence``: thresholds of a fixed grid are tested one after the other with exact binomial chances until one
    fails, so that the risk of any wrong one is 1 - confidence in all; for precision the walk has five starts that
    share the risk. Source: Angelopoulos, Bates, Candes, Jordan and Lei, arXiv 2110.01052. Raises RequestError for a
    target not between 0 and 1.
    """
    if not 0 < target < 1:
        raise RequestError(f"{promise} is to be {target}.", hint="Give a target between 0 and 1, as 0.9.")
    grid = np.array(GRID)
    right, wrong = _flagged(score[positive], grid), _flagged(score[~positive], grid)
    risk = 1 - confidence
    if promise is Promise.PRECISION:
        chances = binom.sf(right - 1, right + wrong, target)
        kept = np.logical_or.reduce([_walk(chances <= risk / STARTS, start) for start in _starts(grid.size)])
    elif promise is Promise.FALSE_POSITIVE_RATE:
        kept = _walk(binom.cdf(wrong, score.size - positive.sum(), target) <= risk, 0)
    else:
        kept = _walk((binom.sf(right - 1, positive.sum(), target) <= risk)[::-1], 0)[::-1]
    places = np.flatnonzero(kept)
    rule = f"{promise} {'at most' if promise is Promise.FALSE_POSITIVE_RATE else 'at least'} {target:g}"
    if not places.size:
        return _none(rule, score.size, confidence, Note("evaluation_no_promise", {"n": int(positive.sum())}), None)
    best = places[0] if promise is Promise.RECALL else places[-1]
    return _cut(rule, positive, score, float(grid[best]), confidence, confidence, None)


def checked_promise(name: str) -> Promise:
    """The promise of this name; RequestError for another one."""
    try:
        return Promise(name.replace("-", "_"))
    except ValueError:
        raise RequestError(f"{name!r} cannot be promised.", hint=f"Give one of {listed(list(Promise))}.") from None


def _walk(shown: Flags, start: int) -> Flags:
    """What is reached from ``start`` before the first failure."""
    kept = np.zeros_like(shown)
    kept[start:] = np.logical_and.accumulate(shown[start:])
    return kept


def _starts(size: int) -> range:
    return range(0, size, math.ceil(size / STARTS))


def _flagged(score: Floats, at: Floats) -> np.ndarray:
    """How many scores lie at each threshold or above."""
    return score.size - np.searchsorted(np.sort(score), at, side="left")


def _none(rule: str, n: int, confidence: float | None, why: Note, cost: float | None) -> Threshold:
    return Threshold(rule, None, 0, n, None, None, None, confidence, cost, why)


def _cut(
    rule: str, positive: Flags, score: Floats, at: float, level: float, confidence: float | None, cost: float | None
) -> Threshold:
    flagged = score >= at
    right, count = int(np.count_nonzero(flagged & positive)), int(np.count_nonzero(flagged))
    precision, recall, wrongly = (
        counted(metric, events, n, level, "evaluation_never_predicted")[0]
        for metric, events, n in (
            ("precision", right, count),
            ("recall", right, int(positive.sum())),
            ("false-positive rate", count - right, int(score.size - positive.sum())),
        )
    )
    return Threshold(rule, at, count, int(score.size), precision, recall, wrongly, confidence, cost)
