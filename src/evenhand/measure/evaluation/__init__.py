"""A classifier or language model against gold: how right it is, on what, and whether another one is better.

Formulas and sources: docs/methods/evaluation.md.
"""

from __future__ import annotations

from evenhand.measure.evaluation.calibration import Calibration, CalibrationBin
from evenhand.measure.evaluation.classes import ClassFigures
from evenhand.measure.evaluation.comparison import Comparison
from evenhand.measure.evaluation.confusion import ConfusionMatrix
from evenhand.measure.evaluation.functional import (
    FunctionalFailure,
    FunctionalSuite,
    FunctionalTest,
    FunctionalVerdict,
    functional_tests,
)
from evenhand.measure.evaluation.overall import Evaluation, compare_models, evaluate
from evenhand.measure.evaluation.rater import ModelAsRater, RaterStanding, model_as_rater
from evenhand.measure.evaluation.scoring import Scores, evaluate_scores
from evenhand.measure.evaluation.slices import Slice
from evenhand.measure.evaluation.thresholds import Promise, Threshold

__all__ = [
    "Calibration",
    "CalibrationBin",
    "ClassFigures",
    "Comparison",
    "ConfusionMatrix",
    "Evaluation",
    "FunctionalFailure",
    "FunctionalSuite",
    "FunctionalTest",
    "FunctionalVerdict",
    "ModelAsRater",
    "Promise",
    "RaterStanding",
    "Scores",
    "Slice",
    "Threshold",
    "compare_models",
    "evaluate",
    "evaluate_scores",
    "functional_tests",
    "model_as_rater",
]
