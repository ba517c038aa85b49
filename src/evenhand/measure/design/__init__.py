"""Designs: how many decisions to assess, which ones with what chance, and how sure the figures will be.

``eh.measure.design`` is the function ``design``; its parts come with ``from evenhand.measure.design import ...``.
Formulas and sources: docs/methods/designs.md, docs/methods/allocation.md. Not here: drawing from the store
(``facts.draw``), estimating from what was drawn (``measure.estimation``, ``measure.share``).
"""

from __future__ import annotations

from evenhand.measure.design.aims import Aim
from evenhand.measure.design.allocation import (
    Allotment,
    Rule,
    allocate,
    equal,
    neyman,
    proportional,
    smoothed_rates,
)
from evenhand.measure.design.drawing import DrawnUnits
from evenhand.measure.design.hours import Bought, BoughtFigure, Work, what_hours_buy
from evenhand.measure.design.overall import Kind, design
from evenhand.measure.design.planning import SizePlan, assessing_hours, expected_half_width, size_for_half_width
from evenhand.measure.design.scores import ScoreDesign, score_design
from evenhand.measure.design.sizing import Question, SampleSize, sample_size
from evenhand.measure.design.stratified import Planned, Sharing, StratifiedDesign, stratified_design
from evenhand.measure.design.two_phase import TwoPhaseDesign, two_phase_design

__all__ = [
    "Aim",
    "Allotment",
    "Bought",
    "BoughtFigure",
    "DrawnUnits",
    "Kind",
    "Planned",
    "Question",
    "Rule",
    "SampleSize",
    "ScoreDesign",
    "Sharing",
    "SizePlan",
    "StratifiedDesign",
    "TwoPhaseDesign",
    "Work",
    "allocate",
    "assessing_hours",
    "design",
    "equal",
    "expected_half_width",
    "neyman",
    "proportional",
    "sample_size",
    "score_design",
    "size_for_half_width",
    "smoothed_rates",
    "stratified_design",
    "two_phase_design",
    "what_hours_buy",
]
