"""Text that a spreadsheet must not take for a formula: guarded on the way out, unguarded on the way in.

A cell that would start a formula gets one apostrophe before it; reading takes exactly that one away, so that any text
survives the round trip. Excel and its kin show the text and run nothing.
"""

from __future__ import annotations

import re

from evenhand.facts import sql

# Full-width signs start a formula too, where the spreadsheet speaks Chinese or Japanese.
STARTS = r"[=+\-@＝＋－＠\t\r\n]"
GUARD, UNGUARD = f"^'*{STARTS}", f"^'+{STARTS}"
_GUARD, _UNGUARD = re.compile(GUARD), re.compile(UNGUARD)


def guard(value: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would read a formula."""
    return f"'{value}" if _GUARD.match(value) else value


def unguard(value: str) -> str:
    """The text without the apostrophe that ``guard`` set."""
    return value[1:] if _UNGUARD.match(value) else value


def guarded(expression: str) -> str:
    """SQL for ``guard`` of a text expression."""
    starts = f"regexp_matches({expression}, {sql.text(GUARD)})"
    return f"CASE WHEN {starts} THEN chr(39) || {expression} ELSE {expression} END"


def unguarded(expression: str) -> str:
    """SQL for ``unguard`` of a text expression."""
    starts = f"regexp_matches({expression}, {sql.text(UNGUARD)})"
    return f"CASE WHEN {starts} THEN substr({expression}, 2) ELSE {expression} END"
