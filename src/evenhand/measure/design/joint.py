"""The optimum for several shares at once: the sizes of the strata that serve all of them, or the share worst off.

For one share it is Neyman's rule. Formula, sources: docs/methods/designs.md.
"""

from __future__ import annotations

import numpy as np

from evenhand.measure.design.aims import Figures
from evenhand.measure.design.allocation import Floats, apportion, filled

_SWEEPS = 200
_SETTLED = 1e-5  # relative: below what one unit changes


def joint_shares(figures: Figures, size: int, *, targets: Floats, floor: int, level: float) -> Floats:
    """Shares of the strata for which the largest half-width / target of ``size`` units is as small as can be.

    Sizes are proportional to sqrt(sum over the aims of importance x spread), held between floor and population; the
    importance of an aim grows while its half-width is longer, beside its target, than that of the others. Sources:
    Bethel, Survey Methodology 15 (1989) 47-57, for the form of the optimum; Chromy, Proc. Survey Research Methods
    Section, Am. Stat. Assoc. (1987) 194-199, for the steps towards it.
    """
    counts = figures.population
    least = np.minimum(counts, floor)
    importance = 1 / targets**2
    for _ in range(_SWEEPS):
        shares = np.sqrt(importance @ figures.spread)
        if targets.size == 1 or not bool(shares.any()) or not least.sum() < size < counts.sum():
            return shares
        sizes = np.maximum(filled(counts, least, shares, size), 1e-9)
        ratio = figures.half_widths(sizes, level) / targets
        following = importance * (ratio / ratio.max()) ** 4
        following = np.maximum(following / following.max(), 1e-12) * importance.max()
        moved = np.abs(following - importance) / importance.max()
        importance = following
        if float(moved.max()) < _SETTLED:
            break
    return np.sqrt(importance @ figures.spread)


def alone(figures: Figures, size: int, *, floor: int, level: float) -> Floats:
    """The half-width that each aim would have if all ``size`` units were shared for it alone, by Neyman's rule."""
    found = [
        figures.half_widths(apportion(figures.population, np.sqrt(spread), size, floor)[0], level)[row]
        for row, spread in enumerate(figures.spread)
    ]
    return np.array(found)
