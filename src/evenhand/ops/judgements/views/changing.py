"""Changing one's own judgement for a while after giving it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evenhand.ops.judgements import selectors, services
from evenhand.ops.judgements.forms import noted, read
from evenhand.ops.judgements.views.lists import JUDGE
from evenhand.ops.judgements.views.showing import panel
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine import clock


@requires(JUDGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The panel with what stands; POST puts a new version in its place."""
    user, at = me(request), clock.now()
    stands = selectors.own_judgement(user, uuid)
    if request.method != "POST":
        services.require_changeable(stands.task, at=at)
        return panel(request, stands.task, user, at=at, changing=stands)
    form = read(request.POST)
    version = form.cleaned_data["version"] or 0
    changed = noted(form, lambda: services.change(uuid, user, given=form.given(), version=version, at=at))
    if changed is None:
        return panel(request, stands.task, user, at=at, form=form, changing=stands, status=422)
    messages.success(request, _("Changed."))
    return redirect("judgements:task", uuid=stands.task.uuid)
