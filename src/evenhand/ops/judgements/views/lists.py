"""My tasks, the next one, and my judgements."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.ops.judgements import presenters, selectors, services
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine import clock
from evenhand.ui.tables import download, page, read

JUDGE = "judgements.judge"


@requires(JUDGE)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by what it belongs to."""
    user, at = me(request), clock.now()
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    shown = presenters.mine_page(
        user,
        waiting=selectors.contexts_of(user, at),
        held=selectors.held_by(user, at),
        pace=selectors.pace(user, since=midnight),
        at=at,
    )
    return render(request, "judgements/mine.html", {"page": shown})


@requires(JUDGE)
@never_cache
@require_http_methods(["GET", "POST"])
def next_task(request: HttpRequest) -> HttpResponse:
    """Takes the next task, of one context or of all, and opens it.

    Asking again gives the same task until it is judged, so that a link may ask. A browser that looks ahead takes none.
    """
    kind, _, identity = request.GET.get("context", "").partition(":")
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=204)
    taken = services.claim(me(request), at=clock.now(), context_kind=kind or None, context_id=identity or None)
    if taken is not None:
        return redirect("judgements:task", uuid=taken.uuid)
    return render(request, "judgements/none.html", {"narrowed": bool(kind)})


@requires(JUDGE)
@require_safe
def history(request: HttpRequest) -> HttpResponseBase:
    """One's own judgements, nobody else's."""
    user = me(request)
    table = presenters.history_table(user)
    given = read(table, request.path, request.GET)
    rows = selectors.history(user)
    file = download(table, rows, given)
    if file is not None:
        return file
    return render(request, "judgements/history.html", {"table": page(table, rows, given)})
