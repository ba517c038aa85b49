"""What is typed at the quality desk: a plan, a finding, a sheet."""

from __future__ import annotations

from evenhand.ops.quality.forms.finding import FindingForm
from evenhand.ops.quality.forms.plan import PlanForm
from evenhand.ops.quality.forms.sheet import SecondLookForm, SheetForm

__all__ = ["FindingForm", "PlanForm", "SecondLookForm", "SheetForm"]
