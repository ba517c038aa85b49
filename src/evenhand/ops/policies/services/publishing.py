"""A version from draft to in force to retired; one of a policy is in force at a time.

Whoever changes the versions of a policy holds the lock on its row. Not here: where clauses come from.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evenhand.ops.ledger.services import SYSTEM, record
from evenhand.ops.people.models import User
from evenhand.ops.policies.models import Policy, PolicyVersion
from evenhand.ops.policies.permissions import require_publishes
from evenhand.ops.policies.services.contents import content_of, digest_of, write_clauses
from evenhand.ops.policies.types import Content
from evenhand.ops.policies.vocabulary import MOVES, PolicyKind, VersionState
from evenhand.ops.spine.errors import Conflict, Invalid
from evenhand.ops.spine.refs import Ref

LONGEST_NAME = 160


@transaction.atomic
def new_draft(policy: Policy, name: str, content: Content, *, by: User | None, at: datetime) -> PolicyVersion:
    """A version that is not in force yet, holding these clauses.

    Raises:
        Conflict: another version, of this or another policy, has this name.
        Invalid: the name or a clause cannot be kept.

    """
    require_publishes(by)
    return draft(locked(policy), name, content, by=by, at=at)


@transaction.atomic
def publish(version: PolicyVersion, *, by: User | None, at: datetime) -> PolicyVersion:
    """Puts a version in force and retires the one before; a version in force stays as it is."""
    require_publishes(by)
    locked(version.policy)
    return put_in_force(_fresh(version), by=by, at=at)


@transaction.atomic
def retire(version: PolicyVersion, *, by: User | None, at: datetime) -> PolicyVersion:
    """Takes a version out of force, with none in its place; a retired one stays as it is."""
    require_publishes(by)
    locked(version.policy)
    now = _fresh(version)
    return now if now.state == VersionState.RETIRED else _retired(now, by=by, at=at)


def policy_called(code: str, *, kind: PolicyKind, title_en: str, title_zh: str, at: datetime) -> Policy:
    """The policy of this code, made when there is none, locked until the transaction ends."""
    made = {"kind": kind, "title_en": title_en, "title_zh": title_zh, "created_at": at}
    return locked(Policy.objects.get_or_create(code=code, defaults=made)[0])


def locked(policy: Policy) -> Policy:
    """The policy, so that nobody else changes its versions until the transaction ends."""
    return Policy.objects.select_for_update().get(pk=policy.pk)


def draft(policy: Policy, name: str, content: Content, *, by: User | None, at: datetime) -> PolicyVersion:
    """``new_draft`` for those who hold the lock and are allowed to."""
    version = PolicyVersion(
        policy=policy,
        name=_checked(name),
        note_en=content.note_en,
        note_zh=content.note_zh,
        pack=content.pack,
        created_at=at,
    )
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("There is a version “%(name)s” already.") % {"name": name}, hint=_("Choose another name.")
        ) from error
    write_clauses(version, content.clauses)
    _recorded("policies.drafted", version, by=by, at=at)
    return version


def put_in_force(version: PolicyVersion, *, by: User | None, at: datetime) -> PolicyVersion:
    """``publish`` for those who hold the lock and are allowed to."""
    if version.state == VersionState.PUBLISHED:
        return version
    MOVES.check(VersionState(version.state), VersionState.PUBLISHED, what=f"The version {version.name}")
    for former in PolicyVersion.objects.filter(policy_id=version.policy_id, state=VersionState.PUBLISHED):
        _retired(former, by=by, at=at)
    version.state, version.published_at = VersionState.PUBLISHED, at
    version.digest = digest_of(content_of(version))
    version.save(update_fields=("state", "published_at", "digest"))
    _recorded("policies.published", version, by=by, at=at)
    return version


def _retired(version: PolicyVersion, *, by: User | None, at: datetime) -> PolicyVersion:
    MOVES.check(VersionState(version.state), VersionState.RETIRED, what=f"The version {version.name}")
    version.state, version.retired_at = VersionState.RETIRED, at
    version.save(update_fields=("state", "retired_at"))
    _recorded("policies.retired", version, by=by, at=at)
    return version


def _fresh(version: PolicyVersion) -> PolicyVersion:
    return PolicyVersion.objects.select_related("policy").get(pk=version.pk)


def _checked(name: str) -> str:
    given = name.strip()
    if not given or len(given) > LONGEST_NAME or not given.isprintable():
        raise Invalid(
            _("“%(name)s” cannot be the name of a version.") % {"name": given[:60]},
            field="version",
            hint=_("Give it from 1 to %(most)s printable characters, such as 1.0.") % {"most": LONGEST_NAME},
        )
    return given


def _recorded(kind: str, version: PolicyVersion, *, by: User | None, at: datetime) -> None:
    told = {"policy": str(version.policy.uuid), "pack": version.pack, "digest": version.digest}
    actor = SYSTEM if by is None else str(by.uuid)
    record(kind, actor=actor, subject=Ref("policy_version", str(version.uuid)), payload=told, at=at)
