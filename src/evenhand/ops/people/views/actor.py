"""Who asks: the gate has made sure that somebody does."""

from __future__ import annotations

from django.http import HttpRequest

from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Denied


def me(request: HttpRequest) -> User:
    """The person who is signed in."""
    user = request.user
    if not isinstance(user, User):
        raise Denied("Nobody is signed in.", hint="Sign in first.")
    return user
