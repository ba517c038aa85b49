"""Reading people: whom somebody may see, who may do something, and whose judgements are whose.

Not here: what a page shows of them (``presenters``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet
from django.utils.translation import gettext as _

from evenhand.ops.people.models import Grant, JudgeAlias, Partner, Team, Token, User, as_login_name
from evenhand.ops.people.permissions import scope_of
from evenhand.ops.people.roles import CAPABILITIES, SEE, WHOLE, Role
from evenhand.ops.spine.errors import NotFound

M = TypeVar("M", bound=Model)
Site = TypeVar("Site", Partner, Team)
AT_ONCE = 5_000  # values of one IN: databases limit the parameters of a statement


def people_seen_by(user: User) -> QuerySet[User]:
    """The people of the partners that this person's scope reaches; a limit to markets or queues leaves nobody out."""
    people = User.objects.select_related("partner", "team")
    partners = _partners_within(user)
    return people if partners is None else people.filter(partner__code__in=partners)


def person_seen_by(user: User, uuid: UUID) -> User:
    """One of them; NotFound for anybody else."""
    return _one(people_seen_by(user), uuid, _("There is nobody of this address."))


def partners_seen_by(user: User) -> QuerySet[Partner]:
    """The partners that this person's scope reaches."""
    partners = _partners_within(user)
    return Partner.objects.all() if partners is None else Partner.objects.filter(code__in=partners)


def partner_seen_by(user: User, uuid: UUID) -> Partner:
    """One of them; NotFound for any other."""
    return _one(partners_seen_by(user), uuid, _("There is no partner of this address."))


def teams_seen_by(user: User) -> QuerySet[Team]:
    """The teams of the partners that this person's scope reaches, and of this organisation when nothing limits it."""
    teams, partners = Team.objects.select_related("partner"), _partners_within(user)
    return teams if partners is None else teams.filter(partner__code__in=partners)


def team_seen_by(user: User, uuid: UUID) -> Team:
    """One of them; NotFound for any other."""
    return _one(teams_seen_by(user), uuid, _("There is no team of this address."))


def grant_of(person: User, uuid: UUID) -> Grant:
    """A role of this person; NotFound for any other."""
    return _one(person.grants.all(), uuid, _("This role has been taken away already."))


def alias_of(person: User, uuid: UUID) -> JudgeAlias:
    """An id of this person in another tool; NotFound for any other."""
    return _one(person.judge_aliases.all(), uuid, _("This id has been taken away already."))


def tokens_of(person: User, *, at: datetime) -> list[Token]:
    """The tokens of this person that open something now, the newest first."""
    return list(person.tokens.filter(revoked_at=None, ends_at__gt=at))


def token_of_person(person: User, uuid: UUID) -> Token:
    """One of them, over or revoked too; NotFound for anybody else's."""
    return _one(person.tokens.all(), uuid, _("There is no token at this address."))


def with_active_people(rows: QuerySet[Site]) -> QuerySet[Site]:
    """Partners or teams with ``active``, how many people work there now."""
    return rows.annotate(active=Count("people", filter=Q(people__is_active=True)))


def people_who_may(capability: str) -> QuerySet[User]:
    """Active people who hold a capability somewhere; whether it reaches a row is ``scope_of``'s to say."""
    roles = [role for role in Role if capability in CAPABILITIES[role]]
    people = User.objects.filter(is_active=True, pk__in=Grant.objects.filter(role__in=roles).values("user"))
    return people.filter(partner=None) if capability in WHOLE else people


def people_found(user: User, words: str, *, most: int) -> list[User]:
    """Those whose name or login name begins with these words, or has a later word that does."""
    named = Q(name__istartswith=words) | Q(name__icontains=f" {words}") | Q(username__startswith=as_login_name(words))
    people = people_seen_by(user).prefetch_related("grants")
    return list(people.filter(named).order_by("name", "id")[:most])


def people_without_a_role() -> QuerySet[User]:
    """Active people who can sign in and see nothing."""
    return User.objects.filter(is_active=True, grants=None)


def names_of(uuids: Iterable[str]) -> dict[str, str]:
    """Names by outside id, for what a person has done that the reader may know of."""
    return {
        str(uuid): name
        for some in _parts(set(uuids))
        for uuid, name in User.objects.filter(uuid__in=some).values_list("uuid", "name")
    }


def users_of_judges(source: str, judge_ids: Iterable[str]) -> dict[str, int]:
    """The keys of the people behind these judges: by pseudonym, and by the alias they have in a source.

    Others are left out. What people judge here stands under their pseudonym in the source of the item.
    """
    wanted = set(judge_ids)
    found: dict[str, int] = {}
    for some in _parts(wanted):
        found |= dict(User.objects.filter(pseudonym__in=some).values_list("pseudonym", "id"))
        aliases = JudgeAlias.objects.filter(source=source, judge_id__in=some)
        found |= dict(aliases.values_list("judge_id", "user_id"))
    return found


def is_set_up() -> bool:
    """Whether somebody can administer."""
    return Grant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exists()


def _partners_within(user: User) -> frozenset[str] | None:
    """The codes of the partners that ``people.see`` is limited to; None when it is not."""
    parts = scope_of(user, SEE).parts
    if any(not part.partner for part in parts):
        return None
    return frozenset[str]().union(*(part.partner for part in parts))


def _one(rows: QuerySet[M], uuid: UUID, otherwise: str) -> M:
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotFound(otherwise)
    return found


def _parts(values: set[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
