"""Signing in and out."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.ops.people import signing_in
from evenhand.ops.people.addresses import next_of
from evenhand.ops.people.forms import SignInForm
from evenhand.ops.people.gate import open_to_all
from evenhand.ops.people.models import User
from evenhand.ops.people.selectors import is_set_up
from evenhand.ops.spine import clock


@open_to_all("who is not signed in has to get here")
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Name and password; then on to where they were going."""
    onward = next_of(request, otherwise=reverse("home"))
    if isinstance(request.user, User) and request.method != "POST":
        return redirect(onward)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = signing_in.try_password(request, **form.cleaned_data, at=clock.now())
        if isinstance(found, signing_in.Locked):
            return locked_page(request, until=found.until)
        if found is not None:
            signing_in.begin(request, found, at=clock.now())
            return redirect(onward)
        form.add_error(None, _("The login name or the password is wrong, or the login is closed."))
    context = {"form": form, "onward": onward, "is_set_up": is_set_up()}
    return render(request, "people/login.html", context, status=422 if form.errors else 200)


@open_to_all("signing out twice does no harm")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    signing_in.end(request, at=clock.now())
    return redirect("people:login")


def locked_page(request: HttpRequest, *, until: datetime) -> HttpResponse:
    """Too many wrong passwords: when the next try is allowed, the same whether the name exists or not."""
    seconds = max(1, round((until - clock.now()).total_seconds()))
    answer = render(request, "people/locked.html", {"until": until, "minutes": ceil(seconds / 60)}, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """What axes answers with where a password was tried without ``signing_in.try_password``."""
    username = str((credentials or {}).get("username", ""))
    return locked_page(request, until=signing_in.locked_until(request, username, at=clock.now()))
