"""Policies that come with Evenhand as files, for a team to take and make its own.

Not here: the policy in force. A pack is read and checked; storing it as a version is the desk's work. No Django.
"""

from __future__ import annotations

from importlib.resources import files

from evenhand.facts.errors import RequestError
from evenhand.ops.policies.packs.dsa import DsaCategory
from evenhand.ops.policies.packs.reading import parse_pack
from evenhand.ops.policies.packs.types import (
    Automation,
    Bilingual,
    Pack,
    PackAction,
    PackClause,
    PackSection,
    Severity,
)

__all__ = [
    "Automation",
    "Bilingual",
    "DsaCategory",
    "Pack",
    "PackAction",
    "PackClause",
    "PackSection",
    "Severity",
    "load_pack",
    "pack_names",
    "parse_pack",
]


def pack_names() -> tuple[str, ...]:
    """The packs that come with this version."""
    found = (one.name for one in files(__package__).iterdir() if one.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in found))


def load_pack(name: str = "starter") -> Pack:
    """The pack of this name; RequestError names the packs there are."""
    if name not in pack_names():
        raise RequestError(f"There is no pack {name!r}.", hint=f"Choose one of: {', '.join(pack_names())}.")
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return parse_pack(text, name=name)
