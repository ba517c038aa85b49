"""Finds what the code knows and the documentation never mentions: settings, commands, fields of a plan.

Not here: whether what is said is true; the examples are run in tests/docs.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import reference_commands
from evenhand.assess import Plan

SETTING = re.compile(r"\bEVENHAND_[A-Z][A-Z0-9_]*\b")


def undocumented(root: Path) -> list[str]:
    """One sentence for each setting, command and plan field that no page describes."""
    guide = _text(root / "docs" / "guide")
    everything = _text(root / "docs", leave_out=root / "docs" / "reference")
    plans = (root / "docs" / "guide" / "sample-plans.md").read_text(encoding="utf-8")
    return [
        *(f"{name} is described on no page under docs." for name in settings(root) if name not in everything),
        *(f"The command {name} is on no guide page." for name in reference_commands.names() if name not in guide),
        *(f"docs/guide/sample-plans.md does not name {name}." for name in plan_fields() if f"`{name}`" not in plans),
    ]


def settings(root: Path) -> list[str]:
    """The environment variables that the code reads."""
    sources = sorted((root / "src").rglob("*.py"))
    return sorted({name for path in sources for name in SETTING.findall(path.read_text(encoding="utf-8"))})


def plan_fields() -> list[str]:
    """The fields of a sample plan."""
    return [field.name for field in dataclasses.fields(Plan)]


def _text(folder: Path, *, leave_out: Path | None = None) -> str:
    pages = sorted(path for path in folder.rglob("*.md") if leave_out is None or leave_out not in path.parents)
    return "\n".join(path.read_text(encoding="utf-8") for path in pages)
