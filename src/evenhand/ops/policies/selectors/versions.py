"""Policies and their versions, as somebody may read them."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _

from evenhand.ops.people.models import User
from evenhand.ops.policies.models import Clause, Policy, PolicyVersion
from evenhand.ops.policies.permissions import seen_by
from evenhand.ops.policies.vocabulary import PolicyKind, VersionState
from evenhand.ops.spine.errors import NotFound

Found = TypeVar("Found")


def published() -> QuerySet[PolicyVersion]:
    """The versions in force, each with its policy, by its title."""
    in_force = PolicyVersion.objects.filter(state=VersionState.PUBLISHED)
    return in_force.select_related("policy").order_by("-policy__kind", "policy__title_en", "pk")  # rules before labels


def version_named(name: str) -> PolicyVersion | None:
    """The version that the facts mean by this name; None when it is none of ours (imported decisions may name any)."""
    return PolicyVersion.objects.select_related("policy").filter(name=name).first()


def has_rules() -> bool:
    """Whether there is a policy that somebody wrote or took, in whatever state."""
    return PolicyVersion.objects.filter(policy__kind=PolicyKind.RULES).exists()


def policies_listed(user: User) -> QuerySet[Policy]:
    """The policies that have a version this person may read, with the one in force and how many clauses it has."""
    readable = PolicyVersion.objects.filter(seen_by(user), policy=OuterRef("pk"))
    now = FilteredRelation("versions", condition=Q(versions__state=VersionState.PUBLISHED))
    return Policy.objects.filter(Exists(readable)).annotate(
        now=now,
        now_uuid=F("now__uuid"),
        now_name=F("now__name"),
        now_since=F("now__published_at"),
        shown_first=Case(When(kind=PolicyKind.RULES, then=0), default=1),
        clauses=Count("now__clauses", filter=Q(now__clauses__is_label=True)),
    )


def policy_for(user: User, uuid: UUID) -> Policy:
    """A policy that has a version this person may read; NotFound otherwise."""
    found = Policy.objects.filter(Exists(PolicyVersion.objects.filter(seen_by(user), policy=OuterRef("pk")))).filter(
        uuid=uuid
    )
    return _known(found.first(), _("There is no policy at this address."))


def versions_of(policy: Policy, user: User) -> QuerySet[PolicyVersion]:
    """The versions of a policy that this person may read, with how many clauses they have."""
    readable = PolicyVersion.objects.filter(seen_by(user), policy=policy)
    return readable.annotate(labels=Count("clauses", filter=Q(clauses__is_label=True)))


def version_for(user: User, uuid: UUID) -> PolicyVersion:
    """A version that this person may read, with its policy; NotFound otherwise."""
    found = PolicyVersion.objects.select_related("policy").filter(seen_by(user), uuid=uuid).first()
    return _known(found, _("There is no policy version at this address."))


def clause_for(user: User, uuid: UUID) -> Clause:
    """A clause of a version that this person may read, with version and policy; NotFound otherwise."""
    found = Clause.objects.select_related("version__policy").filter(uuid=uuid).first()
    readable = found is not None and PolicyVersion.objects.filter(seen_by(user), pk=found.version_id).exists()
    return _known(found if readable else None, _("There is no clause at this address."))


def in_force_instead(version: PolicyVersion) -> PolicyVersion | None:
    """The version of the same policy that is in force, where this one is not."""
    if version.state == VersionState.PUBLISHED:
        return None
    return PolicyVersion.objects.filter(policy_id=version.policy_id, state=VersionState.PUBLISHED).first()


def _known(found: Found | None, otherwise: str) -> Found:
    if found is None:
        raise NotFound(otherwise)
    return found
