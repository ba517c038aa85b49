"""The ticker: hands each periodic task of the desks to the worker when it is due, once.

After an outage a task is due once, not once for each time it was missed, and keeps its beat. Clocks that jump do no
harm: a due time that lies further ahead than one period is not believed. Not here: what the tasks do.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.module_loading import import_string

from evenhand.ops.spine import desks
from evenhand.ops.spine.desks import Periodic
from evenhand.ops.spine.jobs import is_unfinished
from evenhand.ops.spine.models import PeriodicRun


def periodics() -> dict[str, Periodic]:
    """Everything that the desks want done periodically, by name."""
    return {f"{desk.app}.{periodic.name}": periodic for desk in desks.all_desks() for periodic in desk.periodic}


def tick(at: datetime) -> None:
    """Enqueues what is due at this moment."""
    wanted = periodics()
    known = dict(PeriodicRun.objects.filter(name__in=wanted).values_list("name", "due_at"))
    for name, periodic in wanted.items():
        if name not in known:
            PeriodicRun.objects.get_or_create(name=name, defaults={"due_at": at})
        if name not in known or _is_due(known[name], periodic, at=at):
            _hand_over(name, periodic, at=at)


def next_due(due: datetime, periodic: Periodic, *, at: datetime) -> datetime:
    """The first moment after ``at`` on the beat that ``due`` is on."""
    if due > at:
        return at + periodic.every
    return due + ((at - due) // periodic.every + 1) * periodic.every


def _is_due(due: datetime, periodic: Periodic, *, at: datetime) -> bool:
    return due <= at or due > at + periodic.every


def _hand_over(name: str, periodic: Periodic, *, at: datetime) -> None:
    """Moves the due time on and enqueues the task together, unless another ticker was first."""
    with transaction.atomic():
        run = PeriodicRun.objects.select_for_update().get(name=name)
        if not _is_due(run.due_at, periodic, at=at):
            return
        run.due_at = next_due(run.due_at, periodic, at=at)
        if not is_unfinished(periodic.task):
            run.last_at = at
            import_string(periodic.task).enqueue()
        run.save(update_fields=["due_at", "last_at"])
