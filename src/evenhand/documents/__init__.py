"""Results as documents that people read and pass on: HTML, PDF, XLSX, Markdown and JSON.

``quality_report`` writes a file, chosen by its suffix; ``quality_document`` gives the HTML as text. Not here: any
statistics; a document shows what ``assess`` and ``measure`` found.
"""

from __future__ import annotations

from evenhand.documents.write import quality_document, quality_report

__all__ = ["quality_document", "quality_report"]
