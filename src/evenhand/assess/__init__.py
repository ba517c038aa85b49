"""Assessing decisions: plans, probability samples, blind sheets, and the quality figures drawn from them.

Not here: the statistics (``measure``), how a report looks (``documents``), the desk in the browser (``ops.quality``).
"""

from evenhand.assess.drawing import draw_sample, preview
from evenhand.assess.frame import Preview
from evenhand.assess.loading import Load, load_sheet
from evenhand.assess.plan import Allocation, Plan, load_plan, read_plan
from evenhand.assess.quality import quality
from evenhand.assess.samples import find_sample, samples
from evenhand.assess.sheet import Sheet, write_findings_sheet, write_sheet
from evenhand.assess.types import QualityReport, Sample

__all__ = [
    "Allocation",
    "Load",
    "Plan",
    "Preview",
    "QualityReport",
    "Sample",
    "Sheet",
    "draw_sample",
    "find_sample",
    "load_plan",
    "load_sheet",
    "preview",
    "quality",
    "read_plan",
    "samples",
    "write_findings_sheet",
    "write_sheet",
]
