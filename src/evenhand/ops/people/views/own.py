"""One's own account: language, time zone, theme, keys, password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.ops.people import selectors, services, signing_in
from evenhand.ops.people.forms import KeysForm, PasswordForm, PreferencesForm, saved
from evenhand.ops.people.gate import me, signed_in
from evenhand.ops.people.models import User
from evenhand.ops.people.presenters import account_page
from evenhand.ops.people.views.signing_in import locked_page
from evenhand.ops.spine import clock


@signed_in("one's own account")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """What this person has chosen, to read and to change."""
    user = me(request)
    form = PreferencesForm(request.POST) if request.method == "POST" else PreferencesForm.of(user)
    if request.method == "POST" and saved(form, lambda: services.prefer(user, form.preferences())) is not None:
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return redirect("people:account")
    return _account_page(request, user, preferences=form, keys=KeysForm.of(user))


@signed_in("one's own keys")
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Which keys do what for this person, or that none does."""
    user = me(request)
    form = KeysForm(user, request.POST)
    if saved(form, lambda: services.choose_keys(user, form.keys(), enabled=form.cleaned_data["enabled"])) is not None:
        messages.success(request, _("Saved."))
        return redirect("people:account")
    return _account_page(request, user, preferences=PreferencesForm.of(user), keys=form)


@signed_in("one's own password")
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; this session goes on under a new key, all others end."""
    user, form = me(request), PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = signing_in.try_password(request, user.username, form.cleaned_data["present"], at=clock.now())
        if isinstance(tried, signing_in.Locked):
            return locked_page(request, until=tried.until)
        if tried is None or tried.pk != user.pk:
            form.add_error("present", _("This is not your present password."))
        elif new := saved(form, lambda: services.change_own_password(user, form.cleaned_data["new"], at=clock.now())):
            signing_in.carry_on(request, new)
            messages.success(request, _("Your password is changed. All your other sessions have ended."))
            return redirect("home")
    context = {"form": form, "forced": user.must_change_password}
    return render(request, "people/password.html", context, status=422 if form.errors else 200)


def _account_page(request: HttpRequest, user: User, *, preferences: PreferencesForm, keys: KeysForm) -> HttpResponse:
    page = account_page(user, selectors.tokens_of(user, at=clock.now()))
    context = {"page": page, "preferences": preferences, "keys": keys}
    return render(request, "people/account.html", context, status=422 if preferences.errors or keys.errors else 200)
