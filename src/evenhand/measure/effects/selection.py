"""Regression to the mean: what becomes of people who were picked since their results were bad, without any treatment.

A bad month is partly bad luck, and luck does not last. Source: Galton, J. Anthropol. Inst. 15 (1886) 246-263; the
expected return is the empirical Bayes one of Efron and Morris, J. Am. Stat. Assoc. 70 (1975) 311-319.
"""

from __future__ import annotations

import numpy as np

from evenhand.measure.effects.cells import Cells, Side
from evenhand.measure.effects.contrasts import Contrast
from evenhand.measure.labels import Floats

LEAST = 8  # clusters from which how far people really differ can be told


def by_chance(cells: Cells, found: Contrast) -> float | None:
    """The effect that would show without any treatment if the treated were picked for their shares before.

    ``cells`` has all clusters, those that were not picked among them. None for fewer than eight, or without control.
    """
    one = found.parts[0]
    before = cells.over(range(one.cohort))
    if one.control is None or np.count_nonzero(before.count) < LEAST:
        return None
    back = _return(before)
    return float(sum(part.weight * (_mean(part.treated, back) - _mean(part.control, back)) for part in found.parts))


def _return(before: Cells) -> Floats:
    """How far each cluster's share is expected to come back to the mean of all."""
    share, size = before.share[:, 0], before.size[:, 0]
    known = size > 0
    mean = float(np.average(share[known], weights=size[known]))
    rows = float(before.spread()[0]) / np.where(known, size, 1.0)
    away = size[known] * ((share[known] - mean) ** 2 - rows[known])
    differ = max(0.0, float(away.sum() / size[known].sum()))
    return np.where(known, rows / (rows + differ) * (mean - share), 0.0)


def _mean(side: Side | None, values: Floats) -> float:
    return 0.0 if side is None else float(side.part @ values[side.who])
