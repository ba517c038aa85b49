"""Every request: the person's language and time zone, and the guard before each page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from evenhand.ops.people.addresses import NEXT
from evenhand.ops.people.gate import Access, access_of, is_ruled_by_operation
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import may
from evenhand.ops.people.signing_in import has_lasted_a_shift
from evenhand.ops.spine import clock
from evenhand.ops.spine.errors import Denied

Answer = Callable[[HttpRequest], HttpResponse]
AFTER_A_NEW_PASSWORD = frozenset({"people:password", "people:sign_out", "language", "theme"})


def speak_their_language(get_response: Answer) -> Answer:
    """Activates the person's language and time zone; before login the cookie's or the browser's language."""

    def answered(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            language, zone = user.language, ZoneInfo(user.time_zone)
        else:
            language, zone = translation.get_language_from_request(request), ZoneInfo(settings.TIME_ZONE)
        with translation.override(language), timezone.override(zone):
            response = get_response(request)
            response.headers["Content-Language"] = translation.get_language() or "en"
            return response

    return answered


class GuardEveryPage:
    """Refuses a view that states no rule, and those whom its rule leaves out."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers; a session that has lasted a shift has ended."""
        if isinstance(request.user, User) and has_lasted_a_shift(request, at=clock.now()):
            logout(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None to go on; otherwise the login page, the password page, or Denied."""
        if is_ruled_by_operation(view):
            return None
        access = access_of(view) or Access(capability="nobody has this: the page states no rule")
        if access.anyone:
            return None
        user = request.user
        if not isinstance(user, User):
            return _to_login(request)
        matched = request.resolver_match
        if user.must_change_password and (matched is None or matched.view_name not in AFTER_A_NEW_PASSWORD):
            return _whole_page(request, reverse("people:password"))
        if access.capability is not None and not may(user, access.capability):
            raise Denied(
                _("This page is not for your roles."), hint=_("Ask an administrator if you need it for your work.")
            )
        return None


guard_every_page = GuardEveryPage


def _to_login(request: HttpRequest) -> HttpResponseBase:
    """The login page, which leads back: to the page that was asked for, or that sent a form or asked for a part."""
    back = request.get_full_path()
    if request.headers.get("HX-Request") == "true":
        back = _path_of(request.headers.get("HX-Current-URL", ""))
    elif request.method not in ("GET", "HEAD"):
        back = _path_of(request.headers.get("Referer", ""))
    return _whole_page(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode({NEXT: back})}")


def _whole_page(request: HttpRequest, url: str) -> HttpResponseBase:
    """A redirect that takes the whole page there, also where htmx asked for a part of one."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def _path_of(url: str) -> str:
    """The path of an address that the browser named; the login page checks it again."""
    return urlsplit(url).path or "/"
