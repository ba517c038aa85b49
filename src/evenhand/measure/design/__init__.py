"""Designs: how many decisions to assess, and how to share them among strata.

Not here: drawing the units (``facts.draw``) or estimating from them (``measure.share``).
"""

from __future__ import annotations

from evenhand.measure.design.allocation import (
    Allotment,
    Rule,
    allocate,
    equal,
    neyman,
    proportional,
    smoothed_rates,
)
from evenhand.measure.design.planning import SizePlan, assessing_hours, expected_half_width, size_for_half_width

__all__ = [
    "Allotment",
    "Rule",
    "SizePlan",
    "allocate",
    "assessing_hours",
    "equal",
    "expected_half_width",
    "neyman",
    "proportional",
    "size_for_half_width",
    "smoothed_rates",
]
