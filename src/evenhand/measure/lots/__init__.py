"""Taking or sending back a delivery by a sample of it: single plans, sequential plans, and when to look harder.

Formulas and sources: docs/methods/lots.md.
"""

from __future__ import annotations

from evenhand.measure.lots.asked import Asked
from evenhand.measure.lots.sequential import SequentialPlan, sequential_plan
from evenhand.measure.lots.single import SinglePlan, acceptance_plan
from evenhand.measure.lots.switching import Severity, severities

__all__ = [
    "Asked",
    "SequentialPlan",
    "Severity",
    "SinglePlan",
    "acceptance_plan",
    "sequential_plan",
    "severities",
]
