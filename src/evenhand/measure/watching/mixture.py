"""The confidence sequence of a share from counts: a beta-binomial mixture centred on the share that is being tried.

Formula, source and what it assumes: docs/methods/watching.md. Not here: weighted observations (``betting``).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, lambertw

from evenhand.facts.errors import RequestError
from evenhand.measure.result import Method
from evenhand.measure.watching.counts import whole_counts
from evenhand.measure.watching.horizons import SHARPEST_AT, WEIGHTS, horizons
from evenhand.measure.watching.types import Counts, Floats, Watched, watched

_HALVINGS = 44  # narrows 0..1 to 1e-13
_TINY = 1e-300  # stands for a share of 0, whose logarithm is none


def confidence_sequence(
    *,
    events: ArrayLike,
    n: ArrayLike,
    level: float = 0.95,
    sharpest_at: int = SHARPEST_AT,
    metric: str = "share",
) -> Watched:
    """The share with an interval after every look, valid at all looks at once.

    ``events`` of ``n`` are whole numbers, one entry per look in order: what came in since the look before, not sums.
    ``sharpest_at`` is the number of observations at which the interval shall be short; fix it before the first look.
    Raises RequestError for counts that do not fit each other, naming the look.
    Sources: Robbins, Ann. Math. Stat. 41 (1970) 1397-1409; Howard, Ramdas, McAuliffe and Sekhon, Ann. Stat. 49 (2021)
    1055-1080.
    """
    seen, size = (found.cumsum() for found in _checked(events, n))
    return watched(
        metric=metric,
        n=size,
        estimate=seen / np.maximum(size, 1),
        limits=mixture_limits(seen, size, level, sharpest_at=sharpest_at),
        level=level,
        method=Method.MIXTURE,
        at=sharpest_at,
    )


def mixture_limits(
    events: ArrayLike, n: ArrayLike, level: float = 0.95, *, sharpest_at: int = SHARPEST_AT
) -> tuple[Floats, Floats]:
    """The limits after so many events among all ``n`` observations so far, without what earlier looks have shown.

    ``events`` and ``n`` are scalars or arrays that broadcast, events at most n; with no observation the limits are 0
    and 1. Found by bisection: the mixture is convex in the share and below 1 at the estimate. Returns (low, high).
    Errors and sources as for ``confidence_sequence``.
    """
    seen, size = np.broadcast_arrays(np.asarray(events, dtype=float), np.asarray(n, dtype=float))
    if not bool(np.all((seen >= 0) & (seen <= size) & np.isfinite(size))):
        raise RequestError("events and n do not fit.", hint="Each look needs 0 <= events <= n.")
    centred = horizons(sharpest_at, level) / _spread(level)
    return _low(seen, size, level, centred), 1 - _low(size - seen, size, level, centred)


def _spread(level: float) -> float:
    """The observations per unit of the prior's size at which the interval is shortest."""
    return float(-lambertw(-((1 - level) ** 2) / math.e, -1).real - 1)


def _low(events: Floats, n: Floats, level: float, sizes: Floats) -> Floats:
    """The largest share below the estimate that is no longer believed; 0 where all are."""
    outside, inside = np.zeros_like(events), events / np.maximum(n, 1)
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2
        believed = _log_mixture(middle, events, n, sizes) < -math.log(1 - level)
        outside, inside = np.where(believed, outside, middle), np.where(believed, middle, inside)
    return outside


def _log_mixture(share: Floats, events: Floats, n: Floats, sizes: Floats) -> Floats:
    """The logarithm of the likelihood averaged over the priors, beside that of the share itself."""
    kept = np.maximum(share, _TINY)
    parts = [
        math.log(weight)
        + _rising(kept, events, size)
        + _rising(1 - kept, n - events, size)
        + gammaln(size)
        - gammaln(size + n)
        for weight, size in zip(WEIGHTS, sizes, strict=True)
    ]
    return np.asarray(np.logaddexp.reduce(parts))


def _rising(share: Floats, events: Floats, size: float) -> Floats:
    """The part of one outcome: log of Gamma(events + size share) / Gamma(size share) / share^events."""
    return np.where(events > 0, gammaln(events + size * share) - gammaln(size * share) - events * np.log(share), 0.0)


def _checked(events: ArrayLike, n: ArrayLike) -> tuple[Counts, Counts]:
    seen, size = whole_counts("events", events), whole_counts("n", n)
    if seen.shape != size.shape or size.size == 0:
        raise RequestError(
            f"events has {seen.size} looks and n has {size.size}.", hint="Give both for each look, and at least one."
        )
    if bool((seen > size).any()):
        look = int((seen > size).argmax())
        raise RequestError(
            f"events is {seen[look]} at look {look + 1}, where n is {size[look]}.",
            hint="Give what came in since the look before: how many, and how many of these were events.",
        )
    return seen, size
