"""Assessing decisions: plans, probability samples, blind sheets, and the quality figures drawn from them.

Not here: the statistics (``measure``), how a report looks (``documents``), the desk in the browser (``ops.quality``).
"""

from evenhand.assess.drawing import draw_sample, preview
from evenhand.assess.frame import Preview, StratumPreview
from evenhand.assess.loading import Hand, Load, check_sheet, load_by, load_sheet
from evenhand.assess.plan import Allocation, Plan, load_plan, read_plan
from evenhand.assess.quality import quality
from evenhand.assess.samples import drawn_units, find_sample, samples
from evenhand.assess.sheet import Sheet, write_findings_sheet, write_sheet
from evenhand.assess.types import Case, QualityReport, Sample, SliceTable

__all__ = [
    "Allocation",
    "Case",
    "Hand",
    "Load",
    "Plan",
    "Preview",
    "QualityReport",
    "Sample",
    "Sheet",
    "SliceTable",
    "StratumPreview",
    "check_sheet",
    "draw_sample",
    "drawn_units",
    "find_sample",
    "load_by",
    "load_plan",
    "load_sheet",
    "preview",
    "quality",
    "read_plan",
    "samples",
    "write_findings_sheet",
    "write_sheet",
]
