"""The pages of the quality desk."""

from __future__ import annotations

from evenhand.ops.quality.views.findings import finding, findings, reveal, same
from evenhand.ops.quality.views.plan import new, preview
from evenhand.ops.quality.views.reports import document, report, rows
from evenhand.ops.quality.views.samples import again, close, sample, samples, second
from evenhand.ops.quality.views.sheets import findings_sheet, load, rejects, sheet, upload

__all__ = [
    "again",
    "close",
    "document",
    "finding",
    "findings",
    "findings_sheet",
    "load",
    "new",
    "preview",
    "rejects",
    "report",
    "reveal",
    "rows",
    "same",
    "sample",
    "samples",
    "second",
    "sheet",
    "upload",
]
