"""Who sees which samples and findings, and which decisions a planner may draw from: by partner, market and queue."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from evenhand.ops.items.models import Item
from evenhand.ops.judgements.permissions import may_judge
from evenhand.ops.judgements.vocabulary import BLIND
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import require, scope_of
from evenhand.ops.quality.models import Finding, Sample, Unit
from evenhand.ops.quality.vocabulary import PLAN, READ
from evenhand.ops.spine.errors import Denied, NotFound
from evenhand.ops.spine.scope import FIELDS, Part, Scope

Where = Mapping[str, tuple[str, ...]]


def within(scope: Scope, prefix: str = "") -> Q:
    """Rows with the columns partner, market and queue that a scope shows."""
    if scope.is_everything:
        return Q()
    parts = sorted(scope.parts, key=Part.__repr__)  # the same statement each time
    return reduce(or_, (_part(part, prefix) for part in parts), Q(pk__in=[]))


def samples_seen_by(user: User) -> QuerySet[Sample]:
    """Samples that hold a decision which the person may see, and those that they made."""
    scope = scope_of(user, READ)
    if scope.is_everything:
        return Sample.objects.all()
    own = Exists(Unit.objects.filter(within(scope), sample=OuterRef("pk")))
    return Sample.objects.filter(own | Q(made_by=user)) if scope.parts else Sample.objects.none()


def units_seen_by(user: User) -> QuerySet[Unit]:
    """The drawn decisions in the person's scope."""
    return Unit.objects.filter(within(scope_of(user, READ)))


def findings_seen_by(user: User) -> QuerySet[Finding]:
    """Findings in the person's scope, but for items that they may still have to judge blind."""
    blind = blind_items(user).filter(source=OuterRef("unit__source"), external_id=OuterRef("unit__item_key"))
    return Finding.objects.filter(within(scope_of(user, READ), "unit__"), ~Exists(blind), retracted=False)


def blind_items(user: User) -> QuerySet[Item]:
    """The items whose verdicts this person must not see yet, whichever sample asks for them."""
    return Item.objects.filter(pk__in=may_judge(user).filter(setting__in=BLIND).values("item_id"))


def blind_units(user: User, sample: Sample) -> QuerySet[Unit]:
    """The units of a sample on such items."""
    blind = blind_items(user).filter(source=OuterRef("source"), external_id=OuterRef("item_key"))
    return sample.units.filter(Exists(blind))


def require_manages(user: User, sample: Sample) -> None:
    """Denied unless the person may change a sample: they made it, or plan without limits."""
    require(user, PLAN)
    if sample.made_by_id != user.pk and not scope_of(user, PLAN).is_everything:
        raise Denied(_("This sample is another planner's."), hint=_("Ask whoever made it, or make one of your own."))


def manages(user: User, sample: Sample) -> bool:
    """Whether the person may change a sample."""
    scope = scope_of(user, PLAN)
    return scope.is_everything or (bool(scope.parts) and sample.made_by_id == user.pk)


def limited(where: Where, scope: Scope) -> Where:
    """The filters of a plan, kept within what the planner may draw from.

    Raises:
        Denied: nothing is left, or the planner's roles reach rows that no one filter can tell.

    """
    if scope.is_everything:
        return dict(where)
    if not scope.parts:
        raise Denied(_("You may not plan samples."), hint=_("Ask an administrator."))
    limits = _limits(scope)
    narrowed = {name: tuple(v for v in where.get(name, tuple(sorted(own))) if v in own) for name, own in limits.items()}
    empty = next((name for name, values in narrowed.items() if not values), None)
    if empty is not None:
        raise Denied(
            _("What you chose for %(field)s is outside your role.") % {"field": empty},
            hint=_("Choose among %(values)s.") % {"values": ", ".join(sorted(limits[empty]))},
        )
    return {**where, **narrowed}


def _limits(scope: Scope) -> dict[str, frozenset[str]]:
    """The values by field when the parts differ in one field at most, so that one filter says it all."""
    parts = list(scope.parts)
    differing = [name for name in FIELDS if len({getattr(part, name) for part in parts}) > 1]
    open_ended = any(not getattr(part, name) for name in differing for part in parts)
    if len(differing) > 1 or open_ended:
        raise Denied(
            _("Your roles reach rows that one sample cannot be limited to."),
            hint=_("Ask an administrator for one role with all its partners, markets and queues."),
        )
    united = {name: frozenset().union(*(getattr(part, name) for part in parts)) for name in FIELDS}
    return {name: values for name, values in united.items() if values}


def sample_seen_by(user: User, uuid: UUID) -> Sample:
    """A sample that the person may see; NotFound for any other, whether there is one or not."""
    sample = samples_seen_by(user).select_related("policy_version__policy", "made_by").filter(uuid=uuid).first()
    if sample is None:
        raise NotFound(_("There is no sample at this address."), hint=_("Look in the list of samples."))
    return sample


def _part(part: Part, prefix: str) -> Q:
    return Q(**{f"{prefix}{name}__in": sorted(getattr(part, name)) for name in FIELDS if getattr(part, name)})
