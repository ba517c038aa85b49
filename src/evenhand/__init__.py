"""Evenhand: the operations system of a Trust & Safety team.

``import evenhand as eh`` gives the pure half: ``eh.facts``, ``eh.measure``, ``eh.assess``, ``eh.documents``,
each imported when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from types import ModuleType

__version__ = version("evenhand")
__all__ = ["__version__", "assess", "documents", "facts", "measure", "simulate"]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"evenhand.{name}")
    raise AttributeError(f"module 'evenhand' has no attribute {name!r}")
