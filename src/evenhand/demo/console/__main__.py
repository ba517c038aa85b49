"""The process that fills the console of one home: tells each step and the end as a line of JSON on stdout.

Not here: who starts it, and what becomes of its lines (``demo.filling``).
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django

from evenhand.facts.errors import RequestError


def main(home: str, size: str, seed: str) -> int:
    """Fills the home; the exit status."""
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    django.setup()
    logging.getLogger("evenhand").setLevel(logging.WARNING)  # the steps are told below
    from evenhand.demo.console.story import live_through  # once the desks are set up

    _collect_seldom()
    try:
        filled = live_through(Path(home), size=size, seed=int(seed), tell=lambda stage: _say(stage=stage))
    except RequestError as error:
        _say(refused=error.message, hint=error.hint)
        return 1
    _say(filled=asdict(filled))
    return 0


def _collect_seldom() -> None:
    """Has Python look for cycles seldom, and not among what is loaded: in this short process that was an eighth."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _end_with_the_parent() -> None:
    """Ends here and now when whoever holds the other end of stdin is gone: the folder may be made anew then."""
    sys.stdin.read()
    os._exit(1)


def _say(**line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
