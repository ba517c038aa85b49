"""Background tasks that failed: tried again with growing pauses, then kept as a dead letter that can be replayed.

Of an error its class and its lines are kept, never its text, which may quote content. Not here: running a task.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from evenhand.ops.spine.errors import Conflict
from evenhand.ops.spine.models import DeadLetter

log = structlog.get_logger("evenhand.ops.spine")

PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
LINES = 8  # of the traceback, from its end


def failed(result: DBTaskResult[..., object], error: BaseException, *, at: datetime) -> None:
    """Puts a failed task back among the waiting, for later; a dead letter when it has been tried often enough."""
    attempts = len(result.worker_ids)
    result.exception_class_path = class_of(error)
    result.traceback = "\n".join(lines_of(error))
    if attempts <= len(PAUSES):
        result.status, result.run_after = TaskResultStatus.READY, at + PAUSES[max(attempts, 1) - 1]
        result.save(update_fields=["status", "run_after", "exception_class_path", "traceback"])
        return
    result.status, result.finished_at = TaskResultStatus.FAILED, at
    with transaction.atomic():
        result.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
        DeadLetter.objects.create(
            task=result.task_path,
            arguments=result.args_kwargs,
            attempts=attempts,
            error=class_of(error),
            where=lines_of(error),
            died_at=at,
        )
    log.error("task given up", task=result.task_path, attempt=attempts)


def replay(letter: DeadLetter, *, at: datetime) -> None:
    """Hands the task over anew, with its arguments; Conflict when that has been done."""
    with transaction.atomic():
        if not DeadLetter.objects.filter(pk=letter.pk, replayed_at=None).update(replayed_at=at):
            raise Conflict(_("This task has been replayed already."), hint=_("If it fails again, it comes back here."))
        try:
            task = import_string(letter.task)
        except ImportError as error:
            raise Conflict(
                _("There is no task %(task)s in this version.") % {"task": letter.task},
                hint=_("Replay it with the version that had it."),
            ) from error
        task.enqueue(*letter.arguments["args"], **letter.arguments["kwargs"])


def class_of(error: BaseException) -> str:
    """The class of an error, with its module."""
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}"[:200]


def lines_of(error: BaseException) -> list[str]:
    """The last lines that an error passed, as module and number."""
    passed = []
    trace = error.__traceback__
    while trace is not None:
        passed.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return passed[-LINES:]
