"""Background tasks that tests hand over: one that notes its call, one that fails, one that takes too long."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta

from evenhand.ops.spine.jobs import background

CALLS: list[str] = []


@background()
def note(word: str) -> str:
    CALLS.append(word)
    return word


@background()
def fail(secret: str) -> None:
    CALLS.append(secret)
    raise ValueError(secret)


@background()
def leave(_word: str) -> None:
    raise SystemExit(1)


@background(limit=timedelta(milliseconds=50))
def dawdle() -> None:
    with suppress(Exception):  # a careless task
        time.sleep(5)


@background()
def answer_nonsense() -> object:
    return object()
