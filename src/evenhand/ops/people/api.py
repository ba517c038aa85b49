"""Who a token comes in as, and what it opens."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from evenhand.ops.people.gate import signed_in
from evenhand.ops.people.models import Token
from evenhand.ops.people.operations import DeskRouter
from evenhand.ops.people.permissions import held_by

router = DeskRouter()


class Me(Schema):
    """A person as their token lets them act."""

    id: UUID
    name: str
    partner: str | None
    capabilities: list[str]
    token: str
    token_ends_at: datetime


@router.get("/me", response=Me)
@signed_in("one's own token")
def me(request: HttpRequest) -> Me:
    """The person of this token, their site, and what the token opens now: what both it and they hold."""
    token: Token = request.auth  # type: ignore[attr-defined]  # set by the rule
    user = token.user
    return Me(
        id=user.uuid,
        name=user.name,
        partner=user.partner.code if user.partner else None,
        capabilities=sorted(held_by(user).capabilities),
        token=token.name,
        token_ends_at=token.ends_at,
    )
