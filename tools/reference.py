"""Writes the reference pages (docs/reference) from the code, and checks the documentation against it.

    python tools/reference.py          writes the pages
    python tools/reference.py --check  fails where a committed page is stale, a link leads nowhere, or an environment
                                       variable, a command or a plan's field is described nowhere

Not here: what a page says (the ``reference_*`` modules), whether examples run (tests/docs).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import reference_commands
import reference_desks
import reference_links
import reference_python
import reference_tables
import reference_words

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "docs/reference/commands.md": reference_commands.page,
    "docs/reference/tables.md": reference_tables.page,
    "docs/reference/console.md": reference_desks.page,
    "docs/reference/python.md": reference_python.page,
}


def main(arguments: list[str]) -> int:
    pages = {name: page() for name, page in PAGES.items()}
    if arguments == ["--check"]:
        return _check(pages)
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    for name, text in pages.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8")
    print(f"{len(pages)} reference pages written.")
    return 0


def faults(root: Path, pages: Mapping[str, str]) -> list[str]:
    """What is wrong with the documentation under ``root``, one sentence each."""
    return [
        *stale(root, pages),
        *reference_links.broken(root),
        *reference_words.undocumented(root),
    ]


def stale(root: Path, pages: Mapping[str, str]) -> list[str]:
    """The pages that do not stand on disk as the code has them."""
    return [f"{name} is stale: run make docs." for name, text in pages.items() if _on_disk(root / name) != text]


def _on_disk(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _check(pages: Mapping[str, str]) -> int:
    found = faults(ROOT, pages)
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"{len(found)} faults in the documentation." if found else "The documentation agrees with the code.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
