"""Shares of items with their intervals, and the mean of several of them.

Not here: which share is which (``classes``, ``averages``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from evenhand.measure.intervals import near_exact
from evenhand.measure.result import Estimate, Method, Note
from evenhand.measure.share import FEW

DESIGN = "items drawn at random"


def counted(metric: str, events: ArrayLike, n: ArrayLike, level: float, undefined: str) -> list[Estimate]:
    """One share a count: ``events`` of ``n``, both whole numbers (arrays of the same length), near exact.

    ``undefined`` is the code of the note that says why, where ``n`` is 0.
    """
    above, below = np.atleast_1d(np.asarray(events)), np.atleast_1d(np.asarray(n))
    size = np.maximum(below, 1)
    low, high = near_exact(np.where(below > 0, above / size, 0.0), size, level)
    return [
        _estimate(metric, k / of, limits, level, int(of), int(k), Method.NEAR_EXACT, float(of))
        if of
        else nothing(metric, level, Note(undefined))
        for k, of, limits in zip(above, below, zip(low, high, strict=True), strict=True)
    ]


def effective(
    metric: str,
    share: float,
    variance: float,
    least: float,
    *,
    right: int,
    n: int,
    level: float,
    method: Method = Method.LINEARISED,
) -> Estimate:
    """A figure in 0..1 with its variance: near exact at the size of which it is the variance.

    Where nothing varies (all right, or all wrong) the size is ``least``. ``right`` of ``n`` items are right.
    """
    size = share * (1 - share) / variance if variance > 0 else least
    low, high = near_exact(share, size, level, n=n)
    return _estimate(metric, share, (low, high), level, n, right, method, size)


def averaged(metric: str, parts: Sequence[Estimate], *, right: int, n: int, level: float) -> Estimate:
    """The plain mean of independent shares, its interval put together from theirs (MOVER).

    Shares that are undefined are left out. Source: Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702.
    """
    limits = [(one.estimate, one.low, one.high) for one in parts if one.estimate is not None]
    point, low, high = np.asarray(limits, dtype=np.float64).T
    count = point.size
    mean = float(point.mean())
    down, up = np.sqrt(((point - low) ** 2).sum()) / count, np.sqrt(((high - point) ** 2).sum()) / count
    return _estimate(metric, mean, (max(0.0, mean - down), min(1.0, mean + up)), level, n, right, Method.MOVER, None)


def nothing(metric: str, level: float, why: Note) -> Estimate:
    """A figure that is undefined, and why."""
    return Estimate(metric, None, None, None, level, Method.NONE, 0, 0, None, None, DESIGN, undefined=why)


def _estimate(
    metric: str,
    share: float,
    limits: tuple[Any, Any],
    level: float,
    n: int,
    events: int,
    method: Method,
    size: float | None,
) -> Estimate:
    return Estimate(
        metric=metric,
        estimate=float(share),
        low=float(limits[0]),
        high=float(limits[1]),
        level=level,
        method=method,
        n=n,
        events=events,
        population=None,
        n_effective=size,
        design=DESIGN,
        warnings=(Note("few", {"n": n}),) if n < FEW else (),
    )
