"""The time before the start: whether the groups moved apart already then, and the periods of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evenhand.measure.effects.cells import Times, summed_cells
from evenhand.measure.effects.contrasts import contrast
from evenhand.measure.effects.groups import Said, pooled
from evenhand.measure.effects.types import EffectPeriod, EffectTrend

if TYPE_CHECKING:
    from evenhand.measure.effects.overall import Study

EARLIER = 4  # periods before the start
LATER = 8  # at most, after it


def trend(study: Study, level: float) -> EffectTrend | None:
    """The same comparison within the time before the first start, split where half of its rows are.

    Those treated at some time are held against those never treated, or the first cohort against the later ones.
    """
    if not study.controlled:
        return None
    rows, ends = study.rows, int(study.starts[0])
    earlier = rows.time < ends
    split = int(np.median(rows.time[earlier]))
    split -= split % rows.day
    treated = study.cohort > 0 if (study.cohort < 0).any() else study.cohort == 1
    held = rows.only(earlier)
    cells = summed_cells(held.cluster, (held.time >= split).astype(np.int64), held.value, held.weight, (rows.groups, 2))
    found = contrast(cells, np.where(treated, 1, -1))
    if found is None:
        return None
    half = found.half_width(level)
    n = int(cells.count[found.place != 0].sum())
    low, high = max(-1.0, found.estimate - half), min(1.0, found.estimate + half)
    return EffectTrend(rows.told(split), rows.told(ends), found.estimate, low, high, level, n)


def periods(study: Study, said: Said) -> tuple[EffectPeriod, ...]:
    """Up to four periods before the one start and eight after, all of one length, counted from the start."""
    rows, at = study.rows, int(study.starts[0])
    edges = _edges(rows.time, at, unit=rows.day)
    stretch = np.searchsorted(edges, rows.time, side="right") - 1
    inside = (stretch >= 0) & (stretch < edges.size - 1)
    held = rows.only(inside)
    cells = summed_cells(held.cluster, stretch[inside], held.value, held.weight, (rows.groups, edges.size - 1))
    treated = pooled(cells.of(study.cohort > 0), said)
    control = pooled(cells.of(study.cohort < 0), said) if study.controlled else [None] * len(treated)
    return tuple(
        EffectPeriod(rows.told(int(edges[k])), rows.told(int(edges[k + 1])), bool(edges[k] >= at), one, control[k])
        for k, one in enumerate(treated)
        if one is not None
    )


def _edges(time: Times, at: int, *, unit: int) -> Times:
    """The moments between periods; a period is a whole number of units."""
    first, last = int(time.min()), int(time.max())
    length = max(unit, -(-(at - first) // EARLIER // unit) * unit)
    before = min(EARLIER, -(-(at - first) // length))
    after = min(LATER, (last - at) // length + 1)
    return at + length * np.arange(-before, after + 1, dtype=np.int64)
