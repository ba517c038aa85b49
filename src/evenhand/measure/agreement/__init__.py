"""Agreement: how far judges give the same label to the same item, beyond chance, and how sure that is.

One coefficient a file. Not here: who is right (``truth``), the share of right decisions (``share``).
"""

from evenhand.measure.agreement.differences import Difference, agreement_change, agreement_difference
from evenhand.measure.agreement.overall import agreement
from evenhand.measure.agreement.pairs import Pair, Pairs, judge_pairs
from evenhand.measure.agreement.repeatability import Repeatability, repeatability
from evenhand.measure.agreement.types import Agreement, Coefficient, Part, Rule
from evenhand.measure.agreement.weights import Scale

__all__ = [
    "Agreement",
    "Coefficient",
    "Difference",
    "Pair",
    "Pairs",
    "Part",
    "Repeatability",
    "Rule",
    "Scale",
    "agreement",
    "agreement_change",
    "agreement_difference",
    "judge_pairs",
    "repeatability",
]
