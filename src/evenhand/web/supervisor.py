"""Runs commands side by side as one: a helper that dies is started again, and all end together.

Not here: what the commands are.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

log = structlog.get_logger("evenhand.web")

PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)  # seconds before a helper is started again, and again
STEADY = 60.0  # seconds of life after which its earlier deaths are forgotten
GRACE = 30.0  # seconds that all have to end what they are doing
LOOK = 0.2
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True)
class Part:
    """A command; when one that does not restart ends, everything ends."""

    name: str
    command: tuple[str, ...]
    restarts: bool


def run(parts: Sequence[Part]) -> int:
    """Runs the parts until a signal or the end of one that does not restart; the exit status."""
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopped.append(received))
    running = [_Running(part) for part in parts]
    status = None
    while not stopped and status is None:
        time.sleep(LOOK)
        ended = (one.watch() for one in running)
        status = next((code for code in ended if code is not None), None)
    _end(running)
    return status or 0


class _Running:
    """A part and its process of the moment."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._deaths = 0
        self._due: float | None = None
        self._start()

    def _start(self) -> None:
        self._due, self._started = None, time.monotonic()
        self.process = subprocess.Popen(self.part.command, preexec_fn=_die_with_parent)  # noqa: S603  our own commands

    def watch(self) -> int | None:
        """Starts it again when that is due; the exit status when its end is the end of all."""
        if self._due is not None:
            if time.monotonic() >= self._due:
                self._start()
            return None
        status = self.process.poll()
        if status is None:
            return None
        if not self.part.restarts:
            return status or 1  # it ended without being asked to
        self._deaths = 1 if time.monotonic() - self._started > STEADY else self._deaths + 1
        self._due = time.monotonic() + PAUSES[min(self._deaths, len(PAUSES)) - 1]
        log.error("process ended", process=self.part.name, status=status)
        return None


def _end(running: Sequence[_Running]) -> None:
    """Asks all to end, waits, and kills what does not."""
    for one in running:
        if one.process.poll() is None:
            one.process.terminate()
    deadline = time.monotonic() + GRACE
    for one in running:
        try:
            one.process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            log.warning("process killed", process=one.part.name)
            one.process.kill()
            one.process.wait()


def _die_with_parent() -> None:
    """In the child: end in order when the supervisor is killed. Linux alone can say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
        if os.getppid() == 1:  # killed meanwhile
            os.kill(os.getpid(), signal.SIGTERM)
