"""People as administrators see and change them; others with ``people.see`` read."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from evenhand.ops.people import presenters, selectors, services
from evenhand.ops.people.forms import PersonForm, saved
from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.models import User
from evenhand.ops.people.types import NewLogin
from evenhand.ops.spine import clock
from evenhand.ui.tables import download, page, read

ASK = ["GET", "HEAD", "POST"]


@requires("people.see")
@require_GET
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody in sight, in pages; filtered, sorted, downloaded."""
    user = me(request)
    table = presenters.people_table(user)
    given = read(table, request.path, request.GET)
    rows = presenters.listed(selectors.people_seen_by(user), given)
    file = download(table, rows, given)
    if file is not None:
        return file
    return render(request, "people/people.html", presenters.people_page(user, page(table, rows, given)))


@requires("people.see")
@require_GET
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One person: what they are here for, where, and since when."""
    user = me(request)
    shown = selectors.person_seen_by(user, uuid)
    tokens = selectors.tokens_of(shown, at=clock.now())
    return render(request, "people/person.html", {"page": presenters.person_page(shown, tokens, to=user)})


@requires("people.manage")
@never_cache
@require_http_methods(ASK)
def add(request: HttpRequest) -> HttpResponse:
    """A new person, and the one-time password that they sign in with."""
    user, form = me(request), PersonForm(request.POST or None)
    if request.method == "POST":
        made = saved(form, lambda: services.add_person(form.details(), by=user, at=clock.now()))
        if made is not None:
            return _once(request, made, _("Added."))
    return _form_page(request, form, presenters.add_head())


@requires("people.manage")
@require_http_methods(ASK)
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What an administrator corrects of a person."""
    user = me(request)
    shown = selectors.person_seen_by(user, uuid)
    form = PersonForm(request.POST or None, person=shown)
    if (
        request.method == "POST"
        and saved(form, lambda: services.change_person(shown, form.details(), by=user, at=clock.now())) is not None
    ):
        messages.success(request, _("Saved."))
        return redirect("people:person", uuid=uuid)
    return _form_page(request, form, presenters.change_head(shown))


@requires("people.manage")
@require_http_methods(ASK)
def deactivate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks, then closes a login."""
    user = me(request)
    shown = selectors.person_seen_by(user, uuid)
    if request.method != "POST":
        return _ask(request, presenters.deactivate_question(shown))
    services.deactivate(shown, by=user, at=clock.now())
    messages.success(request, _("%(name)s is deactivated: their sessions have ended.") % {"name": shown.name})
    return redirect("people:person", uuid=uuid)


@requires("people.manage")
@never_cache
@require_http_methods(ASK)
def reactivate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks, then opens a login again."""
    return _asked_once(request, uuid, presenters.reactivate_question, services.reactivate, _("Active again."))


@requires("people.manage")
@never_cache
@require_http_methods(ASK)
def reset_password(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks, then gives a one-time password."""
    return _asked_once(request, uuid, presenters.reset_question, services.reset_password, _("Reset."))


def _asked_once(
    request: HttpRequest,
    uuid: UUID,
    question: Callable[[User], presenters.Question],
    do: Callable[..., NewLogin],
    done: str,
) -> HttpResponse:
    user, at = me(request), clock.now()
    shown = selectors.person_seen_by(user, uuid)
    if request.method != "POST":
        return _ask(request, question(shown))
    return _once(request, do(shown, by=user, at=at), done)


def _ask(request: HttpRequest, question: presenters.Question) -> HttpResponse:
    return render(request, "people/question.html", {"question": question})


def _form_page(request: HttpRequest, form: PersonForm, head: presenters.FormHead) -> HttpResponse:
    return render(request, "people/form.html", {"form": form, "head": head}, status=422 if form.errors else 200)


def _once(request: HttpRequest, made: NewLogin, done: str) -> HttpResponse:
    """The one-time password, in the answer itself: it is kept nowhere, so that reloading cannot show it again."""
    return render(request, "people/one_time.html", {"page": presenters.one_time_page(made, done)})
