"""What the people desk declares: its place in the navigation, its capabilities, how a person shows, its search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import may
from evenhand.ops.people.presenters.person import roles_in_words
from evenhand.ops.people.roles import MANAGE, SEE
from evenhand.ops.people.selectors import people_found, people_seen_by, people_without_a_role
from evenhand.ops.people.services.authority import PERSON
from evenhand.ops.spine.desks import Desk, HomeRow, NavigationEntry, SearchHit
from evenhand.ops.spine.refs import RefKind, Shown

MOST_FOUND = 10


def show_people(user: User, ids: frozenset[str]) -> dict[str, Shown]:
    """References to people by name, for those who may see them."""
    if not may(user, SEE):
        return {}
    seen = people_seen_by(user).filter(uuid__in=[identity for identity in ids if _is_uuid(identity)])
    return {str(person.uuid): Shown(person.name, _page_of(person)) for person in seen}


def search(user: User, words: str) -> Iterable[SearchHit]:
    """People in sight whose name or login name begins so."""
    if not may(user, SEE):
        return
    for person in people_found(user, words, most=MOST_FOUND):
        roles = roles_in_words(person) or _("no role yet")
        yield SearchHit(title=person.name, detail=roles, url=_page_of(person), kind=_("Person"))


def roles_to_give(user: User, at: datetime) -> Iterable[HomeRow]:
    """What waits for an administrator: people who can do nothing yet."""
    if not may(user, MANAGE):
        return
    if count := people_without_a_role().count():
        yield HomeRow(
            title=ngettext("Give %(count)s person a role", "Give %(count)s people a role", count) % {"count": count},
            detail=_("They can sign in and see nothing."),
            url=f"{reverse('people:people')}?held=0&active=1",
            desk=_("People"),
        )


def _is_uuid(identity: str) -> bool:
    """The ledger speaks of "system" too, and an address may hold anything."""
    try:
        UUID(identity)
    except ValueError:
        return False
    return True


def _page_of(person: User) -> str:
    return reverse("people:person", kwargs={"uuid": person.uuid})


desk = Desk(
    app="people",
    title=gettext_lazy("People"),
    urls="evenhand.ops.people.urls",
    prefix="people/",
    api="evenhand.ops.people.api.router",
    navigation=(NavigationEntry("administration", gettext_lazy("People"), "people:people", SEE, order=10),),
    home=(roles_to_give,),
    search=(search,),
    capabilities={
        SEE: gettext_lazy("See who works here"),
        MANAGE: gettext_lazy("Add people and give them roles"),
    },
    refs={PERSON: RefKind(gettext_lazy("Person"), show_people)},
)
