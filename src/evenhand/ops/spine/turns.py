"""Writers of one process take turns on SQLite, first come first served.

SQLite lets one writer in at a time and has those who wait ask again, less and less often: who has just written is first
again, and under load somebody waits until their time is up. PostgreSQL needs none of this. Not here: other processes,
which wait as before, between two turns.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")


class Turns:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._busy = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for its turn, and hands on afterwards."""
        self._wait()
        try:
            yield
        finally:
            self._hand_on()

    def _wait(self) -> None:
        gate = Lock()
        gate.acquire()
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            self._waiting.append(gate)
        gate.acquire()

    def _hand_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._busy = False


_turns = Turns()


def in_turn(service: Callable[P, R]) -> Callable[P, R]:
    """The service, in its turn on SQLite; at once within a transaction, which has had its turn already."""

    @wraps(service)
    def taking_turns(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return service(*args, **kwargs)
        with _turns.turn():
            return service(*args, **kwargs)

    return taking_turns
