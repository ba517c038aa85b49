"""Shares that may be looked at every day: intervals that hold at all looks at once, so that nobody errs by peeking.

Formulas and sources: docs/methods/watching.md.
"""

from __future__ import annotations

from evenhand.measure.watching.betting import betting_interval
from evenhand.measure.watching.mixture import confidence_sequence, mixture_limits
from evenhand.measure.watching.types import Look, Watched

__all__ = ["Look", "Watched", "betting_interval", "confidence_sequence", "mixture_limits"]
