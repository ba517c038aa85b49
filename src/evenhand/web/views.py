"""Home, search, language, theme, and whether the process is well."""

from __future__ import annotations

from itertools import chain

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evenhand.facts.errors import RequestError
from evenhand.ops.people import services
from evenhand.ops.people.addresses import next_of
from evenhand.ops.people.gate import me, open_to_all, signed_in
from evenhand.ops.people.models import Language, Theme, User
from evenhand.ops.spine import clock, desks, facts
from evenhand.ui.views import gallery
from evenhand.web.home import home_page
from evenhand.web.shell import navigation

YEAR = 365 * 24 * 60 * 60
FEWEST_LETTERS = 2

components = signed_in("it shows components with invented content")(gallery)


@signed_in("everyone has a home; it lists only what is theirs")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is mine to do, by deadline."""
    user, at = me(request), clock.now()
    return render(request, "web/home.html", {"page": home_page(user, navigation(request, user), at=at)})


@signed_in("each desk answers with what this person may see")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What the desks find for some words."""
    words = request.GET.get("q", "").strip()[:200]
    enough = len(words) >= FEWEST_LETTERS
    sources = (source for desk in desks.all_desks() for source in desk.search) if enough else ()
    hits = list(chain.from_iterable(source(request.user, words) for source in sources))
    return render(request, "web/search.html", {"words": words, "hits": hits, "enough": enough})


@open_to_all("the login page too is read in one's own language")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Changes the language of the person, or of the browser before login."""
    chosen = request.POST.get("language", "")
    response = back(request)
    if chosen in Language.values:
        if isinstance(request.user, User):
            services.choose_language(request.user, chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@signed_in("one's own choice")
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Changes the theme of the person."""
    chosen = request.POST.get("theme", "")
    if chosen in Theme.values:
        services.choose_theme(me(request), chosen)
    return back(request)


@open_to_all("a load balancer asks whether the process lives")
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return JsonResponse({"ok": True})


@open_to_all("a load balancer asks whether to send requests; the answer names no content")
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database and the facts can be read, else 503 with the part that cannot."""
    parts = {"database": _database_answers(), "facts": _facts_answer()}
    return JsonResponse({"ok": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)


def back(request: HttpRequest) -> HttpResponseRedirect:
    """Where the form was sent from, never to another host."""
    return HttpResponseRedirect(next_of(request, otherwise=reverse("home")))


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _facts_answer() -> bool:
    try:
        facts.head()
    except (RequestError, OSError):
        return False
    return True
