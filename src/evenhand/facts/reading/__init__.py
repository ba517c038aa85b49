"""Reading files in: any supported file to raw text, its columns matched to a contract, its values typed and checked.

Not here: identity of rows, duplicates, the store.
"""

from evenhand.facts.reading.kinds import sources_in
from evenhand.facts.reading.lines import line_of
from evenhand.facts.reading.mapping import load_mapping
from evenhand.facts.reading.matching import match
from evenhand.facts.reading.sources import open_source
from evenhand.facts.reading.types import Limits, Mapping, Match, RawTable, Typed
from evenhand.facts.reading.values import typed

__all__ = [
    "Limits",
    "Mapping",
    "Match",
    "RawTable",
    "Typed",
    "line_of",
    "load_mapping",
    "match",
    "open_source",
    "sources_in",
    "typed",
]
