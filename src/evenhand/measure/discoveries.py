"""Chances of many tests, adjusted so that of all claims together only a stated share is wrong on average."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from evenhand.measure.units import Floats


class Discovery(StrEnum):
    """The rule: for tests that are independent or lean the same way, or for tests that depend in any way."""

    HOCHBERG = "benjamini-hochberg"
    YEKUTIELI = "benjamini-yekutieli"


def adjusted_chances(chance: Floats, rule: Discovery = Discovery.HOCHBERG) -> Floats:
    """The adjusted chances, in the order given: claims at most q wrong are those of at most q. NaN stays.

    Sources: Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300; Benjamini and Yekutieli, Ann. Stat. 29 (2001)
    1165-1188.
    """
    looked = np.flatnonzero(np.isfinite(chance))
    order = looked[np.argsort(chance[looked], kind="stable")][::-1]
    factor = looked.size / np.arange(looked.size, 0, -1)
    if rule is Discovery.YEKUTIELI:
        factor = factor * (1 / np.arange(1, looked.size + 1)).sum()
    adjusted = np.full(chance.size, np.nan)
    adjusted[order] = np.minimum(np.minimum.accumulate(chance[order] * factor), 1.0)
    return adjusted
