"""The rest of a long text, and the page between us and where a link leads."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.ops.items.permissions import LOOK
from evenhand.ops.items.presenters import link_page, protection_of, rest_of
from evenhand.ops.items.selectors import snapshot_of
from evenhand.ops.people.gate import me, requires

FURTHEST = 10**9  # characters into a text


@requires(LOOK)
@require_safe
def rest(request: HttpRequest, uuid: UUID, part: str) -> HttpResponse:
    """A stretch of a text from ``from``: put in its place by a script, else a page of its own."""
    snapshot = snapshot_of(me(request), uuid)
    given = request.GET.get("from", "0")
    start = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else FURTHEST
    passage = rest_of(snapshot, part, start=start)
    if request.headers.get("HX-Request") == "true":
        return render(request, "items/rest.html", {"passage": passage})
    context = {"passage": passage, "item": snapshot.item, "covered": protection_of(snapshot).text_covered}
    return render(request, "items/rest_page.html", context)


@requires(LOOK)
@require_safe
def leave(request: HttpRequest, uuid: UUID, place: int) -> HttpResponse:
    """Says where a link in content leads, before anybody follows it."""
    return render(request, "items/leave.html", {"page": link_page(snapshot_of(me(request), uuid), place)})
