"""What a person may do, and whose rows they see: from the grants they hold.

A capability is a word such as ``quality.plan``. Not here: rules about one thing ("not your own decision"), which
stand in the permissions of its desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import cached_property

from django.utils.translation import gettext as _

from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import CAPABILITIES, WHOLE, Role
from evenhand.ops.spine.errors import Denied
from evenhand.ops.spine.scope import Part, Scope


class Held:
    """The grants of one person, read once a request; ``only`` is what a token lets of them through, None for all."""

    def __init__(self, user: User, *, only: frozenset[str] | None = None) -> None:
        self.user = user
        self.only = only

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """All grants, none for a person who has left."""
        return tuple(self.user.grants.all()) if self.user.is_active else ()

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """Everything that some grant allows."""
        return frozenset[str]().union(*map(self._allows, self.grants))

    def scope(self, capability: str) -> Scope:
        """The rows that this capability reaches; nothing without it.

        A partner's own people are held to their partner whatever their grants say.
        """
        return Scope.of(self._part(grant) for grant in self.grants if capability in self._allows(grant))

    def _allows(self, grant: Grant) -> frozenset[str]:
        """The capabilities of a grant; what has no partner goes with an unlimited one alone."""
        is_limited = self.user.partner_id is not None or grant.partners or grant.markets or grant.queues
        allowed = CAPABILITIES[Role(grant.role)] - (WHOLE if is_limited else frozenset())
        return allowed if self.only is None else allowed & self.only

    def _part(self, grant: Grant) -> Part:
        partners = frozenset(grant.partners)
        if self.user.partner is not None:
            partners = frozenset({self.user.partner.code})
        return Part(partner=partners, market=frozenset(grant.markets), queue=frozenset(grant.queues))


def held_by(user: User) -> Held:
    """What a person holds; kept on the object, so that a request reads it once."""
    held: Held | None = getattr(user, "_held", None)
    if held is None:
        held = Held(user)
        user._held = held  # type: ignore[attr-defined]
    return held


def hold_only(user: User, capabilities: Iterable[str]) -> User:
    """The person as a token lets them act: with what they hold, and no more than these capabilities."""
    user._held = Held(user, only=frozenset(capabilities))  # type: ignore[attr-defined]
    return user


def whole_person(user: User) -> User:
    """The same person with all that they hold: what has to stay hidden from somebody hides from their tokens, too."""
    if held_by(user).only is None:
        return user
    same = copy(user)
    same._held = Held(same)  # type: ignore[attr-defined]
    return same


def may(user: User, capability: str) -> bool:
    """Whether a person holds a capability somewhere."""
    return capability in held_by(user).capabilities


def scope_of(user: User, capability: str) -> Scope:
    """Whose rows a person sees by this capability."""
    return held_by(user).scope(capability)


def require(user: User, capability: str) -> None:
    """Denied unless the person holds the capability somewhere."""
    if not may(user, capability):
        raise Denied(
            _("%(name)s may not do this: it needs the capability %(capability)s.")
            % {"name": user.name, "capability": capability},
            hint=_("Ask an administrator."),
        )


def require_within(user: User, capability: str, **values: str | None) -> None:
    """Denied unless the capability reaches a row of this partner, market and queue."""
    if not scope_of(user, capability).covers(**values):
        raise Denied(
            _("%(name)s may not do this here: it needs %(capability)s for these rows.")
            % {"name": user.name, "capability": capability},
            hint=_("Ask an administrator."),
        )
