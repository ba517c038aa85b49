"""Tasks by the REST API: how many wait. Judgements are given by people at the panel, and by no program yet."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Schema

from evenhand.ops.judgements import selectors
from evenhand.ops.judgements.vocabulary import Setting
from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.operations import DeskRouter
from evenhand.ops.people.roles import JUDGE
from evenhand.ops.spine import clock

router = DeskRouter()


class WaitingContext(Schema):
    """What of one sample, session or quiz waits."""

    context_kind: str
    context_id: str = Field(description="Its id in the facts, such as the `sample_id` of a sample.")
    setting: Setting
    waiting: int
    due_at: datetime | None = Field(description="The first deadline.")


class WaitingTasks(Schema):
    """How much waits for the person of the token."""

    waiting: int
    contexts: list[WaitingContext]


@router.get("/waiting", response=WaitingTasks)
@requires(JUDGE)
def waiting(request: HttpRequest) -> WaitingTasks:
    """The tasks that the person of this token holds or could take now, counted by context, the first deadline first."""
    found = selectors.contexts_of(me(request), clock.now())
    contexts = [
        WaitingContext(
            context_kind=row.context_kind,
            context_id=row.context_id,
            setting=row.setting,
            waiting=row.waiting,
            due_at=row.due_at,
        )
        for row in found
    ]
    return WaitingTasks(waiting=sum(row.waiting for row in contexts), contexts=contexts)
