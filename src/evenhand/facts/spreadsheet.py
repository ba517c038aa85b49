"""Text that a spreadsheet must not take for a formula: guarded on the way out, unguarded on the way in.

A cell that would start a formula gets one apostrophe before it; reading takes exactly that one away, so that any text
survives the round trip. Excel and its kin show the text and run nothing.
"""

from __future__ import annotations

import re

STARTS = r"^'*[=+\-@\t\r]"
_GUARD = re.compile(STARTS)
_UNGUARD = re.compile(r"^'+[=+\-@\t\r]")


def guard(value: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would read a formula."""
    return f"'{value}" if _GUARD.match(value) else value


def unguard(value: str) -> str:
    """The text without the apostrophe that ``guard`` set."""
    return value[1:] if _UNGUARD.match(value) else value


def guarded(expression: str) -> str:
    """SQL for ``guard`` of a text expression."""
    return (
        f"CASE WHEN regexp_matches({expression}, '^''*[=+\\-@\\t\\r]') THEN '''' || {expression} ELSE {expression} END"
    )


def unguarded(expression: str) -> str:
    """SQL for ``unguard`` of a text expression."""
    return f"CASE WHEN regexp_matches({expression}, '^''+[=+\\-@\\t\\r]') THEN substr({expression}, 2) ELSE {expression} END"
