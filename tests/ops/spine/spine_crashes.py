"""Kills a process before each of its durable steps, in turn, and tells what was found; runs apart from pytest.

A durable step is a write, flush or rename of a file, or a commit of the database. Every attempt is a fork of this
process, which itself holds neither a connection nor facts.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import spine_tasks
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django_tasks_db.models import DBTaskResult
from spine_cast import MOMENT, judgement, published

from evenhand.facts.errors import RequestError
from evenhand.facts.verification import verify
from evenhand.ops.spine import clock, desks, jobs, outbox, publisher
from evenhand.ops.spine.desk import desk
from evenhand.ops.spine.facts import whole
from evenhand.ops.spine.models import OutboxRow
from evenhand.ops.spine.worker import Worker

KILLED = 9
desks.all_desks = lambda: (desk,)  # the spine alone: what other desks do in a round is theirs to prove
FEW = 3
LATER = MOMENT + timedelta(minutes=5)


def kill_before(step: int) -> None:
    """From now on this process ends, as by SIGKILL, before its durable step of this number."""
    steps = count(1)

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            if next(steps) == step:
                os._exit(KILLED)
            return real(*args, **kwargs)

        return called

    for name in ("write", "fsync", "rename", "replace"):
        setattr(os, name, dying(getattr(os, name)))
    BaseDatabaseWrapper._commit = dying(BaseDatabaseWrapper._commit)


def leave(first: int, rows: int) -> None:
    """Leaves judgements of so many numbers in the outbox."""
    with transaction.atomic():
        outbox.publish("judgements", [judgement(number) for number in range(first, first + rows)], at=MOMENT)


def in_fork(attempt: Callable[[], Any]) -> int:
    """The exit status of an attempt in a process of its own."""
    connection.close()
    child = os.fork()
    if not child:
        attempt()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def told() -> dict[str, Any]:
    """What the facts and the outbox hold, read in this process when all else is over."""
    names = published()
    return {
        "rows": len(names),
        "distinct": len(set(names)),
        "waiting": OutboxRow.objects.filter(batch=None).count(),
        "sound": verify(whole()).ok,
    }


def publish() -> dict[str, Any]:
    """A publisher that is killed before each of its steps, with one run between that nothing kills."""

    def killed(step: int) -> None:
        kill_before(step)
        publisher.publish_waiting(at=MOMENT)

    attempts = 0
    for step in count(1):
        leave(1_000 + attempts * FEW, FEW)
        attempts += 1
        status = in_fork(lambda step=step: killed(step))
        in_fork(lambda: publisher.publish_waiting(at=LATER))
        if status != KILLED:
            break
    return told() | {"killed": attempts - 1, "left": attempts * FEW}


def work() -> dict[str, Any]:
    """A whole worker, round and task, that is killed before each of its steps."""

    def once(step: int, at: Any) -> None:
        kill_before(step)
        with clock.frozen(at):
            worker = Worker(process=f"w{step}")
            worker.round(at)
            jobs.take_up_abandoned(at=at)
            jobs.run_next(process=worker.process)

    attempts, at = 0, LATER
    for step in count(1):
        leave(1_000 + attempts * FEW, FEW)
        spine_tasks.note.enqueue(str(step))
        attempts += 1
        at += timedelta(hours=2)
        if in_fork(lambda step=step, at=at: once(step, at)) != KILLED:
            break
    in_fork(lambda: publisher.publish_waiting(at=LATER))
    for pause in range(1, 2 * attempts):
        with clock.frozen(at + timedelta(hours=2 * pause)):
            jobs.take_up_abandoned(at=clock.now())
            jobs.run_next(process="last")
    notes = DBTaskResult.objects.filter(task_path="spine_tasks.note")
    ended = notes.filter(status="SUCCESSFUL").count()
    return told() | {"killed": attempts - 1, "left": attempts * FEW, "tasks": notes.count(), "ended": ended}


def together() -> dict[str, Any]:
    """Four publishers at once, each as long as something waits."""

    def publishing() -> None:
        while OutboxRow.objects.filter(batch=None).exists():
            with suppress(RequestError):  # another is writing
                publisher.publish_waiting(at=MOMENT, most=20)

    leave(1_000, 200)
    connection.close()
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            publishing()
            os._exit(0)
        children.append(child)
    statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return told() | {"statuses": statuses, "left": 200}


def full() -> dict[str, Any]:
    """A disk on which no file can grow beyond a little; then one that has room again."""

    def cramped() -> None:
        connection.ensure_connection()  # SQLite maps a file of its own when it opens
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_048, resource.RLIM_INFINITY))
        try:
            publisher.publish_waiting(at=MOMENT)
        except RequestError as error:
            os._exit(77 if "disk is full" in str(error) else 1)

    leave(1_000, 500)
    refused = in_fork(cramped)
    waiting = OutboxRow.objects.filter(batch=None).count()
    in_fork(lambda: publisher.publish_waiting(at=MOMENT))
    return told() | {"refused": refused, "left": 500, "waited": waiting}


def main(program: str) -> None:
    """Runs one of the programs and prints what it found as JSON."""
    found = {"publish": publish, "round": work, "together": together, "full": full}[program]()
    sys.stdout.write(json.dumps(found))
