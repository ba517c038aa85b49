"""One worker at a time: a lease that is taken by one atomic statement, renewed, and lost when it is not.

A holder that stalls and comes back finds the lease gone. Between the two a step may run twice: each bears that, and so
clocks that differ or jump cost waiting, never facts. Not here: what the holder does.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Q

from evenhand.ops.spine.models import Heartbeat

WORKER = "worker"
LENGTH = timedelta(seconds=30)


def take(process: str, *, at: datetime) -> bool:
    """Takes the lease, or renews it; whether this process holds it now."""
    Heartbeat.objects.get_or_create(role=WORKER, defaults={"process": "", "beat_at": at})
    mine_or_nobodys = Q(process__in=(process, ""))
    # A sign of life from the future is of a clock that has been set back since: the holder would have renewed it.
    silent = Q(beat_at__lt=at - LENGTH) | Q(beat_at__gt=at + LENGTH)
    free = Heartbeat.objects.filter(mine_or_nobodys | silent, role=WORKER)
    return bool(free.update(process=process, beat_at=at))


def release(process: str) -> None:
    """Gives the lease up, so that the next need not wait for it to run out."""
    Heartbeat.objects.filter(role=WORKER, process=process).update(process="")


def free_from_the_dead(*, host: str) -> None:
    """Frees the lease when its holder ran on this machine and is no more: whoever starts it again need not wait."""
    holder = Heartbeat.objects.filter(role=WORKER).values_list("process", flat=True).first() or ""
    where, _, rest = holder.partition("/")
    number = rest.partition("/")[0]
    if where == host and number.isdecimal() and not _lives(int(number)):
        release(holder)


def name_of_this_process() -> str:
    """Machine, process number, and something that no other process of this number has."""
    return f"{this_host()}/{os.getpid()}/{uuid4().hex[:6]}"


def this_host() -> str:
    """The machine's name, as it stands in the name of a process."""
    return socket.gethostname().replace("/", "-")[:30]


def _lives(number: int) -> bool:
    """Whether another process of this number runs here."""
    if number == os.getpid():  # a container that was started again counts its processes anew
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_held(*, at: datetime) -> bool:
    """Whether some worker is alive."""
    alive = Heartbeat.objects.filter(role=WORKER, beat_at__gte=at - LENGTH, beat_at__lte=at + LENGTH)
    return alive.exclude(process="").exists()
