"""Truth: what each item likely is, from the labels of several judges, and how often each judge is right.

One model a file. Not here: how far judges agree (``agreement``), the share of right decisions in a sample (``share``).
"""

from evenhand.measure.truth.drift import JudgeDrift, Stretch
from evenhand.measure.truth.held_out import Foretold
from evenhand.measure.truth.models import TruthMethod
from evenhand.measure.truth.overall import truth
from evenhand.measure.truth.types import ItemTruth, JudgeSkill, Skill, Truth

__all__ = [
    "Foretold",
    "ItemTruth",
    "JudgeDrift",
    "JudgeSkill",
    "Skill",
    "Stretch",
    "Truth",
    "TruthMethod",
    "truth",
]
