"""The background work: how it stands, what failed, and another try."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from evenhand.ops.ledger.selectors import standing as ledger_standing
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine import clock, presenters, selectors
from evenhand.web.background import services

WORK = services.WORK


@requires(WORK)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """How the background work stands."""
    at, ledger = clock.now(), ledger_standing()
    now = selectors.standing(at=at)
    lead, tone = presenters.lead(now)
    page = {
        "lead": lead,
        "tone": tone,
        "now": presenters.now_rows(now, sealed_at=ledger.sealed_at, open_tail=ledger.open_tail),
        "failed": presenters.failed_tasks(selectors.dead_letters()),
        "aside": presenters.rows_aside(selectors.rows_set_aside()),
        "running": presenters.running_table(now, at=at),
        "due": presenters.due_table(selectors.due(), at=at),
    }
    return render(request, "spine/background.html", page)


@requires(WORK)
@require_POST
def replay(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Has a task that was given up run again."""
    letter = selectors.dead_letter(str(uuid))
    services.replay(letter, by=me(request), at=clock.now())
    messages.success(request, presenters.handed_over(letter))
    return redirect("background:index")


@requires(WORK)
@require_POST
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Has a row that was set aside published, if it fits now."""
    row = selectors.row_set_aside(str(uuid))
    services.try_again(row, by=me(request), at=clock.now())
    messages.success(request, presenters.waits_again())
    return redirect("background:index")
