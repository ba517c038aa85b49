"""Who may see an item, look at its content, and add one.

An item has a market and no partner or queue: those are of the tasks and decisions on it, which stand above. So a role
that is limited to a partner or queue reaches the items that the desks above bring within its scope.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from evenhand.ops.items.models import Item
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import require, scope_of
from evenhand.ops.spine.desks import all_desks
from evenhand.ops.spine.errors import Denied
from evenhand.ops.spine.scope import Scope

READ = "items.read"
LOOK = "items.look"
ADD = "items.add"


def items_within(user: User, capability: str) -> QuerySet[Item]:
    """The items that a capability of this person reaches, and those that they added themselves."""
    scope = scope_of(user, capability)
    if scope.is_everything:
        return Item.objects.all()
    if not scope.parts:
        return Item.objects.none()
    return Item.objects.filter(reduce(or_, (_of_markets(scope), *_of_desks(scope)), Q(added_by=user)))


def require_may_add(user: User, market: str) -> None:
    """Denied unless the person may add an item of this market."""
    require(user, ADD)
    partner = user.partner.code if user.partner else None
    parts = scope_of(user, ADD).parts
    if not any((not part.market or market in part.market) and part.partner <= {partner} for part in parts):
        raise Denied(
            _("Your role does not reach items of the market “%(market)s”.") % {"market": market or "-"},
            hint=_("Choose a market of your role."),
        )


def _of_markets(scope: Scope) -> Q:
    """Parts that no partner and no queue limit."""
    whole = (part.market for part in scope.parts if not part.partner and not part.queue)
    markets = frozenset[str]().union(*whole)
    return Q(market__in=sorted(markets)) if markets else Q(pk__in=[])


def _of_desks(scope: Scope) -> list[Q]:
    return [Q(pk__in=within(scope)) for desk in all_desks() for within in desk.items_within]
