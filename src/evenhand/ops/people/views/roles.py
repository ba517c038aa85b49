"""Roles and ids of a person: given and taken on their page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.ops.people import presenters, selectors, services
from evenhand.ops.people.forms import AliasForm, GrantForm, saved
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine import clock

ASK = ["GET", "HEAD", "POST"]


@requires("people.manage")
@require_http_methods(ASK)
def add_role(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Gives a role, limited or not."""
    user = me(request)
    shown = selectors.person_seen_by(user, uuid)
    form = GrantForm(request.POST or None, person=shown)
    if (
        request.method == "POST"
        and saved(
            form, lambda: services.grant(shown, form.chosen_role(), within=form.within(), by=user, at=clock.now())
        )
        is not None
    ):
        messages.success(request, _("%(name)s has the role.") % {"name": shown.name})
        return redirect("people:person", uuid=uuid)
    context = {"form": form, "head": presenters.role_head(shown), "roles": presenters.role_notes(shown)}
    return render(request, "people/role.html", context, status=422 if form.errors else 200)


@requires("people.manage")
@require_POST
def take_role(request: HttpRequest, uuid: UUID, grant: UUID) -> HttpResponse:
    """Takes a role away."""
    user = me(request)
    shown = selectors.person_seen_by(user, uuid)
    services.revoke(selectors.grant_of(shown, grant), by=user, at=clock.now())
    messages.success(request, _("The role is taken away."))
    return redirect("people:person", uuid=uuid)


@requires("people.manage")
@require_http_methods(ASK)
def add_alias(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Says under which id this person judges elsewhere."""
    user, form = me(request), AliasForm(request.POST or None)
    shown = selectors.person_seen_by(user, uuid)
    if (
        request.method == "POST"
        and saved(form, lambda: services.add_alias(shown, **form.cleaned_data, by=user, at=clock.now())) is not None
    ):
        messages.success(request, _("Judgements of this id are theirs now."))
        return redirect("people:person", uuid=uuid)
    context = {"form": form, "head": presenters.alias_head(shown)}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@requires("people.manage")
@require_POST
def remove_alias(request: HttpRequest, uuid: UUID, alias: UUID) -> HttpResponse:
    """Takes an id away."""
    user = me(request)
    shown = selectors.person_seen_by(user, uuid)
    services.remove_alias(selectors.alias_of(shown, alias), by=user, at=clock.now())
    messages.success(request, _("The id is taken away."))
    return redirect("people:person", uuid=uuid)
