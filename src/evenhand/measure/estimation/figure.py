"""The finished figure of a sample drawn with unequal chances: its interval, and what a reader should know.

Not here: the design (``drawn``), the pages of methods: docs/methods/estimates.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measure.estimation.asked import Floats
from evenhand.measure.estimation.drawn import Added, Drawn
from evenhand.measure.estimation.steadied import expected_weight, least_variance, steadied
from evenhand.measure.intervals import near_exact, normal_quantile, wilson
from evenhand.measure.result import Estimate, Method, Note
from evenhand.measure.share import FEW

HEAVY = 10  # when so few units or fewer carry half of the weight, they are named
OFF = 0.1  # how far the parts may add up to something else than the population before it is said
TOLD_BY = 5  # events, or others, from which on a sample can tell a score that says nothing
SURELY = 4.0  # and by how many standard errors


def figure(
    drawn: Drawn, found: Added, *, metric: str, level: float, design: str, warnings: tuple[Note, ...] = ()
) -> Estimate:
    """The share with its interval: Wilson's at a steadied size where scores are known, near exact otherwise.

    A share outside 0..1, which an assisted estimate may have, is set to the end that it passed, and that is said.
    """
    if drawn.score is not None:
        return steadied_figure(drawn, found, metric=metric, level=level, design=design, warnings=warnings)
    share, notes = _within(drawn, found)
    size = plain_size(drawn, found, share)
    unequal = bool(np.ptp(drawn.part) > 1e-9 * drawn.part.max())
    low, high = near_exact(share, size, level, n=drawn.size, unequal=unequal)
    limits = Limits(float(low), float(high), Method.NEAR_EXACT, size)
    return _told(drawn, share, limits, metric, level, design, (*warnings, *notes))


def steadied_figure(
    drawn: Drawn, found: Added, *, metric: str, level: float, design: str, warnings: tuple[Note, ...] = ()
) -> Estimate:
    """The share with Wilson's interval at an effective size that expected events steady."""
    normal_quantile(level)
    share, notes = _within(drawn, found)
    kept = steadied(drawn, Added(share, found.variance, found.divided))
    if kept.misleading:
        notes += (Note("estimate_score_misleads", {"slope": f"{kept.slope:.2f}"}),)
    elif drawn.score is not None and (events := _rarer(drawn)) < TOLD_BY:
        notes += (Note("estimate_score_on_trust", {"events": round(events)}),)
    low, high = wilson(share, kept.n_effective, level)
    limits = Limits(float(low), float(high), Method.WILSON, kept.n_effective)
    return _told(drawn, share, limits, metric, level, design, (*warnings, *notes))


@dataclass(frozen=True)
class Limits:
    """An interval, how it was made, and the effective size behind it."""

    low: float
    high: float
    method: Method
    n_effective: float


def plain_size(drawn: Drawn, found: Added, share: float) -> float:
    """The effective size that the sample's own variance tells; Kish's where it tells nothing."""
    if share <= 0 or share >= 1 or found.variance <= 0:
        return 1 / expected_weight(drawn)
    variance = max(found.variance, least_variance(expected_weight(drawn)))
    return share * (1 - share) / variance * drawn.size / max(drawn.size - 1, 1)


def few_or_heavy(part: Floats) -> tuple[Note, ...]:
    """What to say of a small sample, and of one in which a few units carry half of all weight."""
    few = [Note("few", {"n": part.size})] if part.size < FEW else []
    heaviest = np.sort(part)[::-1].cumsum()
    heavy = int(np.searchsorted(heaviest, heaviest[-1] / 2) + 1)
    if part.size > 2 * HEAVY and heavy <= HEAVY and heaviest[-1] > 0:
        few.append(Note("estimate_heavy_units", {"units": heavy, "n": part.size}))
    return tuple(few)


def _rarer(drawn: Drawn) -> float:
    events = float(drawn.value.sum())
    return min(events, drawn.size - events)


def _remarks(drawn: Drawn) -> tuple[Note, ...]:
    return (*few_or_heavy(drawn.part), *_size_that_does_not_fit(drawn))


def _size_that_does_not_fit(drawn: Drawn) -> tuple[Note, ...]:
    """A remark where the chances stand for another number of units than the population is said to have."""
    if drawn.population is None:
        return ()
    whole = float(drawn.part.sum())
    error = float(np.sqrt((drawn.left * drawn.part**2).sum()))
    if abs(whole - 1) <= max(OFF, SURELY * error):
        return ()
    told = {"found": f"{whole * drawn.population:,.0f}", "population": f"{drawn.population:,.0f}"}
    return (Note("estimate_size_does_not_fit", told),)


def _within(drawn: Drawn, found: Added) -> tuple[float, tuple[Note, ...]]:
    """The share within 0..1, and the remarks."""
    share = min(max(found.share, 0.0), 1.0)
    clipped = (Note("estimate_clipped", {"share": f"{found.share:.2%}"}),) if share != found.share else ()
    return share, _remarks(drawn) + clipped


def _told(
    drawn: Drawn, share: float, limits: Limits, metric: str, level: float, design: str, notes: tuple[Note, ...]
) -> Estimate:
    if not (drawn.left > 0).any():
        limits, notes = Limits(share, share, Method.CENSUS, drawn.size), (Note("census"),)
    return Estimate(
        metric=metric,
        estimate=share,
        low=limits.low,
        high=limits.high,
        level=level,
        method=limits.method,
        n=drawn.size,
        events=round(float(drawn.value.sum())),
        population=drawn.population,
        n_effective=limits.n_effective,
        design=design,
        warnings=notes,
    )
