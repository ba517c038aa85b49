"""What the panel's script asks for behind the page: keep draft and hold, fetch the next task, give it back."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenhand.ops.judgements import selectors, services
from evenhand.ops.judgements.forms import read
from evenhand.ops.judgements.views.lists import JUDGE
from evenhand.ops.judgements.views.showing import panel
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine import clock
from evenhand.ops.spine.errors import Invalid, Refused

Call = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    """Whether the panel's script asks, and not a browser."""
    return request.headers.get("Accept") == "application/json"


def refused(error: Refused) -> JsonResponse:
    """A refusal for the script: the words that it shows, and nothing that was typed is lost."""
    return JsonResponse({"message": error.message, "hint": error.hint}, status=error.status)


def answering_json(call: Call) -> Call:
    """Refusals as JSON."""

    @wraps(call)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return call(request, *args, **kwargs)
        except Refused as error:
            return refused(error)

    return answering


@requires(JUDGE)
@require_POST
@answering_json
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keeps what is filled in."""
    at, sent = clock.now(), _body(request)
    form = read(sent)
    version = form.cleaned_data["version"] or 0
    until = services.save_draft(uuid, me(request), draft=form.draft(), version=version, at=at)
    return JsonResponse({"saved_at": at.isoformat(), "held_until": until.isoformat()})


@requires(JUDGE)
@require_POST
@answering_json
def hold(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Renews the hold."""
    return JsonResponse({"held_until": services.keep_hold(uuid, me(request), at=clock.now()).isoformat()})


@requires(JUDGE)
@require_POST
@answering_json
def opened(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A task that was fetched ahead is in front of its judge now."""
    services.open_by(uuid, me(request), at=clock.now())
    return HttpResponse(status=204)


@requires(JUDGE)
@require_POST
@answering_json
def release(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Gives a task back; the page that asks is being left and reads no answer."""
    services.release(uuid, me(request), at=clock.now())
    return HttpResponse(status=204)


@requires(JUDGE)
@never_cache
@require_POST
@answering_json
def ahead(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The panel on the task after this one, of the same context, now held as well; 204 when there is none."""
    user, at = me(request), clock.now()
    now = selectors.task_for(user, uuid)
    taken = services.claim(user, at=at, context_kind=now.context_kind, context_id=now.context_id, beside=uuid)
    if taken is None:
        return HttpResponse(status=204)
    draft = selectors.draft_of(taken, user)
    return panel(request, taken, user, at=at, template="judgements/desk.html", draft=draft, before=1)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise Invalid(_("The draft cannot be read."), field="draft", hint=_("Reload the page."))
    return sent
