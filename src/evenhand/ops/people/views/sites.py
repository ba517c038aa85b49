"""Partners and teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from evenhand.ops.people import presenters, selectors, services
from evenhand.ops.people.forms import NewPartnerForm, NewTeamForm, PartnerForm, TeamForm, saved
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine import clock

ASK = ["GET", "HEAD", "POST"]


@requires("people.see")
@require_GET
def sites(request: HttpRequest) -> HttpResponse:
    """The partners with their people counted, and the teams."""
    return render(request, "people/sites.html", {"page": presenters.sites_page(me(request))})


@requires("people.manage")
@require_http_methods(ASK)
def add_partner(request: HttpRequest) -> HttpResponse:
    """A new partner."""
    user, form = me(request), NewPartnerForm(request.POST or None)
    return _edited(
        request,
        form,
        presenters.add_partner_head(),
        lambda: services.add_partner(**form.cleaned_data, by=user, at=clock.now()),
    )


@requires("people.manage")
@require_http_methods(ASK)
def partner(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A partner's name."""
    user = me(request)
    shown = selectors.partner_seen_by(user, uuid)
    form = PartnerForm(request.POST or None, initial={"name": shown.name})
    return _edited(
        request,
        form,
        presenters.partner_head(shown),
        lambda: services.change_partner(shown, **form.cleaned_data, by=user, at=clock.now()),
    )


@requires("people.manage")
@require_http_methods(ASK)
def close_partner(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks, then ends a partner's work here."""
    user = me(request)
    shown = selectors.partner_seen_by(user, uuid)
    if request.method != "POST":
        return render(request, "people/question.html", {"question": presenters.close_question(shown)})
    left = services.close_partner(shown, by=user, at=clock.now())
    messages.success(
        request, _("%(name)s is closed; people deactivated: %(count)s.") % {"name": shown.name, "count": left}
    )
    return redirect("people:sites")


@requires("people.manage")
@require_http_methods(ASK)
def add_team(request: HttpRequest) -> HttpResponse:
    """A new team."""
    user, form = me(request), NewTeamForm(request.POST or None)
    return _edited(
        request,
        form,
        presenters.add_team_head(),
        lambda: services.add_team(**form.cleaned_data, by=user, at=clock.now()),
    )


@requires("people.manage")
@require_http_methods(ASK)
def team(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A team's name."""
    user = me(request)
    shown = selectors.team_seen_by(user, uuid)
    form = TeamForm(request.POST or None, initial={"name": shown.name})
    return _edited(
        request,
        form,
        presenters.team_head(shown),
        lambda: services.change_team(shown, **form.cleaned_data, by=user, at=clock.now()),
    )


def _edited(request: HttpRequest, form: BaseForm, head: presenters.FormHead, save: Callable[[], Any]) -> HttpResponse:
    if request.method == "POST" and saved(form, save):
        messages.success(request, _("Saved."))
        return redirect("people:sites")
    return render(request, "people/form.html", {"form": form, "head": head}, status=422 if form.errors else 200)
