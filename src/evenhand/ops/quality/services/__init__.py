"""What can be done with samples and findings. Each function is one transaction, and says in the ledger what it did."""

from __future__ import annotations

from evenhand.ops.quality.services.answering import changed, given
from evenhand.ops.quality.services.drawing import draw
from evenhand.ops.quality.services.erasing import erase_notes
from evenhand.ops.quality.services.finding import agree_after_all, name_finding
from evenhand.ops.quality.services.planning import close, draw_again, plan_of, plan_sample
from evenhand.ops.quality.services.second_looks import look_again
from evenhand.ops.quality.services.sheets import check, load

__all__ = [
    "agree_after_all",
    "changed",
    "check",
    "close",
    "draw",
    "draw_again",
    "erase_notes",
    "given",
    "load",
    "look_again",
    "name_finding",
    "plan_of",
    "plan_sample",
]
