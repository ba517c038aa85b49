"""Signing in and out: the password is tried, failures are counted by axes, a session begins and ends.

The same answer, in about the same time, whether the name is unknown, the password wrong, the login closed or the
one-time password too old. Not here: pages (``views``), changing a password (``services``).
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from evenhand.ops.people.models import User, as_login_name
from evenhand.ops.people.passwords import is_over
from evenhand.ops.people.services.authority import ref, tell_ledger

SINCE = "signed_in_at"


@dataclass(frozen=True)
class Locked:
    """Too many wrong passwords for this name from this place; ``until`` is when the next try is allowed."""

    until: datetime


def try_password(request: HttpRequest, username: str, password: str, *, at: datetime) -> User | Locked | None:
    """The person, None for any wrong pair, or Locked. Each failure is counted."""
    name = as_login_name(username)
    attempt = _without_what_was_typed(request)
    _forget_failures_to_come(request)
    found = authenticate(attempt, username=name, password=password)
    if getattr(attempt, "axes_locked_out", False):
        return Locked(until=locked_until(attempt, name, at=at))
    return found if isinstance(found, User) and not is_over(found, at=at) else None


@transaction.atomic
def begin(request: HttpRequest, user: User, *, at: datetime) -> None:
    """A session under a new key, whatever key the browser brought."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    request.session[SINCE] = at.timestamp()
    tell_ledger("signed_in", ref(user), {}, by=user, at=at)


def carry_on(request: HttpRequest, user: User) -> None:
    """After a new password: this session goes on under a new key, while all others of this person end."""
    update_session_auth_hash(request, user)


@transaction.atomic
def end(request: HttpRequest, *, at: datetime) -> None:
    """The session is over, and its key is worth nothing."""
    if isinstance(request.user, User):
        tell_ledger("signed_out", ref(request.user), {}, by=request.user, at=at)
    logout(request)


def has_lasted_a_shift(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the session began longer ago than a session may last, however busy it was.

    One that begins that long from now began under a clock that has been set back since, and would last for ever.
    """
    since = request.session.get(SINCE)
    return since is not None and abs(at.timestamp() - since) > settings.SESSION_COOKIE_AGE


def locked_until(request: HttpRequest, username: str, *, at: datetime) -> datetime:
    """When this name may be tried again from where the request came from."""
    tried = (
        AccessAttempt.objects.filter(username=as_login_name(username), ip_address=get_client_ip_address(request))
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return (tried or at) + (get_cool_off(request) or timedelta(0))


def _forget_failures_to_come(request: HttpRequest) -> None:
    """Failures from the future were counted under a clock that has been set back since; they would lock for as long."""
    latest = timezone.now() + (get_cool_off(request) or timedelta(0))
    AccessAttempt.objects.filter(attempt_time__gt=latest).delete()


def _without_what_was_typed(request: HttpRequest) -> HttpRequest:
    """The request without its form: axes writes down what it is given, and must not be given passwords."""
    bare = copy(request)
    bare.POST = QueryDict()
    bare.GET = QueryDict()
    return bare
