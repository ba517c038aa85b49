"""What a person may do to the background work; recorded in the ledger."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.ops.ledger.services import record
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import require
from evenhand.ops.spine import deadletters, outbox
from evenhand.ops.spine.models import DeadLetter, SetAsideRow
from evenhand.ops.spine.refs import Ref

WORK = "spine.work"


@transaction.atomic
def replay(letter: DeadLetter, *, by: User, at: datetime) -> None:
    """Hands a task that was given up over anew; Conflict when that has been done."""
    require(by, WORK)
    deadletters.replay(letter, at=at)
    told = {"task": letter.task, "attempts": letter.attempts}
    record("spine.task_replayed", actor=str(by.uuid), subject=Ref("task", str(letter.uuid)), payload=told, at=at)


@transaction.atomic
def try_again(row: SetAsideRow, *, by: User, at: datetime) -> None:
    """Puts a row that was set aside back among those to be published."""
    require(by, WORK)
    told = {"table": row.table, "fault": str(row.fault)}
    record("spine.row_tried_again", actor=str(by.uuid), subject=Ref("row", str(row.uuid)), payload=told, at=at)
    outbox.try_again(row, at=at)
