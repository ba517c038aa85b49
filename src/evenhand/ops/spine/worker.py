"""The background process: tasks in its main thread; ticker, the desks' steps and the publisher in rounds beside them.

So a long task holds up neither facts nor seals. Only the holder of the lease works; others wait for it. Not here: what
each of these does.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import DatabaseError, close_old_connections

from evenhand.facts.errors import RequestError
from evenhand.ops.spine import clock, desks, jobs, lease, publisher, schedule

log = structlog.get_logger("evenhand.ops.spine")

BETWEEN_ROUNDS = 3.0  # seconds
BETWEEN_TASKS = 1.0
MOST_BATCHES = 8  # of one round, after an outage or a big change: then the others have their turn

Step = Callable[[datetime], None]


class Worker:
    """One background process: ``run`` returns after ``stop``, once what is under way has ended."""

    def __init__(self, *, process: str | None = None) -> None:
        self.process = process or lease.name_of_this_process()
        self._leads = threading.Event()
        self._ended = threading.Event()
        self._failure: BaseException | None = None
        self._abandoned = True  # whether tasks may lie there that no one finishes

    def run(self) -> None:
        """Works until it is stopped; raises what ended the rounds, so that no half of it works on alone."""
        rounds = threading.Thread(target=self._all_rounds, name="rounds")
        rounds.start()
        try:
            while not self._ended.is_set():
                if not (self._leads.is_set() and self._task()):
                    self._ended.wait(BETWEEN_TASKS)
        finally:
            self._ended.set()
            rounds.join()
        if self._failure is not None:
            raise self._failure

    def stop(self, *_: object) -> None:
        """Ends after the step and the task under way; what a signal calls, in the main thread. A second one kills."""
        self._ended.set()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def round(self, at: datetime) -> bool:
        """One round: the lease, then each step; whether this process leads."""
        if not lease.take(self.process, at=at):
            self._leads.clear()
            lease.free_from_the_dead(host=lease.this_host())
            return False
        if not self._leads.is_set():
            self._abandoned = True
            self._leads.set()
            log.info("worker leads", process=self.process)
        for name, step in steps():
            run_alone(name, step)
            lease.take(self.process, at=clock.now())
        return True

    def _all_rounds(self) -> None:
        try:
            self._rounds()
        except BaseException as error:
            self._failure = error
            log.exception("rounds failed")
        finally:
            self._ended.set()
            self._leave()

    def _rounds(self) -> None:
        while not self._ended.is_set():
            close_old_connections()
            try:
                self.round(clock.now())
            except DatabaseError as error:  # the database is away: whoever comes back first goes on
                self._leads.clear()
                log.warning("worker without database", exc_info=error)
            self._ended.wait(BETWEEN_ROUNDS)

    def _leave(self) -> None:
        try:
            lease.release(self.process)
        except DatabaseError as error:
            log.warning("lease not released", exc_info=error)
        close_old_connections()

    def _task(self) -> bool:
        """Runs one task; whether there was one."""
        close_old_connections()
        try:
            if self._abandoned:
                self._abandoned = False
                jobs.take_up_abandoned(at=clock.now())
            return jobs.run_next(process=self.process) is not None
        except DatabaseError as error:  # a task whose end could not be noted lies there as running
            self._abandoned = True
            log.warning("tasks without database", exc_info=error)
            return False


def work() -> None:
    """Runs a worker in this process until SIGTERM or SIGINT."""
    worker = Worker()
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    log.info("worker starts", process=worker.process)
    worker.run()
    log.info("worker ends", process=worker.process)


def steps() -> tuple[tuple[str, Step], ...]:
    """What each round does: the ticker, what the desks ask for, the publisher."""
    own = (("ticker", schedule.tick),)
    asked = ((f"{desk.app}.{step.__name__}", step) for desk in desks.all_desks() for step in desk.steps)
    return (*own, *asked, ("publisher", publish))


def publish(at: datetime) -> None:
    """Publishes what has waited a few seconds; more than a batch only after an outage or a big change."""
    if not publisher.is_due(at=at):
        publisher.show_alive(at=at)
        return
    for _ in range(MOST_BATCHES):
        if publisher.publish_waiting(at=at, most=publisher.MOST_ROWS).rows < publisher.MOST_ROWS:
            return


def run_alone(name: str, step: Step) -> bool:
    """Runs a step so that its failure stops no other; whether it went well."""
    try:
        step(clock.now())
    except RequestError as error:  # something is in the way: the facts are being written, the disk is full
        log.warning("step put off", task=name, exc_info=error)
    except Exception:  # the other steps must go on
        log.exception("step failed", task=name)
    else:
        return True
    return False
