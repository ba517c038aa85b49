"""Finds links in the project's Markdown that lead nowhere: files that are not there, headings that are not in them.

Not here: links to the world outside, which nobody can promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

LINK = re.compile(r"\[[^\]]*\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)")
PICTURE = re.compile(r"(?:src|srcset|href)=\"([^\"]+)\"")
FENCE = re.compile(r"^ *(`{3,}|~{3,}).*?^ *\1`*\s*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
OUTSIDE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def pages(root: Path) -> list[Path]:
    """The project's own Markdown: beside the code and under docs."""
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])


def broken(root: Path) -> list[str]:
    """One sentence for each link that leads nowhere."""
    return [
        f"{page.relative_to(root)} links to {target}, which {why}."
        for page in pages(root)
        for target in _targets(page)
        if (why := _wrong(page, target))
    ]


def _targets(page: Path) -> Iterator[str]:
    text = CODE.sub("", FENCE.sub("", page.read_text(encoding="utf-8")))
    for found in (*LINK.finditer(text), *PICTURE.finditer(text)):
        if not OUTSIDE.match(found[1]):
            yield found[1]


def _wrong(page: Path, target: str) -> str:
    name, _, place = unquote(target).partition("#")
    path = page.parent / name if name else page
    if not path.exists():
        return "is not there"
    if place and path.suffix == ".md" and place not in _anchors(path):
        return "has no such heading"
    return ""


@cache
def _anchors(path: Path) -> frozenset[str]:
    headings = HEADING.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
    return frozenset(_anchor(heading) for heading in headings)


def _anchor(heading: str) -> str:
    """The name that a Markdown reader gives a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    return re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
