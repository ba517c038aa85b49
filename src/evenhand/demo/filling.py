"""Fills the demo's home: the console with a day of work in it, or without the desks the main job alone.

Either way the finished sample's reports, its plan and a blind sheet are written beside it. The console is filled by a
process of its own, since a process sets the desks up once and for one home, and so that what the simulation needs of
memory goes when it ends. Not here: what that process does (``console``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evenhand.demo.serving import serving_settings
from evenhand.demo.types import Demo, Filled, Login
from evenhand.demo.walk import walk
from evenhand.demo.written import write_documents
from evenhand.facts.errors import RequestError

Tell = Callable[[str], None]


def has_console() -> bool:
    """Whether the desks are installed."""
    return find_spec("django") is not None


def fill(home: Path, *, size: str, seed: int, tell: Tell) -> Demo:
    """Fills an empty home, and says where everything is; ``tell`` hears how far it is."""
    done = (fill_console if has_console() else walk)(home, size=size, seed=seed, tell=tell)
    tell("Writing the reports")
    quality, reports = write_documents(home, done)
    return Demo(home, done.sample, reports, quality, done.planted, done.users)


def fill_console(home: Path, *, size: str, seed: int, tell: Tell) -> Filled:
    """Fills the console of this home, in a process of its own; RequestError for what that process refuses."""
    filled = None
    with subprocess.Popen(  # noqa: S603  our own command
        (sys.executable, "-m", "evenhand.demo.console", str(home), size, str(seed)),
        env={**os.environ, **serving_settings(home)},
        stdin=subprocess.PIPE,  # while it is open, the process knows that we are there
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as child:
        for line in child.stdout or ():
            filled = _heard(json.loads(line), tell) or filled
    if filled is None:
        raise RuntimeError(f"the process that fills the console ended with status {child.returncode}")
    return filled


def _heard(said: Mapping[str, Any], tell: Tell) -> Filled | None:
    """What a line of the process says: how far it is, what it refuses, or that it is done."""
    match said:
        case {"stage": str(stage)}:
            tell(stage)
        case {"refused": str(message), "hint": hint}:
            raise RequestError(message, hint=hint)
        case {"filled": filled}:
            users = tuple(Login(**user) for user in filled["users"])
            return Filled(filled["sample"], filled["open_sample"], tuple(filled["planted"]), users)
    return None
