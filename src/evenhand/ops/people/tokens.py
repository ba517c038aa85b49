"""Tokens by which programs come in: how one is made, known again, and what it can open.

A token is 256 random bits, so its plain SHA-256 is kept: there is nothing to guess. Not here: making one for
somebody (``services``), the rules of what it opens (``operations``).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q
from django.utils.module_loading import import_string

from evenhand.ops.people.gate import access_of
from evenhand.ops.people.models import Token
from evenhand.ops.spine import desks

MARK = "evenhand_"  # so that scanners for lost secrets know one
BYTES = 32
LONGEST = 100
SHOWN = len(MARK) + 4
USUAL_DAYS, MOST_DAYS = 90, 366
MOST_TOKENS = 20  # of one person that work
NOTED_EVERY = timedelta(minutes=5)


def new_secret() -> str:
    """What its holder keeps; shown once."""
    return MARK + secrets.token_urlsafe(BYTES)


def digest_of(secret: str) -> str:
    """What is kept of it."""
    return sha256(secret.encode()).hexdigest()


def start_of(secret: str) -> str:
    """How it begins: enough to tell tokens apart, far too little to use."""
    return secret[:SHOWN]


def token_of(secret: str, *, at: datetime) -> Token | None:
    """The token with its person, None for one that is unknown, over, revoked, or of somebody who has left."""
    if len(secret) > LONGEST:
        return None
    found = Token.objects.select_related("user__partner").filter(digest=digest_of(secret)).first()
    return found if found is not None and found.works(at=at) and found.user.is_active else None


def note_use(token: Token, *, at: datetime) -> None:
    """That it was used, written every few minutes at most."""
    before = at - NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= before:
        late = Q(last_used_at__isnull=True) | Q(last_used_at__lte=before)
        Token.objects.filter(late, pk=token.pk).update(last_used_at=at)


def opened_by_tokens() -> frozenset[str]:
    """The capabilities that some operation of a desk asks for: others are of no use to a program."""
    routers = (import_string(desk.api) for desk in desks.all_desks() if desk.api)
    operations = (each for router in routers for path in router.path_operations.values() for each in path.operations)
    asked = (access_of(operation.view_func) for operation in operations)
    return frozenset(access.capability for access in asked if access is not None and access.capability is not None)
