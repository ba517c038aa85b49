"""Who can assess, as far as the reader may know of them."""

from __future__ import annotations

from evenhand.ops.people.models import User
from evenhand.ops.people.selectors import people_seen_by, people_who_may
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.permissions import manages
from evenhand.ops.quality.vocabulary import ASSESS


def assessors(user: User) -> list[User]:
    """The people that a planner can share a sample among."""
    seen = people_seen_by(user).filter(pk__in=people_who_may(ASSESS).values("pk"))
    return list(seen.order_by("name", "id"))


def assessors_for(user: User, sample: Sample) -> list[User]:
    """Whose sheet this person may load: their own, and anybody's where they manage the sample."""
    if not manages(user, sample):
        return [user]
    others = [person for person in assessors(user) if person.pk != user.pk]
    return [user, *others]
