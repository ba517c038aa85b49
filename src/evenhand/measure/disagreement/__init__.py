"""Disagreement as a signal: soft labels, the items and labels that divide judges, groups that read differently.

Not here: chance-corrected agreement overall (``agreement``), who is right (``truth``).
"""

from evenhand.measure.disagreement.division import Confusion, Disagreement, Divided, disagreement
from evenhand.measure.disagreement.groups import Between, Groups, judge_groups
from evenhand.measure.disagreement.soft import SoftLabels, soft_labels

__all__ = [
    "Between",
    "Confusion",
    "Disagreement",
    "Divided",
    "Groups",
    "SoftLabels",
    "disagreement",
    "judge_groups",
    "soft_labels",
]
