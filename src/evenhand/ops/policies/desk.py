"""What the policies desk declares."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.facts.plain import one_line
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import may
from evenhand.ops.policies.models import Clause, PolicyVersion
from evenhand.ops.policies.permissions import seen_by
from evenhand.ops.policies.presenters.version import clause_url
from evenhand.ops.policies.presenters.words import full_name, own, title_of
from evenhand.ops.policies.selectors import published
from evenhand.ops.policies.selectors import search as search_in
from evenhand.ops.policies.vocabulary import PUBLISH, READ
from evenhand.ops.spine.desks import Desk, NavigationEntry, SearchHit
from evenhand.ops.spine.keys import Key, KeyPlace
from evenhand.ops.spine.refs import RefKind, Shown

MOST_FOUND = 10


def show_versions(user: User, ids: frozenset[str]) -> dict[str, Shown]:
    """References to versions that this person may read."""
    found = PolicyVersion.objects.select_related("policy").filter(seen_by(user), uuid__in=ids)
    return {
        str(version.uuid): Shown(full_name(version), reverse("policies:version", kwargs={"uuid": version.uuid}))
        for version in found
    }


def show_clauses(user: User, ids: frozenset[str]) -> dict[str, Shown]:
    """References to clauses of versions that this person may read."""
    readable = PolicyVersion.objects.filter(seen_by(user))
    found = Clause.objects.filter(uuid__in=ids, version__in=readable).only("uuid", "code", "title_en", "title_zh")
    return {
        str(clause.uuid): Shown(
            f"{one_line(clause.code)} {title_of(clause)}", reverse("policies:clause", kwargs={"uuid": clause.uuid})
        )
        for clause in found
    }


def search(user: User, words: str) -> Iterable[SearchHit]:
    """Clauses in force in which the words stand."""
    if not may(user, READ):
        return
    hits = 0
    for version in published():
        for node in search_in(version, words)[: MOST_FOUND - hits]:
            hits += 1
            title = f"{one_line(node.code)} {one_line(node.title(own()))}"
            yield SearchHit(title=title, detail=full_name(version), url=clause_url(node), kind=_("Clause"))
        if hits >= MOST_FOUND:
            return


CLAUSES = KeyPlace(
    "clause",
    gettext_lazy("Clause"),
    (
        Key("policies.previous", gettext_lazy("The clause before"), "k"),
        Key("policies.next", gettext_lazy("The next clause"), "j"),
    ),
    capability=READ,
)

desk = Desk(
    app="policies",
    title=gettext_lazy("Policies"),
    urls="evenhand.ops.policies.urls",
    prefix="policies/",
    api="evenhand.ops.policies.api.router",
    capabilities={READ: gettext_lazy("Read the policies"), PUBLISH: gettext_lazy("Put policies in force")},
    navigation=(NavigationEntry("knowledge", gettext_lazy("Policies"), "policies:index", READ, order=10),),
    search=(search,),
    keys=(CLAUSES,),
    refs={
        "policy_version": RefKind(gettext_lazy("Policy version"), show_versions),
        "clause": RefKind(gettext_lazy("Clause"), show_clauses),
    },
)
