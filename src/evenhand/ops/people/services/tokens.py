"""A token is made by its person, and revoked by them or by an administrator; it ends with the login."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evenhand.ops.people import checks
from evenhand.ops.people.models import Token, User
from evenhand.ops.people.permissions import held_by
from evenhand.ops.people.services.authority import locked, ref, require_manager, tell_ledger
from evenhand.ops.people.tokens import MOST_DAYS, MOST_TOKENS, digest_of, new_secret, opened_by_tokens, start_of
from evenhand.ops.people.types import NewToken
from evenhand.ops.spine.errors import Conflict, Invalid


@transaction.atomic
def make_token(user: User, *, name: str, days: int, capabilities: Collection[str], at: datetime) -> NewToken:
    """A token of one's own with some of one's own capabilities; what is shown of it now is kept nowhere."""
    now = locked(user)
    name = checks.one_line(name, field="name", most=100)
    wanted = _usable(now, capabilities)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(
            _("A token cannot last “%(days)s” days.") % {"days": days},
            field="days",
            hint=_("Give 1 to %(most)s.") % {"most": MOST_DAYS},
        )
    if now.tokens.filter(revoked_at=None, ends_at__gt=at).count() >= MOST_TOKENS:
        raise Conflict(
            _("You have %(count)s tokens already.") % {"count": MOST_TOKENS}, hint=_("Revoke one that is not used.")
        )
    secret = new_secret()
    ends_at = at + timedelta(days=days)
    try:
        with transaction.atomic():
            made = Token.objects.create(
                user=now,
                name=name,
                start=start_of(secret),
                digest=digest_of(secret),
                capabilities=wanted,
                made_at=at,
                ends_at=ends_at,
            )
    except IntegrityError as error:
        raise Invalid(
            _("You have a token “%(name)s” already.") % {"name": name},
            field="name",
            hint=_("Revoke it first, or choose another name."),
        ) from error
    told = {"token": str(made.uuid), "capabilities": wanted, "ends_at": ends_at.isoformat()}
    tell_ledger("token_made", ref(now), told, by=now, at=at)
    return NewToken(made, secret)


@transaction.atomic
def revoke_token(token: Token, *, by: User, at: datetime) -> None:
    """It opens nothing from now on; once more changes nothing."""
    if token.user_id != by.pk:
        require_manager(by)
    now = Token.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    if now.revoked_at is None:
        _end(now, by=by, at=at)


def end_tokens(person: User, *, by: User, at: datetime) -> None:
    """Whoever loses their login loses their tokens; within the transaction that takes it away."""
    for token in person.tokens.select_for_update().filter(revoked_at=None):
        _end(token, by=by, at=at)


def _end(token: Token, *, by: User, at: datetime) -> None:
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    tell_ledger("token_revoked", ref(token.user), {"token": str(token.uuid)}, by=by, at=at)


def _usable(user: User, capabilities: Collection[str]) -> list[str]:
    wanted, own = set(capabilities), held_by(user).capabilities & opened_by_tokens()
    beyond = sorted(wanted - own)
    if beyond or not wanted:
        raise Invalid(
            _("You cannot give a token “%(capability)s”.") % {"capability": beyond[0][:60]}
            if beyond
            else _("A token without a capability opens nothing."),
            field="capabilities",
            hint=_("Choose among what you may do yourself."),
        )
    return sorted(wanted)
