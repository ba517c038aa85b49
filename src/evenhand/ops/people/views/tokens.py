"""Tokens: made by whom they let in, shown once, revoked by them or by an administrator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.ops.people import selectors, services
from evenhand.ops.people.forms import saved
from evenhand.ops.people.forms.tokens import TokenForm
from evenhand.ops.people.gate import me, requires, signed_in
from evenhand.ops.people.presenters.tokens import one_time_token, token_head
from evenhand.ops.spine import clock


@signed_in("a token of one's own, with one's own capabilities")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_token(request: HttpRequest) -> HttpResponse:
    """A new token, in the answer itself: it is kept nowhere, so that reloading cannot show it again."""
    user = me(request)
    form = TokenForm(user, request.POST or None)
    if request.method == "POST":
        made = saved(form, lambda: services.make_token(user, **form.cleaned_data, at=clock.now()))
        if made is not None:
            page = one_time_token(made, me_url=request.build_absolute_uri(reverse("api:me")))
            return render(request, "people/one_time_token.html", {"page": page})
    context = {"form": form, "head": token_head()}
    return render(request, "people/token.html", context, status=422 if form.errors else 200)


@signed_in("one's own token")
@require_POST
def revoke_own_token(request: HttpRequest, token: UUID) -> HttpResponse:
    """It opens nothing any more."""
    user = me(request)
    services.revoke_token(selectors.token_of_person(user, token), by=user, at=clock.now())
    messages.success(request, _("The token is revoked: it opens nothing any more."))
    return redirect(f"{reverse('people:account')}#tokens")


@requires("people.manage")
@require_POST
def revoke_token(request: HttpRequest, uuid: UUID, token: UUID) -> HttpResponse:
    """Somebody's token opens nothing any more."""
    user = me(request)
    shown = selectors.person_seen_by(user, uuid)
    services.revoke_token(selectors.token_of_person(shown, token), by=user, at=clock.now())
    messages.success(request, _("The token is revoked: it opens nothing any more."))
    return redirect("people:person", uuid=uuid)
