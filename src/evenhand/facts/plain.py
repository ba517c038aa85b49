"""Foreign text made harmless to show: no control characters, no hidden reordering, no half characters.

Not here: escaping, which each format does in its own way.
"""

from __future__ import annotations

import re

_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n?|[\u2028\u2029\u0085]")


def plain(text: str) -> str:
    """The text with what cannot be seen made visible: reordering marks by their code, other controls as U+FFFD."""
    text = _BREAKS.sub("\n", text)
    text = _REORDERING.sub(lambda mark: f"[U+{ord(mark.group()):04X}]", text)
    return _UNPRINTABLE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Harmless text on one line: names, codes and ids."""
    return " ".join(plain(text).split())
