"""A synthetic Trust & Safety operation whose truth is known, for demonstrations, tests and benchmarks.

Not here: real content, real people, or a claim that real operations err like this one.
"""

from evenhand.simulate.assessor import Answer, Finding, SheetRow, assess, explain, fill_sheet
from evenhand.simulate.columns import SOURCE
from evenhand.simulate.operation import SCALES, judgement_batches, operation
from evenhand.simulate.types import Operation, Planted, Scale, Trouble, Truth

__all__ = [
    "SCALES",
    "SOURCE",
    "Answer",
    "Finding",
    "Operation",
    "Planted",
    "Scale",
    "SheetRow",
    "Trouble",
    "Truth",
    "assess",
    "explain",
    "fill_sheet",
    "judgement_batches",
    "operation",
]
