"""Importing files: identity of rows, duplicates and conflicts, rejects, one commit for all.

Not here: reading and typing a file (``reading``), the commit itself (``writing``).
"""

from evenhand.facts.importing.importer import import_path, preview_path
from evenhand.facts.importing.outcome import Outcome, Preview, TableOutcome
from evenhand.facts.importing.request import Request

__all__ = ["Outcome", "Preview", "Request", "TableOutcome", "import_path", "preview_path"]
