"""Statistics of judgements, each with its interval: a table or arrays in, frozen results out.

Not here: files, databases or pages. Each method has its page in docs/methods.
"""

from __future__ import annotations

from evenhand.measure.intervals import korn_graubard, mid_p, wilson, wilson_mid_p
from evenhand.measure.result import Estimate, Method, Note
from evenhand.measure.share import share, shares_by

__all__ = [
    "Estimate",
    "Method",
    "Note",
    "korn_graubard",
    "mid_p",
    "share",
    "shares_by",
    "wilson",
    "wilson_mid_p",
]
