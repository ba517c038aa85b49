"""Did it work: before and after a training, a policy or a rule, beside those who did not have it.

Formulas and sources: docs/methods/effects.md.
"""

from __future__ import annotations

from evenhand.measure.effects.overall import effect
from evenhand.measure.effects.series import Interruption, SeriesPeriod, SeriesShift, interrupted_series
from evenhand.measure.effects.types import (
    Effect,
    EffectCohort,
    EffectGroup,
    EffectNeeded,
    EffectPeriod,
    EffectSlice,
    EffectTrend,
)

__all__ = [
    "Effect",
    "EffectCohort",
    "EffectGroup",
    "EffectNeeded",
    "EffectPeriod",
    "EffectSlice",
    "EffectTrend",
    "Interruption",
    "SeriesPeriod",
    "SeriesShift",
    "effect",
    "interrupted_series",
]
