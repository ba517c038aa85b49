"""Who may judge what: the capability that a setting asks for, in the scope of the task, not barred, not another's.

The same rule twice: as a condition of queries, and for one task at hand. Not here: who holds a task now.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.ops.judgements.models import Bar, Task
from evenhand.ops.judgements.vocabulary import CAPABILITIES, Setting, TaskState
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import require_within, scope_of, whole_person
from evenhand.ops.spine.errors import Denied
from evenhand.ops.spine.scope import FIELDS, Part, Scope

ANY_LANGUAGE = ("", "und", "mul", "zxx")


def may_judge(user: User) -> QuerySet[Task]:
    """The open tasks that are, or could become, this person's, whoever holds them now."""
    own = Q(assigned_to__isnull=True) | Q(assigned_to=user)
    return Task.objects.filter(own, _settings(user), _not_barred(user), state=TaskState.OPEN)


def reads(user: User) -> Q:
    """Tasks in a language that the person judges in; their own assignments, and those without a language, always."""
    if not user.languages:
        return Q()
    tags = (Q(language__iexact=tag) | Q(language__istartswith=f"{tag}-") for tag in map(str, user.languages))
    return reduce(or_, tags, Q(assigned_to=user) | Q(language__in=ANY_LANGUAGE))


def reaches(user: User, task: Task) -> bool:
    """Whether the person's capability for this setting reaches the task."""
    capability = CAPABILITIES.get(Setting(task.setting))
    rows = {name: getattr(task, name) for name in FIELDS}
    return capability is not None and scope_of(user, capability).covers(**rows)


def require_may_judge(user: User, task: Task) -> None:
    """Denied unless the person may still judge this task: roles change while a task is held."""
    capability = CAPABILITIES.get(Setting(task.setting))
    if capability is None:
        raise Denied("This is not judged by people.")
    require_within(user, capability, partner=task.partner, market=task.market, queue=task.queue)


def _settings(user: User) -> Q:
    person = whole_person(user)  # what somebody may come to judge is hidden from them until then, by a token, too
    scopes = {capability: scope_of(person, capability) for capability in set(CAPABILITIES.values())}
    allowed = {setting: scopes[capability] for setting, capability in CAPABILITIES.items() if scopes[capability].parts}
    by_scope = {scope: [setting for setting, own in allowed.items() if own == scope] for scope in set(allowed.values())}
    return reduce(or_, (Q(setting__in=own) & within(scope) for scope, own in by_scope.items()), Q(pk__in=[]))


def within(scope: Scope) -> Q:
    """Tasks whose partner, market and queue a scope reaches."""
    if scope.is_everything:
        return Q()
    return reduce(or_, map(_part, scope.parts), Q(pk__in=[]))


def _part(part: Part) -> Q:
    limits = {f"{name}__in": sorted(getattr(part, name)) for name in FIELDS if getattr(part, name)}
    return Q(**limits)


def _not_barred(user: User) -> Q:
    return ~Q(Exists(Bar.objects.filter(task=OuterRef("pk"), user=user)))
