"""Control charts of daily shares and rates: what is normal, when it moved, and which of many series did.

Formulas and sources: docs/methods/drift.md.
"""

from __future__ import annotations

from evenhand.measure.drift.asked import ChartDirection, ChartRule
from evenhand.measure.drift.changes import ChangePoint, ChangePoints, SteadyStretch, change_points
from evenhand.measure.drift.family import ChartKind
from evenhand.measure.drift.overall import drift
from evenhand.measure.drift.spread import ChartSpread
from evenhand.measure.drift.types import ChartDays, ControlLevel, Drift, DriftSignal, SeriesDrift, SignalKind

__all__ = [
    "ChangePoint",
    "ChangePoints",
    "ChartDays",
    "ChartDirection",
    "ChartKind",
    "ChartRule",
    "ChartSpread",
    "ControlLevel",
    "Drift",
    "DriftSignal",
    "SeriesDrift",
    "SignalKind",
    "SteadyStretch",
    "change_points",
    "drift",
]
