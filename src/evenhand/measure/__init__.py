"""Statistics of judgements, each with its interval: a table or arrays in, frozen results out.

Not here: files, databases or pages. Each method has its page in docs/methods.
"""

from __future__ import annotations

from evenhand.measure.agreement import (
    Agreement,
    Coefficient,
    Difference,
    Pair,
    Pairs,
    Part,
    Repeatability,
    Rule,
    Scale,
    agreement,
    agreement_change,
    agreement_difference,
    judge_pairs,
    repeatability,
)
from evenhand.measure.disagreement import (
    Between,
    Confusion,
    Disagreement,
    Divided,
    Groups,
    SoftLabels,
    disagreement,
    judge_groups,
    soft_labels,
)
from evenhand.measure.intervals import korn_graubard, mid_p, wilson, wilson_mid_p
from evenhand.measure.labels import Coded, Labels, Repeats, read_labels
from evenhand.measure.lots import SequentialPlan, Severity, SinglePlan, acceptance_plan, sequential_plan, severities
from evenhand.measure.result import Estimate, Method, Note, Result
from evenhand.measure.share import share, shares_by
from evenhand.measure.truth import (
    Foretold,
    ItemTruth,
    JudgeDrift,
    JudgeSkill,
    Skill,
    Stretch,
    Truth,
    TruthMethod,
    truth,
)

__all__ = [
    "Agreement",
    "Between",
    "Coded",
    "Coefficient",
    "Confusion",
    "Difference",
    "Disagreement",
    "Divided",
    "Estimate",
    "Foretold",
    "Groups",
    "ItemTruth",
    "JudgeDrift",
    "JudgeSkill",
    "Labels",
    "Method",
    "Note",
    "Pair",
    "Pairs",
    "Part",
    "Repeatability",
    "Repeats",
    "Result",
    "Rule",
    "Scale",
    "SequentialPlan",
    "Severity",
    "SinglePlan",
    "Skill",
    "SoftLabels",
    "Stretch",
    "Truth",
    "TruthMethod",
    "acceptance_plan",
    "agreement",
    "agreement_change",
    "agreement_difference",
    "disagreement",
    "judge_groups",
    "judge_pairs",
    "korn_graubard",
    "mid_p",
    "read_labels",
    "repeatability",
    "sequential_plan",
    "severities",
    "share",
    "shares_by",
    "soft_labels",
    "truth",
    "wilson",
    "wilson_mid_p",
]
